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
 * A connection of a pool, as one task has it: another's connection, until it is closed. A long
 * file, since it is one list: each method asks the lease and calls the connection.
 */
@NullUnmarked // see CONTRIBUTING.md: no overload has an annotated parameter
final class PooledConnection implements Connection {
    private final Lease lease;
    private final Connection connection;

    PooledConnection(Lease lease, Connection connection) {
        this.lease = lease;
        this.connection = connection;
    }

    /** Returns the connection for a statement, which counts. */
    private Connection using() {
        lease.use();
        return connection;
    }

    /** Returns the connection for a word that is no statement. */
    private Connection live() {
        lease.check();
        return connection;
    }

    @Override
    public Connection withTimeout(Duration timeout) {
        return new PooledConnection(lease, live().withTimeout(timeout));
    }

    // ---- Statements and rows

    @Override
    public String execute(String sql, Object... arguments) {
        return using().execute(sql, arguments);
    }

    @Override
    public void executeMany(String sql, Iterable<Object[]> arguments) {
        using().executeMany(sql, arguments);
    }

    @Override
    public List<Row> fetch(String sql, Object... arguments) {
        return using().fetch(sql, arguments);
    }

    @Override
    public <T> List<T> fetch(Class<T> type, String sql, Object... arguments) {
        return using().fetch(type, sql, arguments);
    }

    @Override
    public List<Row> fetchMany(String sql, Iterable<Object[]> arguments) {
        return using().fetchMany(sql, arguments);
    }

    @Override
    public Optional<Row> fetchRow(String sql, Object... arguments) {
        return using().fetchRow(sql, arguments);
    }

    @Override
    public <T> Optional<T> fetchRow(Class<T> type, String sql, Object... arguments) {
        return using().fetchRow(type, sql, arguments);
    }

    @Override
    public @Nullable Object fetchValue(String sql, Object... arguments) {
        return using().fetchValue(sql, arguments);
    }

    @Override
    public <T> @Nullable T fetchValue(Class<T> type, String sql, Object... arguments) {
        return using().fetchValue(type, sql, arguments);
    }

    @Override
    public PreparedStatement prepare(String sql) {
        PooledStatement statement = new PooledStatement(lease, using().prepare(sql));
        lease.prepared(statement);
        return statement;
    }

    @Override
    public RowStream stream(String sql, Object... arguments) {
        return PooledRows.of(lease, using().stream(sql, arguments));
    }

    @Override
    public Cursor cursor(String sql, Object... arguments) {
        return new PooledCursor(lease, using().cursor(sql, arguments));
    }

    @Override
    public String explain(boolean analyze, String sql, Object... arguments) {
        return using().explain(analyze, sql, arguments);
    }

    // ---- Transactions

    @Override
    public <X extends Throwable> void transaction(Action<X> body) throws X {
        using().transaction(body);
    }

    @Override
    public <T extends @Nullable Object, X extends Throwable> T transaction(Body<T, X> body)
            throws X {
        return using().transaction(body);
    }

    @Override
    public <X extends Throwable> void transaction(TransactionOptions options, Action<X> body)
            throws X {
        using().transaction(options, body);
    }

    @Override
    public <T extends @Nullable Object, X extends Throwable> T transaction(
            TransactionOptions options, Body<T, X> body) throws X {
        return using().transaction(options, body);
    }

    @Override
    public Transaction begin() {
        return new PooledTransaction(lease, using().begin());
    }

    @Override
    public Transaction begin(TransactionOptions options) {
        return new PooledTransaction(lease, using().begin(options));
    }

    @Override
    public boolean isInTransaction() {
        return live().isInTransaction();
    }

    // ---- COPY

    @Override
    public CopyOut copyFromTable(String table, CopyOptions options) {
        return PooledCopyOut.of(lease, using().copyFromTable(table, options));
    }

    @Override
    public CopyOut copyFromQuery(CopyOptions options, String sql, Object... arguments) {
        return PooledCopyOut.of(lease, using().copyFromQuery(options, sql, arguments));
    }

    @Override
    public <X extends Throwable> long copyToTable(
            String table, CopyOptions options, CopySource<X> source) throws X {
        return using().copyToTable(table, options, source);
    }

    @Override
    public long copyRecordsToTable(String table, CopyOptions options, Iterable<Object[]> rows) {
        return using().copyRecordsToTable(table, options, rows);
    }

    // ---- What the server says by itself

    @Override
    public void addListener(String channel, NotificationListener listener) {
        lease.use();
        lease.listeners().add(channel, listener);
    }

    @Override
    public void removeListener(String channel, NotificationListener listener) {
        lease.use();
        lease.listeners().remove(channel, listener);
    }

    @Override
    public void addNoticeListener(NoticeListener listener) {
        lease.check();
        lease.listeners().addNotices(listener);
    }

    @Override
    public void removeNoticeListener(NoticeListener listener) {
        lease.check();
        lease.listeners().removeNotices(listener);
    }

    @Override
    public void addTerminationListener(Runnable listener) {
        lease.check();
        lease.listeners().addTermination(listener);
    }

    @Override
    public void removeTerminationListener(Runnable listener) {
        lease.check();
        lease.listeners().removeTermination(listener);
    }

    @Override
    public void addQueryLogger(QueryLogger logger) {
        lease.check();
        lease.listeners().addLogger(logger);
    }

    @Override
    public void removeQueryLogger(QueryLogger logger) {
        lease.check();
        lease.listeners().removeLogger(logger);
    }

    // ---- The session

    @Override
    public int processId() {
        return live().processId();
    }

    @Override
    public String serverVersion() {
        return live().serverVersion();
    }

    @Override
    public Optional<String> parameter(String name) {
        return live().parameter(name);
    }

    @Override
    public Set<String> parameters() {
        return live().parameters();
    }

    @Override
    public void reset() {
        using().reset();
    }

    @Override
    public void reloadSchemaState() {
        live().reloadSchemaState();
    }

    @Override
    public void setTypeCodec(String schema, String type, dev.rondo.postgres.type.Codec<?> codec) {
        lease.check();
        throw new IllegalStateException(
                "What is known of types is shared by the connections of a pool, so a codec cannot be"
                        + " set on one of them"
                        + "\nSet it for all: PoolOptions.withInit(c -> c.setTypeCodec(...))");
    }

    @Override
    public ConnectionSnapshot snapshot() {
        return live().snapshot();
    }

    @Override
    public List<String> cachedStatements() {
        return live().cachedStatements();
    }

    @Override
    public boolean isClosed() {
        return lease.isOver() || connection.isClosed();
    }

    @Override
    public void close() {
        lease.close();
    }

    @Override
    public void terminate() {
        lease.terminate();
    }

    @Override
    public String toString() {
        return lease.isOver() ? "<connection, given back to its pool>" : connection.toString();
    }
}
