package dev.rondo;

import org.jspecify.annotations.Nullable;

/**
 * Tasks as stock virtual threads, of which only the one that holds the baton runs. Used where
 * {@code java.lang} is not open. A blocking JDK call keeps the baton and so holds the loop, as it
 * does in Python.
 *
 * <p>The loop itself runs on a virtual thread too: a baton between two of them costs a fraction of
 * one that wakes a platform thread.
 */
final class HandoffEngine extends Engine {
    private final Kernel kernel;
    private @Nullable Thread loopThread; // set before the first strand runs

    HandoffEngine(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    Strand newStrand(StrandOwner owner, @Nullable String name, Runnable body) {
        return new HandoffStrand(kernel, owner, this, name, body);
    }

    @Override
    void runLoop(Runnable passes) {
        Throwable[] failure = new Throwable[1];
        Thread thread =
                Thread.ofVirtual()
                        .name("rondo-loop")
                        .unstarted(() -> {
                            try {
                                passes.run();
                            } catch (Throwable e) { // carried to the caller below
                                failure[0] = e;
                            }
                        });
        loopThread = thread;
        thread.start();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        loopThread = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure[0] != null) {
            throw Rethrow.unchecked(failure[0]);
        }
    }

    @Nullable Thread loopThread() {
        return loopThread;
    }

    @Override
    EngineChoice choice() {
        return EngineChoice.HANDOFF;
    }
}
