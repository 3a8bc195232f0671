package dev.rondo.postgres;

import dev.rondo.Body;
import dev.rondo.Rondo;
import dev.rondo.postgres.Session.TransactionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one connection, as bodies and by hand. Whether one is open is the server's to
 * say: one that the program began by itself, as text, counts too, and what begins inside it is a
 * savepoint.
 *
 * <p>A body that ends by a failure or a cancellation is rolled back whatever happens to its task
 * meanwhile, and bounded: what cannot be rolled back in time is cut off, which frees its locks,
 * too.
 */
final class Transactions {
    private static final String NO_SAVEPOINT = "3B001";

    private final Operations operations;
    private final Session session;
    private final List<OpenTransaction> open = new ArrayList<>(); // the innermost last
    private long savepoints;

    Transactions(Operations operations) {
        this.operations = operations;
        this.session = operations.session();
    }

    Session session() {
        return session;
    }

    // ---- Bodies

    <T extends @Nullable Object, X extends Throwable> T run(
            Operations limited, TransactionOptions options, Body<T, X> body) throws X {
        boolean inside = session.transactionStatus() != TransactionStatus.NONE;
        for (int attempt = 1; ; attempt++) {
            if (attempt > 1) {
                Pauses pauses = new Pauses(options.firstDelay(), options.maxDelay());
                Rondo.sleep(pauses.after(attempt - 1, session.loop()));
            }
            OpenTransaction transaction = begin(limited, options);
            try {
                T result = body.run();
                commit(transaction);
                return result;
            } catch (Throwable e) { // every exit passes here; all are rethrown, but a conflict's
                close(transaction, e);
                if (inside || attempt >= options.attempts() || !isConflict(e)) {
                    throw e;
                }
            }
        }
    }

    /** Returns whether the same transaction may succeed when it is tried again. */
    private boolean isConflict(Throwable e) {
        return !session.isClosed()
                && (e instanceof SerializationFailureException
                        || e instanceof DeadlockDetectedException);
    }

    // ---- By hand

    OpenTransaction begin(Operations limited, TransactionOptions options) {
        boolean inside = session.transactionStatus() != TransactionStatus.NONE;
        if (inside) {
            checkInside(options);
        } else {
            endFrom(0); // those that the program ended by a text of its own
        }
        String savepoint = inside ? "rondo_" + ++savepoints : null;
        boolean begun = false;
        try {
            limited.script(savepoint == null ? text(options) : "SAVEPOINT " + savepoint);
            begun = true;
        } finally {
            if (!begun && !inside) {
                operations.cleanUp(null, () -> rollBackNow(null)); // cancelled, it may have begun
            }
        }
        OpenTransaction transaction = new OpenTransaction(this, savepoint);
        open.add(transaction);
        return transaction;
    }

    private static void checkInside(TransactionOptions options) {
        if (options.isolation().isPresent()
                || options.readOnly().isPresent()
                || options.deferrable()) {
            throw new IllegalStateException(
                    "Inside a transaction there is a savepoint only, which has no isolation of its"
                            + " own\nGive the options to the outermost transaction");
        }
    }

    private static String text(TransactionOptions options) {
        StringBuilder text = new StringBuilder("BEGIN");
        options.isolation()
                .ifPresent(level ->
                        text.append(" ISOLATION LEVEL ").append(level.name().replace('_', ' ')));
        options.readOnly().ifPresent(only -> text.append(only ? " READ ONLY" : " READ WRITE"));
        if (options.deferrable()) {
            text.append(" DEFERRABLE");
        }
        return text.toString();
    }

    /** See {@link Transaction#commit}. */
    void commit(OpenTransaction transaction) {
        checkInnermost(transaction, "commit()");
        String savepoint = transaction.savepoint();
        switch (session.transactionStatus()) {
            case NONE -> {
                endFrom(open.indexOf(transaction));
                throw new IllegalStateException(
                        transaction
                                + " cannot be committed: a COMMIT or ROLLBACK as text has ended it"
                                + " before\nUse commit() and rollback() of what begin() returns");
            }
            case FAILED -> {
                rollback(transaction);
                throw failed(transaction);
            }
            case OPEN -> {}
        }
        String status;
        try {
            status =
                    operations.script(
                            savepoint == null ? "COMMIT" : "RELEASE SAVEPOINT " + savepoint);
        } finally {
            if (session.isClosed() || session.transactionStatus() == TransactionStatus.NONE) {
                endFrom(open.indexOf(transaction));
            }
        }
        endFrom(open.indexOf(transaction));
        if (status.equals("ROLLBACK")) {
            throw failed(transaction);
        }
    }

    private static IllegalStateException failed(OpenTransaction transaction) {
        return new IllegalStateException(
                transaction
                        + " could not be committed: a statement of it had failed, and so it was"
                        + " rolled back\nLet that failure leave the body; what may fail goes into"
                        + " a transaction of its own inside it");
    }

    /** See {@link Transaction#rollback}. */
    void rollback(OpenTransaction transaction) {
        checkOpen(transaction, "rollback()");
        rollBackTo(transaction);
    }

    private void rollBackTo(OpenTransaction transaction) {
        String savepoint = transaction.savepoint();
        if (session.transactionStatus() != TransactionStatus.NONE) {
            operations.script(rollbackText(savepoint));
        }
        endFrom(open.indexOf(transaction));
    }

    private static String rollbackText(@Nullable String savepoint) {
        return savepoint == null
                ? "ROLLBACK"
                : "ROLLBACK TO SAVEPOINT " + savepoint + "; RELEASE SAVEPOINT " + savepoint;
    }

    /** Rolls back, unless it has ended. Bounded: see {@link Operations#cleanUp}. */
    void close(OpenTransaction transaction, @Nullable Throwable failure) {
        if (transaction.hasEnded()) {
            return;
        }
        operations.cleanUp(failure, () -> rollBackNow(transaction.savepoint()));
        endFrom(open.indexOf(transaction));
    }

    private void rollBackNow(@Nullable String savepoint) {
        if (session.transactionStatus() == TransactionStatus.NONE) {
            return;
        }
        try {
            session.statements().script(rollbackText(savepoint));
        } catch (ServerException e) {
            // A cancelled RELEASE may have taken effect. What was inside is the outer transaction's
            // then, which this error has failed: so it cannot be committed without being told.
            if (!e.sqlState().equals(NO_SAVEPOINT)) {
                throw e;
            }
        }
    }

    /** Rolls all back, also what the program has begun by itself. Suspends. */
    void rollbackAll(Operations limited) {
        limited.script("ROLLBACK");
        endFrom(0);
    }

    /** See {@link Connection#explain}: what ANALYZE does is taken back. Suspends. */
    String explain(Operations limited, boolean analyze, String sql, @Nullable Object[] arguments) {
        String text = "EXPLAIN (FORMAT JSON, VERBOSE" + (analyze ? ", ANALYZE) " : ") ") + sql;
        if (!analyze) {
            return plan(limited, text, arguments);
        }
        OpenTransaction transaction = begin(limited, TransactionOptions.defaults());
        try {
            return plan(limited, text, arguments);
        } finally {
            close(transaction, null);
        }
    }

    private String plan(Operations limited, String text, @Nullable Object[] arguments) {
        Statement once = new Statement(session, text, "");
        String plan =
                limited.run(
                        text,
                        () ->
                                session.statements()
                                        .run(once, arguments, 1, true)
                                        .firstValueAs(String.class));
        return Objects.requireNonNull(plan, "plan");
    }

    private void checkOpen(OpenTransaction transaction, String operation) {
        if (transaction.hasEnded()) {
            throw new IllegalStateException(operation + " of " + transaction);
        }
    }

    private void checkInnermost(OpenTransaction transaction, String operation) {
        checkOpen(transaction, operation);
        if (open.getLast() != transaction) {
            throw new IllegalStateException(
                    operation
                            + " of "
                            + transaction
                            + ", inside of which "
                            + open.getLast()
                            + " is open\nEnd that first");
        }
    }

    /** It has ended, and those inside it. */
    private void endFrom(int index) {
        while (index >= 0 && open.size() > index) {
            open.removeLast().end();
        }
    }
}
