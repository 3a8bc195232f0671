package dev.rondo;

import dev.rondo.struct.Linked;
import java.util.Map;
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
 *                    SUSPENDED <------------+---+
 * </pre>
 */
abstract sealed class Strand extends Linked.Member
        implements Runnable, Thread.UncaughtExceptionHandler
        permits ScheduledStrand, HandoffStrand {
    /** The states drawn above. */
    enum State {
        READY,
        RUNNING,
        SUSPENDED,
        ENDED
    }

    private final StrandOwner owner;
    private final Kernel kernel;
    // Written by the loop's thread and by the strand's own: one carrier on the scheduled engine,
    // ordered by the baton on
    // the other. The watchdog reads it unordered; a stale value costs it one sample.
    private State state = State.READY;
    private boolean pinFailed; // written by the watchdog before it unparks the strand
    // A Context, or the values that it begins with while nobody has asked for it: most tasks never
    // do, and a million of them save 16 MB.
    private Object context;

    Strand(Kernel kernel, StrandOwner owner, Object context) {
        this.kernel = kernel;
        this.owner = owner;
        this.context = context;
    }

    /** Runs the owner's code, on the strand's own thread. */
    @Override
    public void run() {
        if (owner instanceof Task<?> task) {
            task.runBody();
        } else {
            ((CallbackRunner) owner).runAll();
        }
    }

    /** Returns the strand that the calling thread is, or null. */
    static @Nullable Strand current() {
        return Thread.currentThread().getUncaughtExceptionHandler() instanceof Strand strand
                ? strand
                : null;
    }

    final StrandOwner owner() {
        return owner;
    }

    final Kernel kernel() {
        return kernel;
    }

    final State state() {
        return state;
    }

    /** Returns the context that its code runs in. */
    final Context context() {
        if (context instanceof Context made) {
            return made;
        }
        Context made = Context.of(contextValues());
        context = made;
        return made;
    }

    /** Returns the values of that context as they are now. */
    @SuppressWarnings("unchecked")
    final Map<ContextVar<?>, Object> contextValues() {
        return context instanceof Context made
                ? made.values()
                : (Map<ContextVar<?>, Object>) context;
    }

    final void switchContext(Context other) {
        context = other;
    }

    abstract Thread thread();

    /** Lets it run until it suspends or ends. The loop's thread only. */
    abstract void resume();

    /** Gives the loop's thread back until {@link #resume}. The strand's own thread only. */
    abstract void park();

    /** Queues it to go on. Loop. */
    final void makeReady() {
        assert state == State.SUSPENDED : this;
        state = State.READY;
        kernel.ready.add(this);
    }

    /** Suspends the calling strand, which must be this one, until someone makes it ready. */
    final void suspend() {
        assert current() == this;
        state = State.SUSPENDED;
        park();
        if (pinFailed) {
            throw pinned();
        }
    }

    /** Lets others run and goes on in the next pass. */
    final void yieldToOthers() {
        assert current() == this;
        state = State.READY;
        kernel.ready.add(this);
        park();
        if (pinFailed) {
            kernel.ready.remove(this);
            throw pinned();
        }
    }

    /** Lets another strand run at once, then this one goes on before all others. */
    final void yieldTo(Strand other) {
        assert current() == this;
        state = State.READY;
        kernel.runFirst(other, this);
        park();
        if (pinFailed) {
            kernel.leaveFirst(this);
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

    final void ended() {
        state = State.ENDED;
    }

    /**
     * Fails the wait of a strand whose thread cannot unmount and so keeps the loop from running;
     * returns false if the loop runs after all. The watchdog only.
     */
    abstract boolean failPinned();

    /** Lets the wait, which {@link #park} ends next, throw. */
    final void beginPinFailure() {
        pinFailed = true;
        state = State.RUNNING;
    }

    @Override
    public final void uncaughtException(Thread thread, Throwable failure) {
        kernel.loop.callExceptionHandler(
                new ExceptionContext(
                        "A strand of the loop ended with an exception that nothing caught",
                        failure));
    }

    @Override
    public String toString() {
        return owner + " " + state;
    }
}
