package dev.rondo;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * Tasks as virtual threads whose scheduler is this object: the JDK hands it the continuation of a
 * thread that can run, and the loop's thread runs it.
 *
 * <p>Rondo's own wake-ups do not unpark: they queue the strand, and the loop unparks it when its
 * turn comes and takes the continuation from {@link #execute} on the spot. So the order is the
 * loop's and a task can queue itself before it parks. What the JDK wakes (a lock, a socket, a timed
 * park) arrives in {@code execute} by itself.
 */
final class ScheduledEngine extends Engine implements Executor {
    private static final String DEFAULT_NAME = "rondo-task";

    private final Kernel kernel;
    // The thread that runs passes, null between runs. Written by it, read by any thread that wakes
    // a task.
    private volatile @Nullable Thread carrier;
    // Loop thread: set while take() waits for execute() to hand over the continuation.
    private boolean taking;
    private @Nullable Runnable taken;

    ScheduledEngine(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    Strand newStrand(StrandOwner owner, @Nullable String name, Runnable body) {
        return new ScheduledStrand(kernel, owner, this, name == null ? DEFAULT_NAME : name, body);
    }

    @Override
    void runLoop(Runnable passes) {
        Thread caller = Thread.currentThread();
        if (caller.isVirtual()) {
            runOnPlatformThread(passes);
            return;
        }
        carrier = caller;
        try {
            passes.run();
        } finally {
            carrier = null;
        }
    }

    /** A virtual thread cannot carry others, so it waits while a platform thread does. */
    private void runOnPlatformThread(Runnable passes) {
        Thread platform = Thread.ofPlatform().name("rondo-loop").unstarted(() -> runLoop(passes));
        platform.start();
        boolean interrupted = false;
        while (true) {
            try {
                platform.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    EngineChoice choice() {
        return EngineChoice.SCHEDULED;
    }

    /** Called by the JDK, from any thread, when a virtual thread of this loop can run. */
    @Override
    public void execute(Runnable continuation) {
        if (Thread.currentThread() == carrier) {
            if (taking) {
                taking = false;
                taken = continuation;
            } else {
                kernel.ready.add(continuation);
            }
        } else if (kernel.inLoop()) {
            kernel.ready.add(continuation);
        } else {
            kernel.enter(continuation);
        }
    }

    /**
     * Runs a thread until it parks or ends; {@code wake} starts or unparks it. The loop's thread
     * only.
     */
    void runNow(ScheduledStrand strand, boolean first) {
        taking = true;
        taken = null;
        if (first) {
            strand.thread().start();
        } else {
            java.util.concurrent.locks.LockSupport.unpark(strand.thread());
        }
        if (taking) {
            // The thread had a permit already: it is on its way through the ready queue as a bare
            // continuation.
            taking = false;
            return;
        }
        Objects.requireNonNull(taken).run();
    }
}
