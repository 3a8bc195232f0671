package dev.rondo.postgres;

import dev.rondo.Action;
import dev.rondo.Body;
import dev.rondo.postgres.Session.TransactionStatus;
import dev.rondo.postgres.type.Codec;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * A session for one task at a time: {@link Connection} as {@link Postgres#connect} returns it. A
 * pool's proxies stand before one of these. Views with other time limits share all but the limit.
 */
@NullUnmarked // as Connection
final class ExclusiveConnection implements Connection {
    // What DISCARD ALL does, but for the statements and their plans, which we keep (PG028).
    private static final String RESET =
            "SET SESSION AUTHORIZATION DEFAULT; RESET ALL; CLOSE ALL; UNLISTEN *;"
                    + " SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES";

    private final Session session;
    private final Operations operations;
    private final Transactions transactions;
    private final Channels channels;

    ExclusiveConnection(Session session) {
        this.session = session;
        this.operations = new Operations(session);
        this.transactions = new Transactions(operations);
        this.channels = new Channels(session);
    }

    private ExclusiveConnection(ExclusiveConnection whole, Duration limit) {
        this.session = whole.session;
        this.operations = whole.operations.withLimit(limit);
        this.transactions = whole.transactions;
        this.channels = whole.channels;
    }

    Session session() {
        return session;
    }

    Operations operations() {
        return operations;
    }

    @Override
    public Connection withTimeout(Duration timeout) {
        return new ExclusiveConnection(this, timeout);
    }

    // ---- Statements and rows

    @Override
    public String execute(String sql, Object... arguments) {
        return arguments.length == 0
                ? operations.script(sql)
                : operations.answer(sql, arguments, 0, false).status();
    }

    @Override
    public void executeMany(String sql, Iterable<Object[]> arguments) {
        operations.many(sql, arguments, false);
    }

    @Override
    public List<Row> fetch(String sql, Object... arguments) {
        return operations.answer(sql, arguments, 0, true).rows();
    }

    @Override
    public <T> List<T> fetch(Class<T> type, String sql, Object... arguments) {
        return operations.answer(sql, arguments, 0, true).rowsAs(type);
    }

    @Override
    public List<Row> fetchMany(String sql, Iterable<Object[]> arguments) {
        return operations.many(sql, arguments, true);
    }

    @Override
    public Optional<Row> fetchRow(String sql, Object... arguments) {
        return operations.answer(sql, arguments, 1, true).firstRow();
    }

    @Override
    public <T> Optional<T> fetchRow(Class<T> type, String sql, Object... arguments) {
        return operations.answer(sql, arguments, 1, true).firstRowAs(type);
    }

    @Override
    public @Nullable Object fetchValue(String sql, Object... arguments) {
        return operations.answer(sql, arguments, 1, true).firstValue();
    }

    @Override
    public <T> @Nullable T fetchValue(Class<T> type, String sql, Object... arguments) {
        return operations.answer(sql, arguments, 1, true).firstValueAs(type);
    }

    @Override
    public PreparedStatement prepare(String sql) {
        Statement statement = operations.statements().keep(sql);
        operations.run(
                sql,
                () -> {
                    operations.statements().prepare(statement);
                    return null;
                });
        return new KeptStatement(operations, statement);
    }

    @Override
    public RowStream stream(String sql, Object... arguments) {
        return Portals.stream(operations, operations.statements().find(sql), arguments);
    }

    @Override
    public Cursor cursor(String sql, Object... arguments) {
        return Portals.cursor(operations, operations.statements().find(sql), arguments);
    }

    @Override
    public String explain(boolean analyze, String sql, Object... arguments) {
        return transactions.explain(operations, analyze, sql, arguments);
    }

    // ---- Transactions

    @Override
    public <X extends Throwable> void transaction(Action<X> body) throws X {
        transaction(TransactionOptions.defaults(), body);
    }

    @Override
    public <T extends @Nullable Object, X extends Throwable> T transaction(Body<T, X> body)
            throws X {
        return transaction(TransactionOptions.defaults(), body);
    }

    @Override
    public <X extends Throwable> void transaction(TransactionOptions options, Action<X> body)
            throws X {
        Objects.requireNonNull(body, "body");
        transactions.<@Nullable Void, X>run(
                operations,
                options,
                () -> {
                    body.run();
                    return null;
                });
    }

    @Override
    public <T extends @Nullable Object, X extends Throwable> T transaction(
            TransactionOptions options, Body<T, X> body) throws X {
        return transactions.run(operations, options, Objects.requireNonNull(body, "body"));
    }

    @Override
    public Transaction begin() {
        return begin(TransactionOptions.defaults());
    }

    @Override
    public Transaction begin(TransactionOptions options) {
        return transactions.begin(operations, options);
    }

    @Override
    public boolean isInTransaction() {
        return session.transactionStatus() != TransactionStatus.NONE;
    }

    // ---- COPY

    @Override
    public CopyOut copyFromTable(String table, CopyOptions options) {
        return Copies.fromTable(operations, table, options);
    }

    @Override
    public CopyOut copyFromQuery(CopyOptions options, String sql, Object... arguments) {
        return Copies.fromQuery(operations, options, sql, arguments);
    }

    @Override
    public <X extends Throwable> long copyToTable(
            String table, CopyOptions options, CopySource<X> source) throws X {
        return Copies.toTable(operations, table, options, source);
    }

    @Override
    public long copyRecordsToTable(String table, CopyOptions options, Iterable<Object[]> rows) {
        return Copies.recordsToTable(operations, table, options, rows);
    }

    // ---- What the server says by itself

    @Override
    public void addListener(String channel, NotificationListener listener) {
        channels.add(operations, channel, Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public void removeListener(String channel, NotificationListener listener) {
        channels.remove(operations, channel, listener);
    }

    @Override
    public void addNoticeListener(NoticeListener listener) {
        session.news().addNoticeListener(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public void removeNoticeListener(NoticeListener listener) {
        session.news().removeNoticeListener(listener);
    }

    @Override
    public void addTerminationListener(Runnable listener) {
        session.news().addTerminationListener(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public void removeTerminationListener(Runnable listener) {
        session.news().removeTerminationListener(listener);
    }

    @Override
    public void addQueryLogger(QueryLogger logger) {
        operations.log().add(Objects.requireNonNull(logger, "logger"));
    }

    @Override
    public void removeQueryLogger(QueryLogger logger) {
        operations.log().remove(logger);
    }

    // ---- The session

    @Override
    public int processId() {
        return session.processId();
    }

    @Override
    public String serverVersion() {
        return session.serverVersion();
    }

    @Override
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(session.parameters().get(name));
    }

    @Override
    public Set<String> parameters() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(session.parameters().keySet()));
    }

    @Override
    public void reset() {
        if (isInTransaction()) {
            transactions.rollbackAll(operations);
        }
        operations.script(RESET);
        channels.clear();
    }

    @Override
    public void reloadSchemaState() {
        session.catalog().forgetAll();
        session.statements().forgetAll();
    }

    @Override
    public void setTypeCodec(String schema, String type, Codec<?> codec) {
        session.catalog().types().use(schema, type, codec);
    }

    @Override
    public List<String> cachedStatements() {
        return session.statements().cache().texts();
    }

    @Override
    public ConnectionSnapshot snapshot() {
        return session.snapshot();
    }

    @Override
    public boolean isClosed() {
        return session.isClosed();
    }

    @Override
    public void close() {
        Object operation = operations.turn().operation();
        if (operation != null && !session.isClosed()) { // of this task, or of one that is in error
            if (!operations.endFlow()) {
                session.terminate();
            }
        }
        session.close(session.options().closeTimeout());
    }

    @Override
    public void terminate() {
        session.loop().checkThread("terminate() of a connection");
        session.terminate();
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
