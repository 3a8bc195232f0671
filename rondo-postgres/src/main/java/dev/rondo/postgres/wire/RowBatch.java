package dev.rondo.postgres.wire;

/**
 * Rows that came together: one copy of their messages, and where each value begins. No object a row
 * or a value. Immutable, as long as nobody writes into {@link #bytes}.
 */
public final class RowBatch implements BackendMessage {
    private final byte[] bytes; // messages, one after the other
    private final int[] offsets; // of values, row by row; before each stands its length
    private final int rows;
    private final int columns;

    RowBatch(byte[] bytes, int[] offsets, int rows, int columns) {
        this.bytes = bytes;
        this.offsets = offsets;
        this.rows = rows;
        this.columns = columns;
    }

    /** Returns how many rows there are, at least one. */
    public int rows() {
        return rows;
    }

    /** Returns how many columns each row has: 0 or more. The rows of one result have as many. */
    public int columns() {
        return columns;
    }

    /** Returns the memory that the values are in; not to be written. */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * Returns where in {@link #bytes} a value begins; rows and columns count from 0.
     *
     * @throws IndexOutOfBoundsException if there is no such value
     */
    public int offset(int row, int column) {
        return offsets[index(row, column)];
    }

    /**
     * Returns how many bytes a value has, or -1 if it is NULL; rows and columns count from 0.
     *
     * @throws IndexOutOfBoundsException if there is no such value
     */
    public int length(int row, int column) {
        return BigEndian.getInt(bytes, offsets[index(row, column)] - Integer.BYTES);
    }

    private int index(int row, int column) {
        if (column < 0 || column >= columns) {
            throw new IndexOutOfBoundsException("No column " + column + " of " + columns);
        }
        return row * columns + column; // a row that is not there is beyond the array
    }

    @Override
    public String toString() {
        return "<RowBatch " + rows + " rows of " + columns + " columns>";
    }
}
