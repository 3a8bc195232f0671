package dev.rondo.postgres;

import dev.rondo.postgres.type.Codec;
import dev.rondo.postgres.type.TypeRegistry;
import dev.rondo.postgres.wire.RowBatch;
import java.util.List;

/**
 * What the rows of one statement have in common: columns, codecs, and the way from a name to its
 * column. One a statement; made anew when {@link TypeRegistry#version} has changed. Any thread.
 */
final class RowShape {
    /**
     * Makes one.
     *
     * @throws IllegalStateException if a codec is {@link TypeRegistry#missing}
     */
    RowShape(List<Column> columns, TypeRegistry types) {
        throw new UnsupportedOperationException();
    }

    /** Returns the columns. */
    List<Column> columns() {
        throw new UnsupportedOperationException();
    }

    /** Returns which columns are to come in the binary format: for Bind. */
    boolean[] binary() {
        throw new UnsupportedOperationException();
    }

    /** Returns the version of the registry that the codecs are of. */
    long version() {
        throw new UnsupportedOperationException();
    }

    /** Returns the codec of a column. */
    Codec<?> codec(int index) {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns the place of a column, of several with one name the last.
     *
     * @throws IllegalArgumentException if there is none, naming those that there are
     */
    int index(String column) {
        throw new UnsupportedOperationException();
    }

    /** Returns a row of a batch, which must have as many columns. */
    ResultRow row(RowBatch batch, int row) {
        throw new UnsupportedOperationException();
    }

    /** Adds all rows of a batch to a list. */
    void addRows(RowBatch batch, List<Row> target) {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns what makes objects of the rows: the same one for the same class.
     *
     * @throws ConversionException if the columns do not make such
     */
    <T> RecordMapper<T> mapper(Class<T> type) {
        throw new UnsupportedOperationException();
    }
}
