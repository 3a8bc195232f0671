package dev.rondo.postgres.wire;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.bytes.TooManyBytesException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows in the data of a binary COPY, which comes in pieces that end anywhere. A row stands
 * there as in a DataRow message, so rows come as a {@link RowBatch}, too.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, Binary Format</a>
 */
public final class CopyRows {
    // With what the data begins, before its flags and its extension.
    static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
    };

    private static final int HEAD = SIGNATURE.length + 2 * Integer.BYTES;
    private static final int TRAILER = -1;
    private static final int CRITICAL = 0xffff_0000; // flags that a reader must know

    private final int columns;
    private final int maxRow;
    private final ByteQueue queue;
    private boolean headRead;
    private boolean ended;

    /**
     * Creates one.
     *
     * @param columns how many each row has: 0 or more
     * @param maxRow the largest row, in bytes
     */
    public CopyRows(int columns, int maxRow) {
        this.columns = columns;
        this.maxRow = maxRow;
        this.queue = new ByteQueue(Integer.MAX_VALUE - 8);
    }

    /** Appends what the data begins with: no flags, no extension. */
    public static void putHead(ByteWriter target) {
        target.put(SIGNATURE).putInt(0).putInt(0);
    }

    /** Appends what the data ends with. */
    public static void putEnd(ByteWriter target) {
        target.putShort(TRAILER);
    }

    /**
     * Takes a piece.
     *
     * @throws WireException if a row is too large, or something comes after the end
     */
    public void add(byte[] bytes, int offset, int length) {
        if (ended && length > 0) {
            throw new WireException("Data after the end of a binary COPY");
        }
        try {
            queue.add(bytes, offset, length);
        } catch (TooManyBytesException e) {
            throw new WireException("A row of a binary COPY is larger than " + maxRow + " bytes");
        }
    }

    /**
     * Returns the rows that are complete, at least one; null if none is.
     *
     * @throws WireException if the data is not what it has to be
     */
    public @Nullable RowBatch next() {
        if (ended || (!headRead && !takeHead())) {
            return null;
        }
        int[] offsets = new int[columns * 16];
        int rows = 0;
        int end = 0;
        while (queue.size() - end >= Short.BYTES && !ended) {
            int fields = queue.getShort(end);
            if (fields == TRAILER) {
                ended = true;
                break;
            }
            if (fields != columns) {
                throw new WireException(
                        "A row of a binary COPY has " + fields + " columns instead of " + columns);
            }
            if (offsets.length < (rows + 1) * columns) {
                offsets = Arrays.copyOf(offsets, 2 * offsets.length);
            }
            int after = note(end, offsets, rows * columns);
            if (after < 0) {
                break;
            }
            end = after;
            rows++;
        }
        if (ended && queue.size() > end + Short.BYTES) {
            throw new WireException("Data after the end of a binary COPY");
        }
        RowBatch batch = rows == 0 ? null : new RowBatch(queue.take(end), offsets, rows, columns);
        if (ended) {
            queue.skip(Short.BYTES);
        } else if (queue.size() > maxRow) {
            throw new WireException("A row of a binary COPY is larger than " + maxRow + " bytes");
        }
        return batch;
    }

    /** Returns whether the end of the data was read: {@link #next} has nothing more. */
    public boolean isEnded() {
        return ended;
    }

    private boolean takeHead() {
        if (queue.size() < HEAD) {
            return false;
        }
        byte[] signature = new byte[SIGNATURE.length];
        queue.get(0, signature, 0, signature.length);
        if (!Arrays.equals(signature, SIGNATURE)) {
            throw new WireException("This is no data of a binary COPY");
        }
        int flags = queue.getInt(SIGNATURE.length);
        if ((flags & CRITICAL) != 0) {
            throw new WireException(
                    "A binary COPY with flags that are not known: " + Integer.toHexString(flags));
        }
        int extension = queue.getInt(SIGNATURE.length + Integer.BYTES);
        if (extension < 0 || extension > maxRow - HEAD) {
            throw new WireException("The head of a binary COPY has " + extension + " bytes");
        }
        if (queue.size() < HEAD + extension) {
            return false;
        }
        queue.skip(HEAD + extension);
        headRead = true;
        return true;
    }

    /** Notes where the values of a row begin, and returns its end; -1 if it has not all come. */
    private int note(int begin, int[] offsets, int first) {
        int at = begin + Short.BYTES;
        int size = queue.size();
        for (int i = first; i < first + columns; i++) {
            if (size - at < Integer.BYTES) {
                return -1;
            }
            int length = queue.getInt(at);
            if (length < -1 || length > maxRow) {
                throw new WireException("A value of a binary COPY has " + length + " bytes");
            }
            at += Integer.BYTES;
            offsets[i] = at;
            if (length > size - at) {
                return -1;
            }
            at += Math.max(0, length);
        }
        return at;
    }

    @Override
    public String toString() {
        return "<CopyRows of " + columns + " columns, " + queue.size() + " bytes of the next>";
    }
}
