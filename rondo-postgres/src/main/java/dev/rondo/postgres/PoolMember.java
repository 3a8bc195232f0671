package dev.rondo.postgres;

/**
 * What a pool needs of a connection beyond what everybody has: the seam between the pool and the
 * protocol, so that the pool's rules are tested without a server. The loop's thread.
 */
interface PoolMember {
    /** What happens to it while nobody calls it. Told in the loop; may not suspend or throw. */
    interface Watcher {
        /** All that was sent is answered: called each time it comes to that. */
        void quiet();

        /** It is at its end: closed by either side, or lost. Called once. */
        void ended();
    }

    /** Begins to tell what happens. Called once, before anything is sent by the pool. */
    void watch(Watcher watcher);

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

    /** Suspends until nothing is in flight; the caller bounds it. */
    void settle();

    /** Returns the process of the server's. */
    int processId();

    /** Says goodbye and closes; bounded. Suspends. */
    void close();

    /** Cuts it off. Never suspends; {@link Watcher#ended} may be called before it returns. */
    void terminate();
}
