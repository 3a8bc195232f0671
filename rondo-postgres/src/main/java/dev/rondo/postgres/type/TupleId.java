package dev.rondo.postgres.type;

/**
 * The place of a row in its table: {@code tid}, the type of {@code ctid}.
 *
 * @param block of the table, 32 bits without a sign
 * @param index in that block, 16 bits without a sign
 */
public record TupleId(long block, int index) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is out of it
     */
    public TupleId {
        if (block >>> 32 != 0 || index >>> 16 != 0) {
            throw new IllegalArgumentException("No tid is (" + block + "," + index + ")");
        }
    }

    /** Returns the server's text. */
    @Override
    public String toString() {
        return "(" + block + "," + index + ")";
    }
}
