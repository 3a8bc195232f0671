package dev.rondo.postgres;

import dev.rondo.Body;
import dev.rondo.Rondo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * Statements of several tasks on one session, sent without waiting in between: each a group of its
 * own, so that one that fails fails alone. What {@link Operations} is for one task.
 */
@NullUnmarked // as Queryable
final class SharedStatements implements Queryable {
    private final Session session;
    private final QueryLog log;
    private final @Nullable Duration limit;

    SharedStatements(Session session, QueryLog log) {
        this(session, log, session.options().commandTimeout().orElse(null));
    }

    private SharedStatements(Session session, QueryLog log, @Nullable Duration limit) {
        this.session = session;
        this.log = log;
        this.limit = limit;
    }

    private <T extends @Nullable Object> T run(String sql, Body<T, RuntimeException> body) {
        long began = log.begin();
        T result;
        try {
            result = limit == null ? body.run() : Rondo.timeout(limit, body);
        } catch (Throwable e) { // told, and rethrown
            log.tell(sql, began, e);
            throw e;
        }
        log.tell(sql, began, null);
        return result;
    }

    private Answer answer(String sql, Object[] arguments, int maxRows, boolean keepsRows) {
        return run(sql, () -> session.statements().run(sql, arguments, maxRows, keepsRows));
    }

    @Override
    public String execute(String sql, Object... arguments) {
        return arguments.length == 0
                ? run(sql, () -> session.statements().script(sql))
                : answer(sql, arguments, 0, false).status();
    }

    @Override
    public List<Row> fetch(String sql, Object... arguments) {
        return answer(sql, arguments, 0, true).rows();
    }

    @Override
    public <T> List<T> fetch(Class<T> type, String sql, Object... arguments) {
        return answer(sql, arguments, 0, true).rowsAs(type);
    }

    @Override
    public Optional<Row> fetchRow(String sql, Object... arguments) {
        return answer(sql, arguments, 1, true).firstRow();
    }

    @Override
    public <T> Optional<T> fetchRow(Class<T> type, String sql, Object... arguments) {
        return answer(sql, arguments, 1, true).firstRowAs(type);
    }

    @Override
    public @Nullable Object fetchValue(String sql, Object... arguments) {
        return answer(sql, arguments, 1, true).firstValue();
    }

    @Override
    public <T> @Nullable T fetchValue(Class<T> type, String sql, Object... arguments) {
        return answer(sql, arguments, 1, true).firstValueAs(type);
    }

    @Override
    public void executeMany(String sql, Iterable<Object[]> arguments) {
        throw ofItsOwn(sql);
    }

    @Override
    public List<Row> fetchMany(String sql, Iterable<Object[]> arguments) {
        throw ofItsOwn(sql);
    }

    /** Many in one transaction are not for a connection that others use: the pool knows that. */
    private static AssertionError ofItsOwn(String sql) {
        return new AssertionError("needs a connection of its own: " + sql);
    }

    @Override
    public Queryable withTimeout(Duration timeout) {
        return new SharedStatements(session, log, timeout);
    }

    @Override
    public String toString() {
        return "shared " + session;
    }
}
