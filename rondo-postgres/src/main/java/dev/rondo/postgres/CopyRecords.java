package dev.rondo.postgres;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.type.Codec;
import dev.rondo.postgres.wire.CopyRows;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of values as the data of a binary COPY, in pieces of some 512 KiB. */
final class CopyRecords implements CopySource<RuntimeException> {
    private static final int PIECE = 512 * 1024; // asyncpg's

    private final String table;
    private final List<Column> columns;
    private final Codec<?>[] codecs;
    private final Iterator<? extends @Nullable Object[]> rows;
    private final ByteWriter piece = new ByteWriter();
    private long row; // counts from 1
    private boolean begun;
    private boolean ended;

    /**
     * Creates one.
     *
     * @throws IllegalArgumentException if a column's codec is not binary
     */
    CopyRecords(String table, RowShape shape, Iterator<? extends @Nullable Object[]> rows) {
        this.table = table;
        this.columns = shape.columns();
        this.codecs = new Codec<?>[columns.size()];
        this.rows = rows;
        for (int i = 0; i < codecs.length; i++) {
            Codec<?> codec = shape.codec(i);
            if (codec.format() != Codec.Format.BINARY) {
                throw new IllegalArgumentException(
                        name(i)
                                + " has a codec of the text format, and a COPY of rows is binary"
                                + "\nCopy text or CSV: copyToTable");
            }
            codecs[i] = codec;
        }
    }

    @Override
    public Optional<ByteBuffer> next() {
        if (ended) {
            return Optional.empty();
        }
        piece.clear();
        if (!begun) {
            begun = true;
            CopyRows.putHead(piece);
        }
        while (piece.size() < PIECE) {
            if (!rows.hasNext()) {
                ended = true;
                CopyRows.putEnd(piece);
                break;
            }
            row++;
            add(Objects.requireNonNull(rows.next(), "a row"));
        }
        return Optional.of(piece.buffers()[0]);
    }

    private void add(@Nullable Object[] values) {
        if (values.length != codecs.length) {
            throw new IllegalArgumentException(
                    "Row "
                            + row
                            + " has "
                            + values.length
                            + " values for "
                            + codecs.length
                            + " columns of "
                            + table
                            + ": "
                            + columns.stream().map(Column::name).toList());
        }
        piece.putShort(values.length);
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            int start = piece.size();
            piece.putInt(-1);
            if (value != null) {
                encode(i, value);
                piece.setInt(start, piece.size() - start - Integer.BYTES);
            }
        }
    }

    private void encode(int index, Object value) {
        try {
            codecs[index].encode(value, piece);
        } catch (IllegalArgumentException e) {
            throw new ConversionException(
                    name(index)
                            + " takes no such "
                            + value.getClass().getName()
                            + " as row "
                            + row
                            + " has: "
                            + e.getMessage(),
                    e);
        }
    }

    private String name(int index) {
        Column column = columns.get(index);
        return "Column " + column.name() + " (" + column.type().name() + ") of " + table;
    }

    @Override
    public String toString() {
        return "<CopySource of rows for " + table + ", " + row + " so far>";
    }
}
