package dev.rondo.postgres;

import dev.rondo.EventLoop;
import dev.rondo.TimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * A pool's own statements: each goes by a connection that others share, unless it takes more than
 * one statement. With or without a time limit for each call, which the wait for a connection is
 * inside of.
 */
@NullUnmarked // see CONTRIBUTING.md: no overload has an annotated parameter
final class PoolStatements implements Queryable {
    /** What is called on a connection. */
    private interface Call<T extends @Nullable Object> {
        T on(Queryable connection);
    }

    private final ConnectionPool pool;
    private final EventLoop loop;
    private final PoolPlaces places;
    private final PoolWaiting waiting;
    private final @Nullable Duration limit;

    PoolStatements(ConnectionPool pool, PoolPlaces places, PoolWaiting waiting) {
        this(pool, places, waiting, null);
    }

    private PoolStatements(
            ConnectionPool pool, PoolPlaces places, PoolWaiting waiting, @Nullable Duration limit) {
        this.pool = pool;
        this.loop = pool.loop();
        this.places = places;
        this.waiting = waiting;
        this.limit = limit;
    }

    @Override
    public Queryable withTimeout(Duration timeout) {
        return new PoolStatements(pool, places, waiting, timeout);
    }

    // ---- On a shared connection

    private <T extends @Nullable Object> T share(String sql, Call<T> call) {
        pool.checkUsable();
        String word = SessionWords.in(sql);
        if (word != null) {
            throw needsSession(word);
        }
        Duration most = pool.options().acquireTimeout();
        if (limit == null) {
            return send(most, null, call);
        }
        Duration until = Duration.ofNanos(PoolTimes.deadline(loop.time(), limit));
        try {
            return send(limit.compareTo(most) < 0 ? limit : most, until, call);
        } catch (PoolTimeoutException e) {
            throw lateOr(e, until);
        }
    }

    /** Returns the failure of a wait: that of the call's limit, if that was over, too. */
    private RuntimeException lateOr(PoolTimeoutException failure, Duration until) {
        if (loop.time().compareTo(until) < 0) {
            return failure;
        }
        TimeoutException late = new TimeoutException(String.valueOf(failure.getMessage()));
        late.initCause(failure);
        return late;
    }

    private <T extends @Nullable Object> T send(
            Duration wait, @Nullable Duration until, Call<T> call) {
        PoolSlot slot = waiting.share(wait);
        boolean open;
        T result;
        try {
            Queryable connection = slot.member().pipelined();
            result =
                    call.on(
                            until == null
                                    ? connection
                                    : connection.withTimeout(PoolTimes.left(loop.time(), until)));
        } finally {
            open = !slot.is(PoolSlot.State.GONE) && slot.member().isInTransaction();
            places.leave(slot);
        }
        if (open) {
            throw new IllegalStateException(
                    "A statement on a shared connection of the pool has left a transaction open, or"
                            + " ran inside one that another left open; it is rolled back"
                            + "\nUse pool.transaction(...), or acquire() for what needs a session");
        }
        return result;
    }

    private static IllegalStateException needsSession(String word) {
        return new IllegalStateException(
                word
                        + " is for a session, but the pool's own statements have none: the next one"
                        + " may go by another connection, which others use at the same time\nUse "
                        + switch (word) {
                            case "LISTEN", "UNLISTEN" -> "pool.listen(...)";
                            case "SET", "RESET" ->
                                    "acquire(), or PoolOptions.withInit for all connections";
                            case "PREPARE", "DISCARD", "CREATE TEMP", "CREATE TEMPORARY" ->
                                    "acquire()";
                            default -> "pool.transaction(...)";
                        });
    }

    @Override
    public List<Row> fetch(String sql, Object... arguments) {
        return share(sql, c -> c.fetch(sql, arguments));
    }

    @Override
    public <T> List<T> fetch(Class<T> type, String sql, Object... arguments) {
        return share(sql, c -> c.fetch(type, sql, arguments));
    }

    @Override
    public Optional<Row> fetchRow(String sql, Object... arguments) {
        return share(sql, c -> c.fetchRow(sql, arguments));
    }

    @Override
    public <T> Optional<T> fetchRow(Class<T> type, String sql, Object... arguments) {
        return share(sql, c -> c.fetchRow(type, sql, arguments));
    }

    @Override
    public @Nullable Object fetchValue(String sql, Object... arguments) {
        return share(sql, c -> c.fetchValue(sql, arguments));
    }

    @Override
    public <T> @Nullable T fetchValue(Class<T> type, String sql, Object... arguments) {
        return share(sql, c -> c.fetchValue(type, sql, arguments));
    }

    @Override
    public String execute(String sql, Object... arguments) {
        if (arguments.length == 0 && SessionWords.mayBeScript(sql)) {
            return alone(c -> c.execute(sql));
        }
        return share(sql, c -> c.execute(sql, arguments));
    }

    // ---- On a connection of its own

    @Override
    public void executeMany(String sql, Iterable<Object[]> arguments) {
        this.<@Nullable Void>alone(c -> {
            c.executeMany(sql, arguments);
            return null;
        });
    }

    @Override
    public List<Row> fetchMany(String sql, Iterable<Object[]> arguments) {
        return alone(c -> c.fetchMany(sql, arguments));
    }

    private <T extends @Nullable Object> T alone(Call<T> call) {
        Duration most = pool.options().acquireTimeout();
        if (limit == null) {
            try (Connection connection = pool.acquire(most)) {
                return call.on(connection);
            }
        }
        Duration until = Duration.ofNanos(PoolTimes.deadline(loop.time(), limit));
        try (Connection connection = acquire(limit.compareTo(most) < 0 ? limit : most, until)) {
            return call.on(connection.withTimeout(PoolTimes.left(loop.time(), until)));
        }
    }

    private Connection acquire(Duration wait, Duration until) {
        try {
            return pool.acquire(wait);
        } catch (PoolTimeoutException e) {
            throw lateOr(e, until);
        }
    }

    @Override
    public String toString() {
        return limit == null ? pool.toString() : pool + " within " + PoolTimes.text(limit);
    }
}
