package dev.rondo.postgres;

import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * Connections that many tasks share. Its own {@code fetch}, {@code execute} and so on send the
 * statements of several tasks down one connection without waiting in between (pipelining): for what
 * needs no session. What needs one (a transaction, SET, LISTEN, COPY, a cursor) takes a connection
 * that nobody else has by {@link #acquire} or {@link #transaction}. Belongs to the loop that it was
 * made in. asyncpg: {@code Pool}.
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
     * @throws IllegalStateException if the pool is closed
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
     * Listens on channels, on a connection of its own, which is made anew when it is lost: the gap
     * is told as a notification of its own kind. Suspends.
     */
    Notifications listen(String... channels);

    /** Returns what it has and does now. */
    PoolSnapshot snapshot();

    /** Replaces each connection once it is given back. asyncpg: {@code expire_connections}. */
    void expireConnections();

    /** Returns whether it is closed. */
    boolean isClosed();

    /**
     * Waits for all connections to be given back, as long as the options' close timeout, and closes
     * them; those that are out then are cut off. Suspends. asyncpg: {@code close}.
     */
    @Override
    void close();

    /** Cuts all connections off at once. asyncpg: {@code terminate}. */
    void terminate();
}
