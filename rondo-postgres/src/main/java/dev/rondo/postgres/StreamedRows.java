package dev.rondo.postgres;

import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import dev.rondo.postgres.Session.TransactionStatus;
import dev.rondo.postgres.wire.RowBatch;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of a {@link Streaming}, for the task that has the connection until they end. */
final class StreamedRows implements RowStream {
    private final Operations operations;
    private final Streaming streaming;
    private final RowShape shape;
    private final boolean inTransaction;
    private @Nullable RowBatch batch;
    private int next; // row of it
    private boolean over;
    private boolean iterated;

    /** Takes the turn over that its caller has. */
    StreamedRows(Operations operations, Streaming streaming, RowShape shape) {
        this.operations = operations;
        this.streaming = streaming;
        this.shape = shape;
        this.inTransaction = operations.session().transactionStatus() != TransactionStatus.NONE;
    }

    @Override
    public Optional<Row> next() {
        return Optional.ofNullable(nextRow());
    }

    private @Nullable Row nextRow() {
        RowBatch current = batch;
        if (current == null || next == current.rows()) {
            current = nextBatch();
            if (current == null) {
                return null;
            }
        }
        return shape.row(current, next++);
    }

    private @Nullable RowBatch nextBatch() {
        if (over) {
            return null;
        }
        RowBatch before = batch;
        if (before != null) {
            batch = null;
            streaming.taken(before.rows());
        }
        boolean going = false;
        try {
            RowBatch more =
                    operations.<@Nullable RowBatch, RuntimeException>limited(streaming::next);
            batch = more;
            next = 0;
            going = more != null;
            return more;
        } finally {
            if (!going) { // the end, a failure, a cancellation, the time limit
                operations.session().abandon(streaming);
                leave();
            }
        }
    }

    private void leave() {
        if (!over) {
            over = true;
            batch = null;
            operations.turn().leave();
        }
    }

    @Override
    public Iterator<Row> iterator() {
        if (iterated) {
            throw new IllegalStateException(
                    this + " was iterated before\nRows come once; keep them in a list");
        }
        iterated = true;
        return new Rows();
    }

    private final class Rows implements Iterator<Row> {
        private @Nullable Row ahead;

        @Override
        public boolean hasNext() {
            if (ahead == null) {
                ahead = nextRow();
            }
            return ahead != null;
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException("There is no further row");
            }
            Row row = Objects.requireNonNull(ahead);
            ahead = null;
            return row;
        }
    }

    /**
     * What the server is asked for already comes and is dropped. Outside a transaction it is told
     * to stop; inside one that would fail the transaction, so it is waited for.
     */
    @Override
    public void close() {
        if (over) {
            return;
        }
        try {
            if (streaming.isEnded()) {
                return;
            }
            boolean atWork = streaming.isAtWork();
            streaming.end();
            if (atWork && !inTransaction) {
                operations.session().abandon(streaming);
            } else {
                awaitEnd();
            }
        } finally {
            leave();
        }
    }

    private void awaitEnd() {
        Session session = operations.session();
        try {
            Rondo.shielded(() ->
                    Rondo.timeout(session.options().closeTimeout(), streaming::awaitEndAside));
        } catch (TimeoutException e) {
            session.end(e);
        }
    }

    @Override
    public String toString() {
        return "<RowStream of " + streaming + (over ? " closed" : "") + ">";
    }
}
