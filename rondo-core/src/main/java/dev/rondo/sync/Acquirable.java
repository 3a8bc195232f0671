package dev.rondo.sync;

import dev.rondo.Action;
import dev.rondo.Body;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is acquired before some code and released after it. */
abstract sealed class Acquirable extends LoopBound
        permits Condition, Lock, ReentrantLock, Semaphore {
    /** Acquires it, suspending while it cannot be had. */
    public abstract void acquire();

    /** Gives it back; never suspends. */
    public abstract void release();

    /**
     * Runs a body between {@link #acquire} and {@link #release}. Suspends as {@code acquire} does.
     * asyncio: {@code async with}.
     *
     * @return what the body returned
     * @throws X what the body threw
     */
    public final <T extends @Nullable Object, X extends Throwable> T with(Body<T, X> body)
            throws X {
        Objects.requireNonNull(body, "body");
        acquire();
        try {
            return body.run();
        } finally {
            release();
        }
    }

    /** Like {@link #with(Body)}, for a body without a result. */
    public final <X extends Throwable> void with(Action<X> body) throws X {
        Objects.requireNonNull(body, "body");
        acquire();
        try {
            body.run();
        } finally {
            release();
        }
    }
}
