package dev.rondo.postgres;

import org.jspecify.annotations.Nullable;

/**
 * What a pool needs of a connection beyond what everybody has: the seam between the pool and the
 * protocol, so that the pool's rules are tested without a server. The loop's thread.
 */
interface PoolMember {
    /**
     * Has an action run, in the loop, once it is at its end: closed by either side, or lost; also
     * while nobody uses it.
     */
    void onEnd(Runnable action);

    /** Returns the connection for one task at a time. */
    Connection connection();

    /**
     * Returns what runs statements of several tasks at once, each answered in its turn. A cancelled
     * call may leave its statement in flight; then nothing of the answer reaches anybody.
     */
    Queryable pipelined();

    /** Returns how many statements were sent, or wait to be sent, and are not answered. */
    int inFlight();

    /** Returns whether the server said last that a transaction is open. */
    boolean isInTransaction();

    /** Returns whether it is at its end. */
    boolean isClosed();

    /** Returns how it was lost; null while it is open, or if this side has closed it. */
    @Nullable RuntimeException lost();

    /**
     * Suspends until what cancelled calls have left in flight is answered; the caller bounds it.
     */
    void settle();

    /** Forgets what was prepared: the server has been told to. Never suspends. */
    void forgetStatements();

    /** Returns the process of the server's. */
    int processId();

    /** Says goodbye and closes; bounded. Suspends. */
    void close();

    /** Cuts it off. Never suspends. */
    void terminate();
}
