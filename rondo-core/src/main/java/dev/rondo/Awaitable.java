package dev.rondo;

import org.jspecify.annotations.Nullable;

/**
 * What a task can wait for: a {@link Future} (a {@link Task} is one) or a {@link Coroutine}.
 *
 * @param <T> the result
 */
public sealed interface Awaitable<T extends @Nullable Object> permits Future, Coroutine {
    /**
     * Returns the result, suspending the current task until there is one.
     *
     * <p>Rethrows what the awaited work threw: unchecked exceptions and errors as they are, checked
     * ones as the cause of a {@link java.util.concurrent.CompletionException}. Called by a task on
     * its loop's thread.
     *
     * @throws CancelledError if the current task or the awaited work is cancelled
     * @throws IllegalStateException if the caller is not a task of the right loop
     */
    T await();
}
