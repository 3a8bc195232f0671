package dev.rondo.postgres;

import dev.rondo.postgres.type.PgType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A statement that its connection keeps prepared. asyncpg: {@code PreparedStatement}. */
@NullUnmarked // see CONTRIBUTING.md: no overload has an annotated parameter
public interface PreparedStatement extends AutoCloseable {
    /** Returns its text. */
    String sql();

    /** Returns the types of its parameters, {@code $1} first. */
    List<PgType> parameters();

    /** Returns the columns of its rows; empty if it has none. */
    List<Column> columns();

    /** See {@link Queryable#execute}. Suspends. */
    String execute(Object... arguments);

    /** See {@link Queryable#executeMany}. Suspends. */
    void executeMany(Iterable<Object[]> arguments);

    /** See {@link Queryable#fetch(String, Object...)}. Suspends. */
    List<Row> fetch(Object... arguments);

    /** See {@link Queryable#fetch(Class, String, Object...)}. Suspends. */
    <T> List<T> fetchAs(Class<T> type, Object... arguments);

    /** See {@link Queryable#fetchRow(String, Object...)}. Suspends. */
    Optional<Row> fetchRow(Object... arguments);

    /** See {@link Queryable#fetchValue(String, Object...)}. Suspends. */
    @Nullable Object fetchValue(Object... arguments);

    /** See {@link Queryable#fetchMany}. Suspends. */
    List<Row> fetchMany(Iterable<Object[]> arguments);

    /** See {@link Connection#stream}. */
    RowStream stream(Object... arguments);

    /** See {@link Connection#cursor}. */
    Cursor cursor(Object... arguments);

    /** Returns the plan, as EXPLAIN in JSON gives it. Suspends. asyncpg: {@code explain}. */
    String explain(boolean analyze, Object... arguments);

    /** Forgets the statement, here and on the server. Suspends. */
    @Override
    void close();
}
