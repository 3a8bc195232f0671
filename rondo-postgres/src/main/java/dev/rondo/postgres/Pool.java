package dev.rondo.postgres;

import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * Connections that many tasks share. Belongs to the loop that it was made in. asyncpg: {@code
 * Pool}.
 *
 * <p>Its own {@code fetch}, {@code execute} and so on send the statements of several tasks down one
 * connection without waiting in between (pipelining): for what needs no session. They go by an idle
 * connection, else by the one that carries least, up to {@link PoolOptions#withDepth}; each fails
 * alone. {@code executeMany}, {@code fetchMany} and scripts of several statements take a connection
 * of their own for that time.
 *
 * <p>What needs a session (a transaction, SET, LISTEN, temporary tables, advisory locks, COPY, a
 * cursor) takes a connection that nobody else has, by {@link #acquire} or {@link #transaction}.
 * Statements that begin with a word for a session are refused here; what changes a session
 * otherwise, such as {@code SELECT set_config(...)}, changes it for whoever comes next. A statement
 * that leaves a transaction open fails with {@link IllegalStateException}, and is rolled back with
 * all that ran in it.
 *
 * <p>Who comes first is served first, whichever kind of use it is. A connection that is given back
 * is rolled back and reset as {@link PoolOptions} says before the next one has it; one that breaks,
 * or is not reset in time, is replaced.
 */
@NullUnmarked // see CONTRIBUTING.md: no overload has an annotated parameter
public interface Pool extends Queryable, AutoCloseable {
    /** Code with a connection of the pool. */
    @FunctionalInterface
    interface ConnectionAction<X extends Throwable> {
        /** Runs the code. */
        void run(Connection connection) throws X;
    }

    /** Code with a connection of the pool, and with a result. */
    @FunctionalInterface
    interface ConnectionBody<T extends @Nullable Object, X extends Throwable> {
        /** Runs the code and returns its result. */
        T run(Connection connection) throws X;
    }

    /**
     * Returns a connection that nobody else has until it is closed, which gives it back. Waits in
     * line, first come first served, at most as long as {@link PoolOptions} says. Suspends; a
     * cancelled wait loses nothing.
     *
     * @throws PoolTimeoutException if none came free in time; it says who holds them, and since
     *     when
     * @throws ConnectException if one had to be made and none could
     * @throws IllegalStateException if the pool is closed, or belongs to another loop
     */
    Connection acquire();

    /** As {@link #acquire()}, with a time limit of its own. */
    Connection acquire(Duration timeout);

    /** Runs a body in a transaction of a connection of its own. */
    <X extends Throwable> void transaction(ConnectionAction<X> body) throws X;

    /**
     * As {@link #transaction(ConnectionAction)}, with a level of isolation and more; what is
     * attempted again is so on the same connection.
     */
    <X extends Throwable> void transaction(TransactionOptions options, ConnectionAction<X> body)
            throws X;

    /** Runs a body in a transaction of a connection of its own, and returns what it does. */
    <T extends @Nullable Object, X extends Throwable> T transactionResult(ConnectionBody<T, X> body)
            throws X;

    /** As {@link #transaction(TransactionOptions, ConnectionAction)}, with a result. */
    <T extends @Nullable Object, X extends Throwable> T transactionResult(
            TransactionOptions options, ConnectionBody<T, X> body) throws X;

    /**
     * Listens on channels, whose names are taken as they are, by a connection of its own: it counts
     * as one that is acquired, until the notifications are closed. When it is lost, another one is
     * taken and listens, again and again until that is done, and the gap is told as an event.
     * Suspends; a cancellation leaves nothing behind. Behind a pooler in transaction mode nothing
     * is ever heard.
     *
     * @throws PoolTimeoutException as {@link #acquire()}
     * @throws IllegalArgumentException if there is no channel
     */
    Notifications listen(String... channels);

    /** Returns what it has and does now. */
    PoolSnapshot snapshot();

    /**
     * Replaces all connections that are there now: idle ones at once, the others once they are
     * given back. Never suspends. asyncpg: {@code expire_connections}.
     */
    void expireConnections();

    /** Returns whether it is closed. */
    boolean isClosed();

    /**
     * Lets nobody in any more, waits for all connections to be given back, as long as {@link
     * PoolOptions#withCloseTimeout}, and closes them; those that are out then are cut off, which
     * the loop's exception handler hears. Those who wait in line, and new calls, fail with {@link
     * IllegalStateException}. Suspends; a cancellation cuts all off. asyncpg: {@code close}.
     */
    @Override
    void close();

    /** Cuts all connections off at once. Never suspends. asyncpg: {@code terminate}. */
    void terminate();
}
