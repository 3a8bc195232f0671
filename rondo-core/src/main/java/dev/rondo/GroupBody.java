package dev.rondo;

import org.jspecify.annotations.Nullable;

/**
 * The body of a {@link TaskGroup} with a result.
 *
 * @param <T> the result
 */
@FunctionalInterface
public interface GroupBody<T extends @Nullable Object> {
    /** Runs the code. */
    T run(TaskGroup group) throws Throwable;
}
