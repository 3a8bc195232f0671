package dev.rondo;

import org.jspecify.annotations.Nullable;

/**
 * What {@link Timeout} and {@link TaskGroup} have in common: a stretch of a task's run that may ask
 * the task to cancel it, once, and that tells its own request from those of others when it ends.
 *
 * <p>asyncio compares the task's counter of requests with 0 (groups) or with its value at the start
 * (timeouts). Here it is compared with the number of requests that had been delivered when the
 * scope began, which closes two wounds:
 *
 * <ul>
 *   <li>A request that waits for delivery when the scope begins is delivered in it, so it is one of
 *       others that concerns the scope. asyncio's timeout takes it for settled and may hide it
 *       behind its own exception.
 *   <li>A request that was delivered before the scope began is settled, for groups too: one in the
 *       {@code finally} of a cancelled task works as any other.
 * </ul>
 *
 * <p>Loop; from {@link #takeBack} on, the task itself.
 */
final class CancelScope {
    private final Task<?> task;
    private final int depth; // of shielding where the scope stands
    private final int settled; // requests that had been delivered when it began
    private boolean requested;
    private int deliveriesBefore; // the task's count when the request was made

    /** Begins a scope of a task, which is the current one. */
    CancelScope(Task<?> task) {
        this.task = task;
        this.depth = task.shieldDepth();
        this.settled = task.cancellingInside() - task.undelivered();
    }

    Task<?> task() {
        return task;
    }

    /** Asks the task to end the scope. Does nothing the second time. */
    void cancel() {
        if (!requested) {
            requested = true;
            deliveriesBefore = task.deliveriesAt(depth);
            task.cancelAtDepth(null, depth);
        }
    }

    /** Returns whether {@link #cancel} was called. */
    boolean requested() {
        return requested;
    }

    /** Returns whether a request to cancel concerns the scope: its own or, later, one of others. */
    boolean cancelled() {
        return task.cancellingInside() > settled;
    }

    /**
     * Takes the scope's own request back when the body has ended; from then on {@link #cancelled}
     * speaks of others.
     *
     * @return whether there was one that was delivered
     */
    boolean takeBack() {
        assert task.shieldDepth() == depth : task;
        if (!requested) {
            return false;
        }
        boolean delivered = task.deliveriesAt(depth) != deliveriesBefore;
        task.takeBackCancel(delivered);
        return delivered;
    }

    /** Returns the error by which the scope passes a cancellation on; it delivers what waits. */
    CancelledError deliver(CancelledError thrown) {
        return task.undelivered() == 0 ? thrown : task.deliverCancel(thrown.getMessage());
    }

    /**
     * Has the requests of others delivered once more, at the next suspension after the scope,
     * because its failures hide them.
     */
    void repeat(@Nullable CancelledError hidden) {
        task.repeatCancel(
                task.cancellingInside() - settled, hidden == null ? null : hidden.getMessage());
    }
}
