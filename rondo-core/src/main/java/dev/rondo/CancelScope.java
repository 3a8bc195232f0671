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
        this(task, entering(task));
    }

    /** Makes a scope of a task that began at a moment of which {@link #entering} was kept. */
    CancelScope(Task<?> task, long entered) {
        this.task = task;
        this.depth = (int) (entered >> Integer.SIZE);
        this.settled = (int) entered;
    }

    /**
     * Returns what a scope that begins now has to know: for one that is made only if it is needed.
     */
    static long entering(Task<?> task) {
        Cancellation known = task.cancellationOrNull();
        return known == null
                ? 0
                : (long) known.shieldDepth() << Integer.SIZE | known.inside() - known.undelivered();
    }

    Task<?> task() {
        return task;
    }

    /** Asks the task to end the scope. Does nothing the second time. */
    void cancel() {
        if (!requested) {
            requested = true;
            deliveriesBefore = task.cancellation().deliveriesAt(depth);
            task.cancelAtDepth(null, depth);
        }
    }

    /** Returns whether {@link #cancel} was called. */
    boolean requested() {
        return requested;
    }

    /** Returns whether a request to cancel concerns the scope: its own or, later, one of others. */
    boolean cancelled() {
        Cancellation known = task.cancellationOrNull();
        return known != null && known.inside() > settled;
    }

    /**
     * Takes the scope's own request back when the body has ended; from then on {@link #cancelled}
     * speaks of others.
     *
     * @return whether there was one that was delivered
     */
    boolean takeBack() {
        if (!requested) {
            return false;
        }
        Cancellation known = task.cancellation();
        assert known.shieldDepth() == depth : task;
        boolean delivered = known.deliveriesAt(depth) != deliveriesBefore;
        known.takeBack(delivered);
        return delivered;
    }

    /** Returns the error by which the scope passes a cancellation on; it delivers what waits. */
    CancelledError deliver(CancelledError thrown) {
        Cancellation known = task.cancellation();
        return known.undelivered() == 0 ? thrown : known.deliver(thrown.getMessage());
    }

    /**
     * Has the requests of others delivered once more, at the next suspension after the scope,
     * because its failures hide them.
     */
    void repeat(@Nullable CancelledError hidden) {
        Cancellation known = task.cancellationOrNull();
        if (known != null) {
            known.repeat(known.inside() - settled, hidden == null ? null : hidden.getMessage());
        }
    }
}
