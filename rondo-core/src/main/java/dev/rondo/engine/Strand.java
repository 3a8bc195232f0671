package dev.rondo.engine;

import dev.rondo.struct.Linked;
import org.jspecify.annotations.Nullable;

/**
 * One line of execution that the loop resumes and that suspends itself: a task's, or the one that
 * runs callbacks.
 *
 * <p>A strand is also the uncaught-exception handler of its thread. That is how code finds the task
 * it runs in without a thread-local: reading the handler of the current thread is two field reads,
 * needs no map a thread, works on both engines and stays right when foreign code (a lock, a socket)
 * suspends and resumes the thread behind the loop's back. Rejected: a {@code ThreadLocal} (a map of
 * 100 bytes a task), a {@code ScopedValue} (a cache of its own a thread) and a field "current task"
 * of the loop (wrong after a foreign resume).
 *
 * <pre>
 *           created             resume()              body ends
 *   (new) ----------> READY -------------> RUNNING -------------> ENDED
 *                       ^   loop takes it   |   ^
 *          makeReady()  |                   |   | the JDK resumes it: foreign waits
 *                       |      suspend()    |   | stay RUNNING, off the loop's thread
 *                    SUSPENDED &lt;---------+---+
 * </pre>
 */
public abstract sealed class Strand extends Linked.Member
        implements Runnable, Thread.UncaughtExceptionHandler
        permits ScheduledStrand, HandoffStrand {
    /** The states drawn above. */
    public enum State {
        /** Waits for its turn. */
        READY,
        /** Runs, or waits in code that is not Rondo's. */
        RUNNING,
        /** Waits for {@link #makeReady}. */
        SUSPENDED,
        /** Its code has returned. */
        ENDED
    }

    private final Object owner;
    private final Carrier carrier;
    // Written by the loop's thread and by the strand's own: one carrier on the scheduled engine,
    // ordered by the baton on
    // the other. The watchdog reads it unordered; a stale value costs it one sample.
    private State state = State.READY;
    private boolean pinFailed; // written by the watchdog before it unparks the strand
    private long lastStep; // what its loop's counter of steps was then; read as the state is
    private Object context; // what its owner's code runs in; nothing that an engine looks at

    Strand(Carrier carrier, Object owner, Object context) {
        this.carrier = carrier;
        this.owner = owner;
        this.context = context;
    }

    /** Runs the owner's code, on the strand's own thread. */
    @Override
    public void run() {
        carrier.runOwner(this);
    }

    /** Returns the strand that the calling thread is, or null. */
    public static @Nullable Strand current() {
        return Thread.currentThread().getUncaughtExceptionHandler() instanceof Strand strand
                ? strand
                : null;
    }

    /** Returns whose code it runs. */
    public final Object owner() {
        return owner;
    }

    /** Returns what carries it. */
    public final Carrier carrier() {
        return carrier;
    }

    /** Returns its state. */
    public final State state() {
        return state;
    }

    /** Says that it makes a step of a loop, by its count. Loop. */
    public final void steps(long count) {
        lastStep = count;
    }

    /** Returns what the count was at its last step; before the first one, when it was made. */
    public final long lastStep() {
        return lastStep;
    }

    /** Returns what it was given for its owner's code to run in. */
    public final Object context() {
        return context;
    }

    /** Has its owner's code run in something else from now on. */
    public final void switchContext(Object other) {
        context = other;
    }

    /** Returns its thread. */
    public abstract Thread thread();

    /** Lets it run until it suspends or ends. The loop's thread only. */
    public abstract void resume();

    /** Gives the loop's thread back until {@link #resume}. The strand's own thread only. */
    abstract void park();

    /** Queues it to go on. Loop. */
    public final void makeReady() {
        assert state == State.SUSPENDED : this;
        state = State.READY;
        carrier.ready(this);
    }

    /** Suspends the calling strand, which must be this one, until someone makes it ready. */
    public final void suspend() {
        assert current() == this;
        state = State.SUSPENDED;
        park();
        if (pinFailed) {
            throw pinned();
        }
    }

    /** Lets others run and goes on in the next pass. */
    public final void yieldToOthers() {
        assert current() == this;
        state = State.READY;
        carrier.ready(this);
        park();
        if (pinFailed) {
            carrier.unqueue(this);
            throw pinned();
        }
    }

    /** Lets another strand run at once, then this one goes on before all others. */
    public final void yieldTo(Strand other) {
        assert current() == this;
        state = State.READY;
        carrier.runFirst(other, this);
        park();
        if (pinFailed) {
            carrier.leaveFirst(this);
            throw pinned();
        }
    }

    private IllegalStateException pinned() {
        pinFailed = false;
        return new IllegalStateException(Pinning.failedWait(this));
    }

    final void running() {
        state = State.RUNNING;
    }

    /** Says that its code has returned. */
    public final void ended() {
        state = State.ENDED;
    }

    /**
     * Fails the wait of a strand whose thread cannot unmount and so keeps the loop from running;
     * returns false if the loop runs after all. The watchdog only.
     */
    public abstract boolean failPinned();

    /** Lets the wait, which {@link #park} ends next, throw. */
    final void beginPinFailure() {
        pinFailed = true;
        state = State.RUNNING;
    }

    @Override
    public final void uncaughtException(Thread thread, Throwable failure) {
        carrier.uncaught(failure);
    }

    @Override
    public String toString() {
        return owner + " " + state;
    }
}
