package dev.rondo.postgres;

import dev.rondo.Action;
import dev.rondo.Body;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * One session with a server, for one task at a time: a second operation while one runs is refused
 * with advice, never queued. Belongs to the loop that it was made in. asyncpg: {@code Connection}.
 *
 * <p>One of a {@link Pool} goes back there by {@link #close}, and is dead for who kept it.
 */
@NullUnmarked // see CONTRIBUTING.md: no overload has an annotated parameter
public interface Connection extends Queryable, AutoCloseable {
    @Override
    Connection withTimeout(Duration timeout);

    // ---- Statements and rows

    /** Prepares a statement that stays until it is closed. Suspends. asyncpg: {@code prepare}. */
    PreparedStatement prepare(String sql);

    /**
     * Runs a statement whose rows come as they are asked for, in bounded memory; needs no
     * transaction. Until the stream is closed the connection can do nothing else.
     */
    RowStream stream(String sql, Object... arguments);

    /**
     * Opens a cursor on a statement's rows, beside which others may run. asyncpg: {@code cursor}.
     *
     * @throws IllegalStateException outside a transaction
     */
    Cursor cursor(String sql, Object... arguments);

    // ---- Transactions

    /**
     * Runs a body in a transaction, which is committed when it returns and rolled back when it
     * throws or is cancelled; inside another transaction in a savepoint of that. asyncpg: {@code
     * async with transaction()}.
     */
    <X extends Throwable> void transaction(Action<X> body) throws X;

    /** As {@link #transaction(Action)}, and returns what the body does. */
    <T extends @Nullable Object, X extends Throwable> T transaction(Body<T, X> body) throws X;

    /** As {@link #transaction(Action)}, with a level of isolation and more. */
    <X extends Throwable> void transaction(TransactionOptions options, Action<X> body) throws X;

    /** As {@link #transaction(TransactionOptions, Action)}, and returns what the body does. */
    <T extends @Nullable Object, X extends Throwable> T transaction(
            TransactionOptions options, Body<T, X> body) throws X;

    /** Begins a transaction, or a savepoint in one, to be ended by hand. Suspends. */
    Transaction begin();

    /** As {@link #begin()}, with a level of isolation and more. */
    Transaction begin(TransactionOptions options);

    /** Returns whether the server says that a transaction is open, failed or not. */
    boolean isInTransaction();

    // ---- COPY

    /**
     * Returns the data of a table as the server's COPY makes it. The name may have its schema's
     * before it, {@code schema.table}; both are taken as they are: quoted, case kept. Suspends.
     * asyncpg: {@code copy_from_table}.
     *
     * @throws ServerException if the server refuses it
     */
    CopyOut copyFromTable(String table, CopyOptions options);

    /**
     * Returns the data of a query's result as COPY makes it. Suspends. asyncpg: {@code
     * copy_from_query}.
     *
     * <p>COPY takes no parameters: with arguments the query is prepared, the server makes constants
     * of them, and these stand in the place of {@code $1} and so on, in parentheses and with their
     * type. What looks like that within strings, names and comments is left alone.
     *
     * @throws ServerException if the server refuses it
     */
    CopyOut copyFromQuery(CopyOptions options, String sql, Object... arguments);

    /**
     * Sends data to a table and returns the number of rows. The source is asked no faster than the
     * server takes its pieces. Suspends. If the source throws or the call is cancelled, no row is
     * there, and the connection can be used again. asyncpg: {@code copy_to_table}.
     *
     * @throws ServerException if the server refuses the data; nothing more is asked of the source
     *     then, and one that suspends is cancelled
     * @throws X what the source throws
     */
    <X extends Throwable> long copyToTable(String table, CopyOptions options, CopySource<X> source)
            throws X;

    /**
     * Sends rows to a table in the binary format, encoded for the types of its columns, and returns
     * their number. The elements may be made lazily, and their making may suspend. Suspends. If it
     * throws or is cancelled, no row is there. asyncpg: {@code copy_records_to_table}.
     *
     * @param options binary; {@link CopyOptions#columns} says which values a row has
     * @throws IllegalArgumentException if the options are of another format, the table has no such
     *     column, or a row has another number of values
     * @throws ConversionException if a column's type does not take a value; it names both
     * @throws ServerException if the server refuses a row
     */
    long copyRecordsToTable(String table, CopyOptions options, Iterable<Object[]> rows);

    // ---- What the server says by itself

    /**
     * Listens on a channel, whose name is taken as it is: quoted, case kept. Suspends. Behind a
     * pooler that gives each transaction another server nothing arrives: with {@link
     * PostgresOptions#withUnnamedStatements}, which is for such, the loop's exception handler is
     * told so once. asyncpg: {@code add_listener}.
     */
    void addListener(String channel, NotificationListener listener);

    /** Takes a listener away; the last one of a channel ends with UNLISTEN. Suspends. */
    void removeListener(String channel, NotificationListener listener);

    /**
     * Calls a listener, in the loop, for each notice of the server. The first one that is added to
     * a connection hears at once, before this returns, what the server said while it began the
     * session. Never suspends. asyncpg: {@code add_log_listener}.
     */
    void addNoticeListener(NoticeListener listener);

    /** Takes a listener away. */
    void removeNoticeListener(NoticeListener listener);

    /** Calls an action, in the loop, once the connection is at its end. */
    void addTerminationListener(Runnable listener);

    /** Takes a listener away. */
    void removeTerminationListener(Runnable listener);

    /** Calls a logger, in the loop, after each query. asyncpg: {@code add_query_logger}. */
    void addQueryLogger(QueryLogger logger);

    /** Takes a logger away. */
    void removeQueryLogger(QueryLogger logger);

    // ---- The session

    /** Returns the process of the server's that serves this. asyncpg: {@code get_server_pid}. */
    int processId();

    /** Returns the version of the server, such as {@code 15.18}. */
    String serverVersion();

    /** Returns a parameter that the server reports, such as {@code TimeZone}. */
    Optional<String> parameter(String name);

    /** Returns the names of the parameters that the server reports. */
    Set<String> parameters();

    /** Returns the session to what it was after connecting. Suspends. asyncpg: {@code reset}. */
    void reset();

    /** Forgets what is known of types and prepared statements. asyncpg: reload_schema_state. */
    void reloadSchemaState();

    /**
     * Uses a codec for a type, by its name and schema, on this connection from now on. In the
     * {@code init} hook of a pool: on all of its connections, which share what is known of types.
     * Never suspends. asyncpg: {@code set_type_codec}.
     *
     * @throws IllegalStateException if the connection was acquired from a pool
     */
    void setTypeCodec(String schema, String type, dev.rondo.postgres.type.Codec<?> codec);

    /** Returns the plan of a statement, as EXPLAIN in JSON gives it. */
    String explain(boolean analyze, String sql, Object... arguments);

    /** Returns what it does now. */
    ConnectionSnapshot snapshot();

    /** Returns whether it is closed, by either side. */
    boolean isClosed();

    /**
     * Says goodbye and closes, or goes back to the pool. Bounded by the options' close timeout,
     * then it is cut off. Suspends; a second call does nothing.
     */
    @Override
    void close();

    /** Cuts the connection off at once, without a word to the server. Never suspends. */
    void terminate();

    /** Returns the texts of the statements that are kept prepared, the last used last. */
    List<String> cachedStatements();
}
