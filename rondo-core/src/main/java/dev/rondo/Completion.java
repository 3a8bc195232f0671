package dev.rondo;

import org.jspecify.annotations.Nullable;

/**
 * What happens at once when a future is done. Completions are the runtime's own code and run in the
 * completing call, on any stack of the loop, so they never run user code: a user's callback is a
 * completion that queues a {@link Handle}.
 */
abstract class Completion {
    // In the list of the one future it listens to; both ways, so that one of many leaves quickly.
    @Nullable Completion next;
    @Nullable Completion previous;

    abstract void done(Future<?> future);

    /** Returns the task that runs the group of the task that it listens to, if it knows. */
    @Nullable Task<?> parent() {
        return null;
    }

    /** Wakes a task that awaits the future. */
    static final class Waiter extends Completion {
        private final Task<?> task;

        Waiter(Task<?> task) {
            this.task = task;
        }

        @Override
        void done(Future<?> future) {
            if (task.waitingOn() == future) {
                task.wake();
            }
        }

        Task<?> task() {
            return task;
        }
    }

    /** Queues a user's callback. */
    static final class Callback extends Completion {
        final Object key; // what the user gave, to remove it by
        private final Runnable call;
        private final Context context;

        Callback(Object key, Runnable call, Context context) {
            this.key = key;
            this.call = call;
            this.context = context;
        }

        @Override
        void done(Future<?> future) {
            future.loop().kernel().ready(new Handle(future.loop(), call, context));
        }
    }
}
