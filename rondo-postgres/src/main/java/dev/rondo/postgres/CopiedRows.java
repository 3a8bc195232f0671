package dev.rondo.postgres;

import dev.rondo.postgres.wire.CopyRows;
import dev.rondo.postgres.wire.RowBatch;
import dev.rondo.postgres.wire.WireException;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of a binary COPY, decoded when they are asked. */
final class CopiedRows implements RowStream {
    private final CopiedOut data;
    private final RowShape shape;
    private final CopyRows rows;
    private @Nullable RowBatch batch;
    private int next; // row of it
    private boolean iterated;

    CopiedRows(CopiedOut data, RowShape shape, int largest) {
        this.data = data;
        this.shape = shape;
        this.rows = new CopyRows(shape.columns().size(), largest);
    }

    @Override
    public Optional<Row> next() {
        return Optional.ofNullable(nextRow());
    }

    private @Nullable Row nextRow() {
        RowBatch current = batch;
        if (current == null || next == current.rows()) {
            current = nextBatch();
            batch = current;
            next = 0;
            if (current == null) {
                return null;
            }
        }
        return shape.row(current, next++);
    }

    private @Nullable RowBatch nextBatch() {
        try {
            RowBatch more = rows.next();
            while (more == null) {
                byte[] piece = data.piece();
                if (piece == null) {
                    if (!rows.isEnded()) {
                        throw new ProtocolException("The rows have no end: " + data, null);
                    }
                    return null;
                }
                rows.add(piece, 0, piece.length);
                more = rows.next();
            }
            return more;
        } catch (WireException e) {
            data.close();
            throw new ProtocolException(e.getMessage() + "\nIn " + data, e);
        }
    }

    @Override
    public Iterator<Row> iterator() {
        if (iterated) {
            throw new IllegalStateException(
                    this + " was iterated before\nRows come once; keep them in a list");
        }
        iterated = true;
        return new RowIterator(this::nextRow);
    }

    @Override
    public void close() {
        data.close();
    }

    @Override
    public String toString() {
        return "<RowStream of " + data + ">";
    }
}
