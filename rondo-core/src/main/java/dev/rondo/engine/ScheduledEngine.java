package dev.rondo.engine;

import org.jspecify.annotations.Nullable;

/**
 * Tasks as virtual threads whose scheduler is the loop: the JDK hands over the continuation of a
 * thread that can run, and the loop's thread runs it.
 *
 * <p>Rondo's own wake-ups do not unpark: they queue the strand, and the loop runs its continuation
 * when its turn comes. So the order is the loop's and a task can queue itself before it suspends.
 * What the JDK wakes (a lock, a socket, a timed park) comes by itself, as a {@link Continued} on
 * the same queue.
 *
 * <p>A virtual thread inherits the scheduler of the one that starts it, so those that a task's code
 * starts come here, too. They are passed on to the JDK's own scheduler and run beside the loop, as
 * they do on the handoff engine: in the loop's turn they would hold it as soon as they compute. In
 * virtual time, where the order of a run must be its own, they are queued like tasks.
 */
public final class ScheduledEngine extends Engine {
    /**
     * A virtual thread that the JDK made runnable, on the ready queue.
     *
     * @param strand the one whose thread it is, or that started it
     * @param own whether it is the strand's own thread, and not one that its code started, which is
     *     queued in virtual time only
     */
    public record Continued(Strand strand, boolean own, Runnable continuation) {
        @Override
        public String toString() {
            return (own ? "" : "A virtual thread that was started by ") + strand.owner();
        }
    }

    private final Carrier carriedBy;
    private final boolean queuesStarted;
    // The thread that runs passes, null between runs. Written by it, read by any thread that wakes
    // a task.
    private volatile @Nullable Thread carrier;
    // Set for good by any thread. Read by the loop's thread, which is late by one inspection at
    // most.
    private volatile boolean startedThreads;

    ScheduledEngine(Carrier carriedBy) {
        this.carriedBy = carriedBy;
        this.queuesStarted = carriedBy.queuesStartedThreads();
    }

    @Override
    public Strand newStrand(Object owner, Object context) {
        return new ScheduledStrand(carriedBy, owner, this, carriedBy.threadName(owner), context);
    }

    @Override
    public void runLoop(Runnable passes) {
        Thread caller = Thread.currentThread();
        if (caller.isVirtual()) {
            // It cannot carry others, so it waits while a platform thread does.
            runOn(Thread.ofPlatform(), () -> runLoop(passes));
            return;
        }
        carrier = caller;
        try {
            passes.run();
        } finally {
            carrier = null;
        }
    }

    @Override
    public EngineChoice choice() {
        return EngineChoice.SCHEDULED;
    }

    boolean isCarrier(Thread thread) {
        return thread == carrier;
    }

    /** Takes a thread that can run and that code of a strand started. Any thread. */
    void runStarted(ScheduledStrand by, Runnable continuation) {
        if (queuesStarted && !JdkPollers.owns(continuation)) {
            runLater(new Continued(by, false, continuation));
        } else {
            if (!startedThreads) {
                startedThreads = true;
            }
            LoopScheduledThreads.ofTheJdk().execute(continuation);
        }
    }

    @Override
    public boolean hasStartedThreads() {
        return startedThreads;
    }

    /** Queues a thread that the JDK made runnable. Any thread. */
    void runLater(Continued thread) {
        Strand current = Strand.current();
        if (isCarrier(Thread.currentThread())
                || (current != null && current.carrier() == carriedBy)) {
            carriedBy.ready(thread);
        } else {
            carriedBy.enter(thread);
            if (carriedBy.isClosed()) {
                carriedBy.abandon();
            }
        }
    }

    /**
     * Lets a queued thread that code of a task started, and that outlives the loop, go on
     * elsewhere; a program that waits for it would hang otherwise. A task's own thread stays where
     * it is.
     */
    @Override
    public void abandon(Object entry) {
        if (entry instanceof Continued thread && !thread.own()) {
            LoopScheduledThreads.ofTheJdk().execute(thread.continuation());
        }
    }
}
