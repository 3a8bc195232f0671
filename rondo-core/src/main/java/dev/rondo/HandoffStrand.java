package dev.rondo;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.LockSupport;

/** A strand that is a stock virtual thread and runs while it holds the baton. */
final class HandoffStrand extends Strand {
    private final HandoffEngine engine;
    private final Thread thread;
    // The baton. Its volatile writes order what the loop and the strand did before them.
    private volatile boolean mine;
    private boolean started; // loop thread

    HandoffStrand(
            Kernel kernel,
            StrandOwner owner,
            HandoffEngine engine,
            @Nullable String name,
            Runnable body) {
        super(kernel, owner);
        this.engine = engine;
        this.thread =
                Thread.ofVirtual()
                        .name(name == null ? "rondo-task" : name)
                        .unstarted(() -> {
                            try {
                                body.run();
                            } finally {
                                giveBack();
                            }
                        });
        thread.setUncaughtExceptionHandler(this);
    }

    @Override
    Thread thread() {
        return thread;
    }

    @Override
    void resume() {
        running();
        mine = true;
        if (started) {
            LockSupport.unpark(thread);
        } else {
            started = true;
            thread.start();
        }
        boolean interrupted = false;
        while (mine) {
            LockSupport.park();
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    void park() {
        giveBack();
        boolean interrupted = false;
        while (!mine) {
            LockSupport.park();
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            thread.interrupt();
        }
    }

    private void giveBack() {
        Thread loop = engine.loopThread();
        mine = false;
        LockSupport.unpark(loop);
    }
}
