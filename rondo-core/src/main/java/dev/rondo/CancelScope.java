package dev.rondo;

import org.jspecify.annotations.Nullable;

/**
 * What {@link Timeout} and {@link TaskGroup} have in common: a stretch of a task's run that may ask
 * the task to cancel it, once, and that tells its own request from those of others when it ends.
 *
 * <p>asyncio compares the task's counter of requests with 0 (groups) or with its value at the start
 * (timeouts). Here the scope asks which requests concern it, which closes two wounds:
 *
 * <ul>
 *   <li>A request that waits for delivery when the scope begins is delivered in it, so it is one of
 *       others that concerns the scope. asyncio's timeout takes it for settled and may hide it
 *       behind its own exception.
 *   <li>A request that was delivered before the scope began is settled, for groups too: one in the
 *       {@code finally} of a cancelled task works as any other.
 * </ul>
 *
 * <p>{@link Cancellation} has the states. Loop; from {@link #takeBack} on, the task itself.
 */
final class CancelScope {
    /** What became of the scope's own request. */
    enum Request {
        NONE,
        WAITING,
        PASSED,
        DELIVERED,
        GONE
    }

    private static final int DEPTH_SHIFT =
            40; // a task begins no 2^40 scopes, nor nests 2^24 shields

    private final Task<?> task;
    private final int depth; // of shields where the scope stands
    private final long begun; // its number among the task's scopes
    private Request request = Request.NONE;
    private boolean delivered; // ever
    private long deliveredSince; // how many scopes had begun then

    /** Begins a scope of a task, which is the current one. */
    CancelScope(Task<?> task) {
        this(task, entering(task));
    }

    /** Makes a scope of a task that began at a moment of which {@link #entering} was kept. */
    CancelScope(Task<?> task, long entered) {
        this.task = task;
        this.depth = (int) (entered >>> DEPTH_SHIFT);
        this.begun = entered & ((1L << DEPTH_SHIFT) - 1);
    }

    /**
     * Returns what a scope that begins now has to know: for one that is made only if it is needed.
     */
    static long entering(Task<?> task) {
        Cancellation known = task.cancellationOrNull();
        return known == null ? 0 : (long) known.shields() << DEPTH_SHIFT | known.beginScope();
    }

    Task<?> task() {
        return task;
    }

    int depth() {
        return depth;
    }

    long begun() {
        return begun;
    }

    // ---- Its request

    /** Asks the task to end the scope. Does nothing the second time. */
    void cancel() {
        if (request == Request.NONE && !task.done()) {
            task.cancellation().request(this);
        }
    }

    /** Returns whether {@link #cancel} was called. */
    boolean requested() {
        return request != Request.NONE;
    }

    Request request() {
        return request;
    }

    boolean isOpen() {
        return request != Request.NONE && request != Request.GONE;
    }

    /** The request's next state; only {@link Cancellation} says so. */
    void move(Request next) {
        request = next;
        if (next == Request.DELIVERED) {
            delivered = true;
            deliveredSince = task.cancellation().scopesBegun();
        }
    }

    /** Returns whether this one's request concerns a scope of the same task. */
    boolean concerns(CancelScope scope) {
        return depth >= scope.depth
                && (request != Request.DELIVERED || deliveredSince >= scope.begun);
    }

    // ---- Its end

    /**
     * Takes the scope's own request back when the body has ended; from then on {@link #cancelled}
     * speaks of others.
     *
     * @return whether there was one that was delivered
     */
    boolean takeBack() {
        if (requested()) {
            assert task.cancellation().shields() == depth : task;
            task.cancellation().takeBack(this);
        }
        return delivered;
    }

    /** Returns whether a request to cancel concerns the scope: its own or, later, one of others. */
    boolean cancelled() {
        Cancellation known = task.cancellationOrNull();
        return known != null && known.concerns(this);
    }

    /** Returns the error by which the scope passes a cancellation on; it delivers what waits. */
    CancelledError deliver(CancelledError thrown) {
        Cancellation known = task.cancellation();
        return known.isPending() ? known.deliver(thrown.getMessage(), thrown.getCause()) : thrown;
    }

    /**
     * Has the requests of others delivered once more, at the next suspension after the scope,
     * because its failures hide them.
     */
    void repeat(@Nullable CancelledError hidden) {
        Cancellation known = task.cancellationOrNull();
        if (known != null) {
            known.repeat(this, hidden == null ? null : hidden.getMessage());
        }
    }

    @Override
    public String toString() {
        return "<" + request + " at depth " + depth + ", scope " + begun + ">";
    }
}
