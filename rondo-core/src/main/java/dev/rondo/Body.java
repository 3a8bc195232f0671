package dev.rondo;

import org.jspecify.annotations.Nullable;

/**
 * Code with a result that runs inline in a scope such as {@link Rondo#run} or {@link
 * Rondo#timeout}, or on a thread for {@link Rondo#toThread}. What it throws passes through with its
 * type: a body that throws {@code IOException} makes the scope throw {@code IOException}. One that
 * throws several checked exceptions makes it throw what they have in common, often {@code
 * Exception}.
 *
 * @param <T> the result
 * @param <X> what it throws
 */
@FunctionalInterface
public interface Body<T extends @Nullable Object, X extends Throwable> {
    /** Runs the code. */
    T run() throws X;
}
