package dev.rondo.postgres;

import java.util.List;
import java.util.Optional;

/**
 * A place in a statement's rows, within a transaction; other statements may run between its calls.
 * asyncpg: {@code Cursor}.
 */
public interface Cursor extends AutoCloseable {
    /** Returns the next rows, at most {@code count}; fewer only at the end. Suspends. */
    List<Row> fetch(int count);

    /** Returns the next row, if there is one. Suspends. */
    Optional<Row> fetchRow();

    /** Skips rows and returns how many there were. Suspends. */
    long forward(int count);

    /** Closes the portal. Suspends, bounded. */
    @Override
    void close();
}
