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
    Strand newStrand(StrandOwner owner, @Nullable String name, Object context) {
        return new HandoffStrand(kernel, owner, this, name, context);
    }

    @Override
    void runLoop(Runnable passes) {
        try {
            runOn(
                    Thread.ofVirtual(),
                    () -> {
                        loopThread = Thread.currentThread();
                        passes.run();
                    });
        } finally {
            loopThread = null;
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
