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
     * Lets {@link TaskGroup#start} return with a value; the task goes on. Nothing happens when
     * nobody waits any more, because the starter was cancelled.
     *
     * @throws InvalidStateException if it was called before, or the task has ended
     * @throws IllegalStateException on a thread that is not the loop's
     */
    public void started(T value) {
        ready.loop().checkThread("started()");
        if (ready.failed()) {
            throw new InvalidStateException("started() was called after its task had ended");
        }
        if (ready.done() && !ready.cancelled()) {
            throw new InvalidStateException("started() was called before on this TaskStatus");
        }
        if (!ready.done()) {
            ready.finish(value);
        }
    }
}
