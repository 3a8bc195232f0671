package dev.rondo;

import org.jspecify.annotations.Nullable;

/**
 * What {@link TaskGroup#start} runs.
 *
 * @param <T> what it says when it is ready
 */
@FunctionalInterface
public interface StartBody<T extends @Nullable Object> {
    /** Runs the code. */
    void run(TaskStatus<T> status) throws Throwable;
}
