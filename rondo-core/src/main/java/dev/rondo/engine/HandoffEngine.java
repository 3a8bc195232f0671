package dev.rondo.engine;

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
    private final Carrier carriedBy;
    private @Nullable Thread loopThread; // set before the first strand runs

    HandoffEngine(Carrier carriedBy) {
        this.carriedBy = carriedBy;
    }

    @Override
    public Strand newStrand(Object owner, Object context) {
        return new HandoffStrand(carriedBy, owner, this, carriedBy.threadName(owner), context);
    }

    @Override
    public void runLoop(Runnable passes) {
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
    public EngineChoice choice() {
        return EngineChoice.HANDOFF;
    }
}
