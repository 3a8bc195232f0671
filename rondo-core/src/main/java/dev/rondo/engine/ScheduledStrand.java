package dev.rondo.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A strand that is a virtual thread scheduled by the loop. It is the scheduler of its thread
 * itself, so that it knows which continuation is its own; virtual threads that its code starts
 * inherit it, and what is not its own goes on to where the engine has them run.
 *
 * <p>It suspends itself by yielding, not by parking: only the loop continues a thread that yielded,
 * so there is no permit to take and nothing that foreign code can wake. With park and unpark a
 * queue's round trip takes 380 ns instead of 340. The price: thread dumps show a waiting task as
 * runnable. So in debug mode it parks after all, and the JDK's dumps show it as waiting.
 */
final class ScheduledStrand extends Strand implements Executor {
    private final ScheduledEngine engine;
    private final Thread thread;
    private final boolean parks;
    private boolean resuming; // while its thread is unparked to be run at once
    // Written by the loop's thread when it starts the thread, before anything can wake it.
    private @Nullable Runnable continuation;

    ScheduledStrand(
            Carrier carrier, Object owner, ScheduledEngine engine, String name, Object context) {
        super(carrier, owner, context);
        this.engine = engine;
        this.parks = carrier.isDebugged();
        this.thread = LoopScheduledThreads.create(this, name, this);
        thread.setUncaughtExceptionHandler(this);
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public void resume() {
        running();
        if (continuation == null) {
            thread.start();
        }
        if (continuation != null) {
            if (parks) {
                resuming = true;
                LockSupport.unpark(thread);
                resuming = false;
            }
            continuation.run();
        }
    }

    /** Called by the JDK, on any thread, when this thread can run, or one that its code started. */
    @Override
    public void execute(Runnable runnable) {
        if (continuation == null) {
            continuation = runnable; // the start; resume() runs it
        } else if (runnable != continuation) {
            engine.runStarted(this, runnable);
        } else if (resuming && engine.isCarrier(Thread.currentThread())) {
            return; // resume() runs it
        } else if (state() == State.RUNNING || !engine.isCarrier(Thread.currentThread())) {
            // Other threads may see an old state, so the loop looks at it again.
            engine.runLater(new ScheduledEngine.Continued(this, true, runnable));
        }
        // Otherwise it is what park() has just yielded; resume() runs it.
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // the scheduler that this relies on is ours
    void park() {
        if (!parks) {
            Thread.yield();
        }
        if (state() != State.RUNNING) {
            parkUntilResumed();
        }
    }

    /**
     * Parks. A thread that could not yield waits on its carrier like that for {@link #failPinned},
     * since nobody resumes it.
     */
    private void parkUntilResumed() {
        boolean interrupted = false;
        while (state() != State.RUNNING) {
            LockSupport.park();
            interrupted |= Thread.interrupted(); // left set it would turn this wait into a spin
        }
        if (interrupted) {
            thread.interrupt(); // kept for the next foreign wait, whom it was meant for
        }
    }

    @Override
    public boolean failPinned() {
        // Nothing else can end this wait: the loop, which would have to, is under it.
        beginPinFailure();
        LockSupport.unpark(thread);
        return true;
    }
}
