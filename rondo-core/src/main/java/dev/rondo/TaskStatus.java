package dev.rondo;

import org.jspecify.annotations.Nullable;

/**
 * With it a task that was started with {@link TaskGroup#start} says that it is ready.
 *
 * @param <T> what it tells its starter: a port, an address
 */
public final class TaskStatus<T extends @Nullable Object> {
    private final Future<T> ready;

    TaskStatus(Future<T> ready) {
        this.ready = ready;
    }

    /**
     * Lets {@link TaskGroup#start} return with a value; the task goes on.
     *
     * @throws InvalidStateException if it was called before
     */
    public void started(T value) {
        if (ready.done() && !ready.cancelled()) {
            throw new InvalidStateException("started() was called before on this TaskStatus");
        }
        if (!ready.done()) {
            ready.finish(value);
        }
    }
}
