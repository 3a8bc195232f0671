package dev.rondo.postgres;

import dev.rondo.postgres.Session.TransactionStatus;
import dev.rondo.postgres.type.TypeRegistry;
import dev.rondo.postgres.wire.ColumnDescription;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Opens what gives a statement's rows piece by piece: streams and cursors. */
final class Portals {
    private Portals() {}

    /** Runs a statement and has the connection until the stream is closed. Suspends. */
    static RowStream stream(
            Operations operations, Statement statement, @Nullable Object[] arguments) {
        Turn turn = operations.turn();
        turn.enter(statement.sql());
        StreamedRows rows = null;
        try {
            rows = operations.limited(() -> open(operations, statement, arguments));
            turn.keep(rows);
            return rows;
        } finally {
            if (rows == null) {
                turn.leave();
            }
        }
    }

    private static StreamedRows open(
            Operations operations, Statement statement, @Nullable Object[] arguments) {
        Session session = operations.session();
        Statements statements = operations.statements();
        for (boolean again = false; ; again = true) {
            statements.describe(statement);
            TransactionStatus before = session.transactionStatus();
            Streaming streaming = new Streaming(session, statement, arguments);
            session.submit(streaming);
            streaming.awaitFirst();
            Notice error = streaming.error();
            if (error != null) {
                streaming.awaitEndOnly();
                Staleness stale = Staleness.of(error, streaming.failedBeforeBind());
                if (stale == Staleness.NONE) {
                    streaming.throwFailure();
                }
                statements.renew(statement, stale);
                if (again || before != TransactionStatus.NONE) {
                    throw stale.failure(streaming);
                }
            } else {
                List<ColumnDescription> others = streaming.otherColumns();
                Description description =
                        others == null ? statement.description() : learn(streaming, statement);
                return new StreamedRows(
                        operations, streaming, description.rows(session.catalog().types()));
            }
        }
    }

    /**
     * Other columns than were known. If their types have to be asked for, it ends here: the
     * connection is taken.
     */
    private static Description learn(Streaming streaming, Statement statement) {
        Session session = streaming.session();
        TypeRegistry types = session.catalog().types();
        Description before = statement.description();
        List<ColumnDescription> told = Objects.requireNonNull(streaming.otherColumns());
        Description now = new Description(before.parameterTypes(), told);
        session.catalog().forget(statement.sql());
        if (now.missing(types).isEmpty()) {
            now.rows(types);
            statement.describe(now);
            if (now.rowFormats().equals(before.rowFormats())) {
                session.catalog().add(statement.sql(), now);
                return now;
            }
        }
        session.statements().renew(statement, Staleness.RESULT);
        session.abandon(streaming);
        throw new IllegalStateException(
                "The columns of a statement have changed since it was described; run it again: "
                        + Exchange.shown(statement.sql()));
    }

    /** Opens a cursor in the transaction that is open. Suspends. */
    static Cursor cursor(Operations operations, Statement statement, @Nullable Object[] arguments) {
        Session session = operations.session();
        if (session.transactionStatus() == TransactionStatus.NONE) {
            throw new IllegalStateException(
                    "A cursor lives in a transaction, and none is open on "
                            + session
                            + "\nOpen it within transaction(...), or use stream()");
        }
        return operations.run(
                statement.sql(),
                () -> {
                    Statements statements = operations.statements();
                    statements.describe(statement);
                    String portal = statements.newPortal();
                    PortalStep.Opening opening =
                            new PortalStep.Opening(session, portal, statement, arguments);
                    session.submit(opening);
                    opening.awaitEndOnly();
                    Notice error = opening.error();
                    if (error != null) {
                        Staleness stale = Staleness.of(error, opening.failedBeforeBind());
                        if (stale != Staleness.NONE) {
                            statements.renew(statement, stale);
                            throw stale.failure(opening);
                        }
                    }
                    opening.throwFailure();
                    List<ColumnDescription> told = opening.columns();
                    Description description = statement.description();
                    if (told != null && !description.hasColumns(told)) {
                        description = statements.learn(statement, told);
                    }
                    return new PortalCursor(
                            operations,
                            statement.sql(),
                            portal,
                            description.rows(session.catalog().types()));
                });
    }
}
