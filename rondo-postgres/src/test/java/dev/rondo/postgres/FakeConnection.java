package dev.rondo.postgres;

import dev.rondo.Action;
import dev.rondo.Body;
import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.Future;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A connection with a {@link FakeServer}: each statement begins when the one before has ended. */
@NullUnmarked
final class FakeConnection implements Connection, PoolMember {
    /** A statement on its way. */
    private record Statement(String sql, Future<String> answer) {}

    private final FakeServer server;
    private final EventLoop loop = Rondo.runningLoop();
    private final int number;
    private final Deque<Statement> inFlight = new ArrayDeque<>();
    private final Parking settled = new Parking("quiet of", this);
    private final List<Runnable> onEnd = new ArrayList<>();
    private final Map<String, List<NotificationListener>> channels = new LinkedHashMap<>();
    final List<Runnable> terminations = new ArrayList<>();
    final List<String> closedThings = new ArrayList<>();
    private boolean inTransaction;
    private boolean closed;
    private boolean exclusive; // somebody runs a statement for himself
    private @Nullable RuntimeException lost;

    FakeConnection(FakeServer server, int number) {
        this.server = server;
        this.number = number;
    }

    int number() {
        return number;
    }

    // ---- What happens to it

    /** The server ends it. */
    void die() {
        end(
                new ConnectionLostException(
                        "server closed", ConnectionLostException.Fate.UNKNOWN, null));
    }

    private void end(@Nullable RuntimeException why) {
        if (closed) {
            return;
        }
        closed = true;
        lost = why;
        server.closed(this);
        for (Statement statement : new ArrayList<>(inFlight)) {
            if (!statement.answer.done()) {
                statement.answer.setException(
                        new ConnectionLostException(
                                "lost", ConnectionLostException.Fate.UNKNOWN, null));
            }
        }
        inFlight.clear();
        settled.wakeAll();
        onEnd.forEach(Runnable::run);
        List.copyOf(terminations).forEach(Runnable::run);
    }

    void notify(String channel, String payload) {
        for (NotificationListener listener :
                List.copyOf(channels.getOrDefault(channel, List.of()))) {
            listener.notified(new Notification(1, channel, payload));
        }
    }

    Set<String> channels() {
        return channels.keySet();
    }

    // ---- Statements

    private String own(String sql) {
        if (exclusive) {
            throw new IllegalStateException("another operation is in progress");
        }
        exclusive = true;
        try {
            return run(sql);
        } finally {
            exclusive = false;
        }
    }

    private String run(String sql) {
        if (closed) {
            throw new ConnectionLostException("gone", ConnectionLostException.Fate.NOT_SENT, null);
        }
        server.log.add(number + ": " + sql);
        Statement statement = new Statement(sql, loop.createFuture("answer to " + sql));
        inFlight.add(statement);
        if (inFlight.size() == 1) {
            beginFirst();
        }
        return statement.answer.await();
    }

    private void beginFirst() {
        Statement first = inFlight.peek();
        Duration time = first == null ? null : server.limitOf(first.sql);
        if (time != null) {
            loop.callLater(time, () -> finish(first));
        }
    }

    private void finish(Statement statement) {
        if (inFlight.peek() != statement) {
            return; // it was ended
        }
        inFlight.remove();
        switch (statement.sql) {
            case "open", "BEGIN" -> inTransaction = true;
            case "ROLLBACK", "COMMIT" -> inTransaction = false;
            default -> {}
        }
        if (!statement.answer.done()) { // else it was cancelled
            if (statement.sql.startsWith("fail")) {
                statement.answer.setException(new FakeServer.Refused(statement.sql));
            } else {
                statement.answer.setResult(number + ": " + statement.sql);
            }
        }
        if (inFlight.isEmpty()) {
            settled.wakeAll();
        } else {
            beginFirst();
        }
    }

    /** Statements of several tasks at once. */
    private final class Pipelined implements Queryable {
        private final @Nullable Duration limit;

        Pipelined(@Nullable Duration limit) {
            this.limit = limit;
        }

        private String run(String sql) {
            return limit == null
                    ? FakeConnection.this.run(sql)
                    : Rondo.timeout(limit, () -> FakeConnection.this.run(sql));
        }

        @Override
        public String execute(String sql, Object... arguments) {
            return run(sql);
        }

        @Override
        public void executeMany(String sql, Iterable<Object[]> arguments) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Row> fetch(String sql, Object... arguments) {
            run(sql);
            return List.of();
        }

        @Override
        public <T> List<T> fetch(Class<T> type, String sql, Object... arguments) {
            return List.of(type.cast(run(sql)));
        }

        @Override
        public List<Row> fetchMany(String sql, Iterable<Object[]> arguments) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Row> fetchRow(String sql, Object... arguments) {
            run(sql);
            return Optional.empty();
        }

        @Override
        public <T> Optional<T> fetchRow(Class<T> type, String sql, Object... arguments) {
            return Optional.of(type.cast(run(sql)));
        }

        @Override
        public @Nullable Object fetchValue(String sql, Object... arguments) {
            return run(sql);
        }

        @Override
        public <T> @Nullable T fetchValue(Class<T> type, String sql, Object... arguments) {
            return type.cast(run(sql));
        }

        @Override
        public Queryable withTimeout(Duration timeout) {
            return new Pipelined(timeout);
        }
    }

    // ---- What a pool needs

    @Override
    public void onEnd(Runnable action) {
        onEnd.add(action);
    }

    @Override
    public Connection connection() {
        return this;
    }

    @Override
    public Queryable pipelined() {
        return new Pipelined(null);
    }

    @Override
    public int inFlight() {
        return inFlight.size();
    }

    @Override
    public boolean isInTransaction() {
        return inTransaction;
    }

    @Override
    public @Nullable RuntimeException lost() {
        return lost;
    }

    @Override
    public void settle() {
        while (!inFlight.isEmpty()) {
            settled.await();
        }
    }

    @Override
    public void forgetStatements() {
        closedThings.add("cache");
    }

    @Override
    public int processId() {
        return 1000 + number;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (!closed) {
            Rondo.sleep(server.closeTime);
            server.log.add(number + ": closed");
            end(null);
        }
    }

    @Override
    public void terminate() {
        if (!closed) {
            server.log.add(number + ": cut off");
            end(null);
        }
    }

    // ---- A connection

    @Override
    public Connection withTimeout(Duration timeout) {
        return this;
    }

    @Override
    public String execute(String sql, Object... arguments) {
        return own(sql);
    }

    @Override
    public void executeMany(String sql, Iterable<Object[]> arguments) {
        own(sql);
    }

    @Override
    public List<Row> fetch(String sql, Object... arguments) {
        own(sql);
        return List.of();
    }

    @Override
    public <T> List<T> fetch(Class<T> type, String sql, Object... arguments) {
        return List.of(type.cast(own(sql)));
    }

    @Override
    public List<Row> fetchMany(String sql, Iterable<Object[]> arguments) {
        own(sql);
        return List.of();
    }

    @Override
    public Optional<Row> fetchRow(String sql, Object... arguments) {
        own(sql);
        return Optional.empty();
    }

    @Override
    public <T> Optional<T> fetchRow(Class<T> type, String sql, Object... arguments) {
        return Optional.of(type.cast(own(sql)));
    }

    @Override
    public @Nullable Object fetchValue(String sql, Object... arguments) {
        return own(sql);
    }

    @Override
    public <T> @Nullable T fetchValue(Class<T> type, String sql, Object... arguments) {
        return type.cast(own(sql));
    }

    @Override
    public PreparedStatement prepare(String sql) {
        own("prepare " + sql);
        return new FakeStatement(sql, () -> closedThings.add("statement " + sql), this::own);
    }

    @Override
    public RowStream stream(String sql, Object... arguments) {
        own("stream " + sql);
        exclusive = true;
        return new FakeStream(() -> {
            exclusive = false;
            closedThings.add("stream " + sql);
        });
    }

    @Override
    public Cursor cursor(String sql, Object... arguments) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <X extends Throwable> void transaction(Action<X> body) throws X {
        this.<@Nullable Void, X>transaction(
                TransactionOptions.defaults(),
                () -> {
                    body.run();
                    return null;
                });
    }

    @Override
    public <T extends @Nullable Object, X extends Throwable> T transaction(Body<T, X> body)
            throws X {
        return transaction(TransactionOptions.defaults(), body);
    }

    @Override
    public <X extends Throwable> void transaction(TransactionOptions options, Action<X> body)
            throws X {
        this.<@Nullable Void, X>transaction(
                options,
                () -> {
                    body.run();
                    return null;
                });
    }

    @Override
    public <T extends @Nullable Object, X extends Throwable> T transaction(
            TransactionOptions options, Body<T, X> body) throws X {
        own("BEGIN");
        T result;
        try {
            result = body.run();
        } catch (CancelledError e) {
            throw e; // the pool has to see to it
        } catch (Throwable e) {
            own("ROLLBACK");
            throw e;
        }
        own("COMMIT");
        return result;
    }

    @Override
    public Transaction begin() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Transaction begin(TransactionOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CopyOut copyFromTable(String table, CopyOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CopyOut copyFromQuery(CopyOptions options, String sql, Object... arguments) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <X extends Throwable> long copyToTable(
            String table, CopyOptions options, CopySource<X> source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long copyRecordsToTable(String table, CopyOptions options, Iterable<Object[]> rows) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addListener(String channel, NotificationListener listener) {
        own("LISTEN " + channel);
        channels.computeIfAbsent(channel, _ -> new ArrayList<>()).add(listener);
    }

    @Override
    public void removeListener(String channel, NotificationListener listener) {
        List<NotificationListener> listeners = channels.get(channel);
        if (listeners != null && listeners.remove(listener) && listeners.isEmpty()) {
            channels.remove(channel);
            own("UNLISTEN " + channel);
        }
    }

    @Override
    public void addNoticeListener(NoticeListener listener) {}

    @Override
    public void removeNoticeListener(NoticeListener listener) {
        closedThings.add("notice listener");
    }

    @Override
    public void addTerminationListener(Runnable listener) {
        terminations.add(listener);
    }

    @Override
    public void removeTerminationListener(Runnable listener) {
        terminations.remove(listener);
    }

    @Override
    public void addQueryLogger(QueryLogger logger) {}

    @Override
    public void removeQueryLogger(QueryLogger logger) {
        closedThings.add("query logger");
    }

    @Override
    public String serverVersion() {
        return "15.18";
    }

    @Override
    public Optional<String> parameter(String name) {
        return Optional.empty();
    }

    @Override
    public Set<String> parameters() {
        return Set.of();
    }

    @Override
    public void reset() {
        own("reset");
    }

    @Override
    public void reloadSchemaState() {}

    @Override
    public void setTypeCodec(String schema, String type, dev.rondo.postgres.type.Codec<?> codec) {}

    @Override
    public String explain(boolean analyze, String sql, Object... arguments) {
        return own("explain " + sql);
    }

    @Override
    public ConnectionSnapshot snapshot() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> cachedStatements() {
        return List.of();
    }

    @Override
    public String toString() {
        return "<fake connection " + number + ">";
    }
}
