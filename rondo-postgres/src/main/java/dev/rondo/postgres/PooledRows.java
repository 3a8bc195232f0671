package dev.rondo.postgres;

import java.util.Iterator;
import java.util.Optional;

/** A stream of rows of a {@link PooledConnection}: dead with it. */
final class PooledRows implements RowStream {
    private final Lease lease;
    private final RowStream rows;

    private PooledRows(Lease lease, RowStream rows) {
        this.lease = lease;
        this.rows = rows;
    }

    static PooledRows of(Lease lease, RowStream rows) {
        lease.opened(rows);
        return new PooledRows(lease, rows);
    }

    @Override
    public Optional<Row> next() {
        lease.check();
        return rows.next();
    }

    @Override
    public Iterator<Row> iterator() {
        lease.check();
        Iterator<Row> iterator = rows.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                lease.check();
                return iterator.hasNext();
            }

            @Override
            public Row next() {
                lease.check();
                return iterator.next();
            }
        };
    }

    /** Does nothing when the connection was given back: the pool has closed it then. */
    @Override
    public void close() {
        if (!lease.isOver()) {
            rows.close();
            lease.closed(rows);
        }
    }

    @Override
    public String toString() {
        return rows.toString();
    }
}
