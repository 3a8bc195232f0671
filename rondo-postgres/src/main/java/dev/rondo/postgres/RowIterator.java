package dev.rondo.postgres;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rows one after the other, out of what gives the next or null. May suspend, as that does. */
final class RowIterator implements Iterator<Row> {
    private final Supplier<@Nullable Row> rows;
    private @Nullable Row ahead;

    RowIterator(Supplier<@Nullable Row> rows) {
        this.rows = rows;
    }

    @Override
    public boolean hasNext() {
        if (ahead == null) {
            ahead = rows.get();
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
