package dev.rondo.postgres;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * What runs statements: a {@link Connection}, a {@link Pool}, or either with a time limit. Each
 * call suspends until the server has answered.
 *
 * <p>Arguments stand for {@code $1}, {@code $2} and so on; they go to the server beside the
 * statement, never inside its text. {@code null} is SQL's NULL.
 *
 * <p>A cancelled call has the server cancel the statement where nobody else's is hit by that, else
 * its result is read away; the connection can be used again after it, or is closed.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html">Message flow</a>
 */
@NullUnmarked // see CONTRIBUTING.md: no overload has an annotated parameter
public interface Queryable {
    /**
     * Runs a statement and returns its status, such as {@code INSERT 0 1}. Without arguments the
     * text may be a script of several statements, which the server runs as one transaction unless
     * they say otherwise; the last one's status is returned. Rows are read away; those of a script
     * cannot be had. asyncpg: {@code execute}.
     *
     * @throws ServerException if the server refuses it
     * @throws ConnectionLostException if the connection ends before the answer
     */
    String execute(String sql, Object... arguments);

    /**
     * Runs a statement once for each element, all in one transaction: either all take effect or
     * none. What is sent ahead is bounded, so the elements may be made lazily. asyncpg: {@code
     * executemany}.
     */
    void executeMany(String sql, Iterable<Object[]> arguments);

    /** Runs a statement and returns all of its rows. asyncpg: {@code fetch}. */
    List<Row> fetch(String sql, Object... arguments);

    /** As {@link #fetch(String, Object...)}, each row as {@link Row#to} makes it. */
    <T> List<T> fetch(Class<T> type, String sql, Object... arguments);

    /**
     * Runs a statement for each element, as {@link #executeMany} does, and returns the rows of all
     * of them. asyncpg: {@code fetchmany}.
     */
    List<Row> fetchMany(String sql, Iterable<Object[]> arguments);

    /** Runs a statement and returns its first row, if it has one. asyncpg: {@code fetchrow}. */
    Optional<Row> fetchRow(String sql, Object... arguments);

    /** As {@link #fetchRow(String, Object...)}, the row as {@link Row#to} makes it. */
    <T> Optional<T> fetchRow(Class<T> type, String sql, Object... arguments);

    /**
     * Runs a statement and returns the first column of its first row; null if that is NULL or if
     * there is no row. asyncpg: {@code fetchval}.
     */
    @Nullable Object fetchValue(String sql, Object... arguments);

    /** As {@link #fetchValue(String, Object...)}, as {@link Row#get(int, Class)} makes it. */
    <T> @Nullable T fetchValue(Class<T> type, String sql, Object... arguments);

    /**
     * Returns this with another time limit for each call, from its begin to its last row. A call
     * that is over it ends with {@link dev.rondo.TimeoutException} as a cancelled one does.
     * asyncpg: {@code timeout=}.
     */
    Queryable withTimeout(Duration timeout);
}
