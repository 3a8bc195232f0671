package dev.rondo.sync;

import org.jspecify.annotations.Nullable;

/**
 * A {@link SelectHandler} without a result.
 *
 * @param <A> what the source gives
 * @param <X> what it throws
 */
@FunctionalInterface
public interface SelectAction<A extends @Nullable Object, X extends Throwable> {
    /** Handles what the source gave. */
    void handle(A given) throws X;
}
