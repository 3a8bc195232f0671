package dev.rondo;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * A strand that is a virtual thread scheduled by the loop. It is the scheduler of its thread
 * itself, so that it knows which continuation is its own; virtual threads that its code starts
 * inherit it and run on the same loop.
 */
final class ScheduledStrand extends Strand implements Executor {
    private final ScheduledEngine engine;
    private final Thread thread;
    // Written by the loop's thread when it starts the thread, before anything can wake it.
    private @Nullable Runnable continuation;
    private boolean resuming; // loop thread: the unpark of resume() is under way

    ScheduledStrand(
            Kernel kernel, StrandOwner owner, ScheduledEngine engine, String name, Object context) {
        super(kernel, owner, context);
        this.engine = engine;
        this.thread = LoopScheduledThreads.create(this, name, this);
        thread.setUncaughtExceptionHandler(this);
    }

    @Override
    Thread thread() {
        return thread;
    }

    @Override
    void resume() {
        running();
        resuming = true;
        if (continuation == null) {
            thread.start();
        } else {
            LockSupport.unpark(thread);
        }
        if (resuming) {
            // Foreign code unparked it before: it is on its way through the ready queue.
            resuming = false;
        } else if (continuation != null) {
            continuation.run();
        }
    }

    /** Called by the JDK, on any thread, when this thread can run, or one that its code started. */
    @Override
    public void execute(Runnable runnable) {
        if (continuation == null) {
            continuation = runnable; // the start
            resuming = false;
        } else if (runnable != continuation) {
            if (!SocketPollers.run(runnable)) {
                engine.runLater(new ScheduledEngine.Continued(this, false, runnable));
            }
        } else if (resuming && engine.isCarrier(Thread.currentThread())) {
            resuming = false; // resume() runs it
        } else {
            engine.runLater(new ScheduledEngine.Continued(this, true, runnable));
        }
    }

    @Override
    void park() {
        boolean interrupted = false;
        // Foreign code may unpark or interrupt the thread; only resume() ends the wait.
        while (state() != State.RUNNING) {
            LockSupport.park();
            interrupted |= Thread.interrupted(); // left set it would turn this wait into a spin
        }
        if (interrupted) {
            thread.interrupt(); // kept for the next foreign wait, whom it was meant for
        }
    }

    @Override
    boolean failPinned() {
        // Nothing else can end this wait: the loop, which would have to, is under it.
        beginPinFailure();
        LockSupport.unpark(thread);
        return true;
    }
}
