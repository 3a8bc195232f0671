package dev.rondo.postgres;

import dev.rondo.Body;
import dev.rondo.Rondo;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one connection does, one operation after the other: each with its turn, its time limit and
 * its line in the log. The views of a connection that have other limits share all but the limit.
 */
final class Operations {
    private final Session session;
    private final Turn turn;
    private final QueryLog log;
    private final @Nullable Duration limit;

    Operations(Session session) {
        this(
                session,
                new Turn(session),
                new QueryLog(session),
                session.options().commandTimeout().orElse(null));
    }

    private Operations(Session session, Turn turn, QueryLog log, @Nullable Duration limit) {
        this.session = session;
        this.turn = turn;
        this.log = log;
        this.limit = limit;
    }

    Operations withLimit(Duration other) {
        if (other.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative, but is " + other);
        }
        return new Operations(session, turn, log, other);
    }

    Session session() {
        return session;
    }

    Turn turn() {
        return turn;
    }

    QueryLog log() {
        return log;
    }

    Statements statements() {
        return session.statements();
    }

    /** Runs an operation in its turn. Suspends. */
    <T extends @Nullable Object, X extends Throwable> T run(String sql, Body<T, X> body) throws X {
        long began = log.begin();
        turn.enter(sql);
        T result;
        try {
            result = limited(body);
        } catch (Throwable e) { // told, and rethrown
            log.tell(sql, began, e);
            throw e;
        } finally {
            turn.leave();
        }
        log.tell(sql, began, null);
        return result;
    }

    /** Runs a part of an operation that has its turn, within the time limit. */
    <T extends @Nullable Object, X extends Throwable> T limited(Body<T, X> body) throws X {
        return limit == null ? body.run() : Rondo.timeout(limit, body);
    }

    /** As {@link Statements#run(String, Object[], int, boolean)}. */
    Answer answer(String sql, @Nullable Object[] arguments, int maxRows, boolean keepsRows) {
        return run(sql, () -> statements().run(sql, arguments, maxRows, keepsRows));
    }

    /** As {@link Statements#script}. */
    String script(String sql) {
        return run(sql, () -> statements().script(sql));
    }

    /** As {@link Statements#runMany(String, Iterable, boolean)}. */
    List<Row> many(
            String sql, Iterable<? extends @Nullable Object[]> arguments, boolean keepsRows) {
        return run(sql, () -> statements().runMany(sql, arguments, keepsRows));
    }

    /**
     * Runs clean-up, whatever happens to the task meanwhile, for the options' close timeout at
     * most; what fails or takes longer closes the connection, which cleans up for sure.
     *
     * @param failure what made it necessary, which gets the failure of this as suppressed
     */
    void cleanUp(@Nullable Throwable failure, Runnable body) {
        if (session.isClosed()) {
            return;
        }
        try {
            Rondo.shielded(() ->
                    Rondo.timeout(
                            session.options().closeTimeout(),
                            () -> {
                                takeOver();
                                turn.enter("clean-up");
                                try {
                                    body.run();
                                } finally {
                                    turn.leave();
                                }
                            }));
        } catch (RuntimeException e) {
            session.end(e);
            if (failure != null && failure != e) {
                failure.addSuppressed(e);
            }
        }
    }

    /**
     * Ends a stream of rows or of COPY's data, which has the connection; false if there is none.
     */
    boolean endFlow() {
        Object current = turn.operation();
        if (current instanceof RowStream rows) {
            rows.close();
        } else if (current instanceof CopyOut data) {
            data.close();
        } else {
            return false;
        }
        return true;
    }

    /** Ends what has the connection for longer than a call. */
    private void takeOver() {
        if (!endFlow() && turn.operation() != null) {
            throw new IllegalStateException(
                    "A transaction has ended while a query of another task ran on "
                            + session
                            + ", which is closed for that\nAwait the tasks that use a connection,"
                            + " as a TaskGroup does");
        }
    }
}
