package dev.rondo.sync;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link SelectCase} does with what its source gave. It runs in the task that selects, so it
 * may suspend, and what it throws passes through with its type.
 *
 * @param <A> what the source gives
 * @param <T> the result
 * @param <X> what it throws
 */
@FunctionalInterface
public interface SelectHandler<
        A extends @Nullable Object, T extends @Nullable Object, X extends Throwable> {
    /** Handles what the source gave, and returns what the select returns. */
    T handle(A given) throws X;
}
