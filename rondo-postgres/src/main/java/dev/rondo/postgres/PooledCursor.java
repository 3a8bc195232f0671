package dev.rondo.postgres;

import java.util.List;
import java.util.Optional;

/** A cursor of a {@link PooledConnection}: dead with it. */
final class PooledCursor implements Cursor {
    private final Lease lease;
    private final Cursor cursor;

    PooledCursor(Lease lease, Cursor cursor) {
        this.lease = lease;
        this.cursor = cursor;
    }

    private Cursor using() {
        lease.use();
        return cursor;
    }

    @Override
    public List<Row> fetch(int count) {
        return using().fetch(count);
    }

    @Override
    public Optional<Row> fetchRow() {
        return using().fetchRow();
    }

    @Override
    public long forward(int count) {
        return using().forward(count);
    }

    /** Does nothing when the connection was given back: its transaction is over then. */
    @Override
    public void close() {
        if (!lease.isOver()) {
            cursor.close();
        }
    }

    @Override
    public String toString() {
        return cursor.toString();
    }
}
