package dev.rondo.postgres;

import java.util.Iterator;
import java.util.Optional;

/**
 * Rows that come as they are asked for, in bounded memory. Closing it before its end ends the
 * statement. For the task that opened it.
 */
public interface RowStream extends Iterable<Row>, AutoCloseable {
    /** Returns the next row, if there is one. Suspends. */
    Optional<Row> next();

    /** Returns all rows from here on; can be called once. The iterator suspends. */
    @Override
    Iterator<Row> iterator();

    /** Ends the statement, if rows are left, so that the connection is free. Suspends, bounded. */
    @Override
    void close();
}
