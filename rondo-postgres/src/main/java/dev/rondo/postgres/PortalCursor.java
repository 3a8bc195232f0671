package dev.rondo.postgres;

import dev.rondo.postgres.Session.TransactionStatus;
import java.util.List;
import java.util.Optional;

/** A portal of a name in a transaction, which ends with that at the latest. */
final class PortalCursor implements Cursor {
    private final Operations operations;
    private final String sql;
    private final String portal;
    private final RowShape shape;
    private boolean atEnd;
    private boolean closed;

    PortalCursor(Operations operations, String sql, String portal, RowShape shape) {
        this.operations = operations;
        this.sql = sql;
        this.portal = portal;
        this.shape = shape;
    }

    @Override
    public List<Row> fetch(int count) {
        checkOpen();
        if (count < 1) {
            throw new IllegalArgumentException("count must be positive, but is " + count);
        }
        if (atEnd) {
            return List.of();
        }
        return operations.run(
                sql,
                () -> {
                    Session session = operations.session();
                    PortalStep.Fetching step = new PortalStep.Fetching(session, portal, sql, count);
                    session.submit(step);
                    step.awaitEnd();
                    atEnd = !step.isSuspended();
                    return step.rows(shape);
                });
    }

    @Override
    public Optional<Row> fetchRow() {
        List<Row> rows = fetch(1);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    @Override
    public long forward(int count) {
        checkOpen();
        if (count < 0) {
            throw new IllegalArgumentException("count must not be negative, but is " + count);
        }
        if (atEnd || count == 0) {
            return 0;
        }
        String move = "MOVE FORWARD " + count + " IN " + portal;
        String status = operations.script(move);
        long moved = Long.parseLong(status, status.lastIndexOf(' ') + 1, status.length(), 10);
        atEnd = moved < count;
        return moved;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    /** A transaction that has ended, or failed, has closed the portal, or will. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (operations.session().transactionStatus() != TransactionStatus.OPEN) {
            return;
        }
        operations.cleanUp(
                null,
                () -> {
                    Session session = operations.session();
                    PortalStep.Closing step = new PortalStep.Closing(session, portal, sql);
                    session.submit(step);
                    step.awaitEnd();
                });
    }

    @Override
    public String toString() {
        return "<Cursor " + portal + " of " + Exchange.shown(sql) + (closed ? " closed" : "") + ">";
    }
}
