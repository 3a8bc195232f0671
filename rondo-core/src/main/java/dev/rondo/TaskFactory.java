package dev.rondo;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tasks of a loop, to change their options or to wrap their bodies: {@link
 * EventLoop#setTaskFactory}.
 *
 * <p>asyncio: the task factory; {@link #eager} is its {@code eager_task_factory}.
 */
@FunctionalInterface
public interface TaskFactory {
    /**
     * Returns a new task, made with {@link EventLoop#newTask}. Called inside {@code createTask}, by
     * the loop's thread.
     */
    <T extends @Nullable Object> Task<T> create(
            EventLoop loop, Callable<T> body, TaskOptions options);

    /** Returns the factory that starts every task eagerly. */
    static TaskFactory eager() {
        return Eager.INSTANCE;
    }

    /** Sets the eager option. */
    enum Eager implements TaskFactory {
        /** The one instance. */
        INSTANCE;

        @Override
        public <T extends @Nullable Object> Task<T> create(
                EventLoop loop, Callable<T> body, TaskOptions options) {
            return loop.newTask(body, options.withEagerStart(true));
        }
    }
}
