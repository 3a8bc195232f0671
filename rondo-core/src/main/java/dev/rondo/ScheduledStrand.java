package dev.rondo;

import java.util.concurrent.locks.LockSupport;

/** A strand that is a virtual thread scheduled by the loop. */
final class ScheduledStrand extends Strand {
    private final ScheduledEngine engine;
    private final Thread thread;
    private boolean started; // loop thread

    ScheduledStrand(
            Kernel kernel, StrandOwner owner, ScheduledEngine engine, String name, Runnable body) {
        super(kernel, owner);
        this.engine = engine;
        this.thread = LoopScheduledThreads.create(engine, name, body);
        thread.setUncaughtExceptionHandler(this);
    }

    @Override
    Thread thread() {
        return thread;
    }

    @Override
    void resume() {
        running();
        boolean first = !started;
        started = true;
        engine.runNow(this, first);
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
}
