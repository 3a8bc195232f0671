package dev.rondo.postgres.wire;

import dev.rondo.bytes.ByteQueue;
import java.util.Arrays;

/**
 * Finds the run of rows at the front of a queue and makes a batch of it: once over the heads, to
 * know how much there is; one copy; once over the copy, to note where the values are.
 *
 * <p>A row that is wrong ends the run before it, and is refused when it is the first: so the rows
 * before it are delivered whether they came with it or not.
 */
final class RowScan {
    private static final int HEAD = 7; // type, length, number of columns
    private static final int SMALLEST = 4 * 1024;

    private RowScan() {}

    /** Checks that a row has the number of its columns. */
    static void checkLength(int length) {
        if (!canHave(length, 0)) {
            throw new WireException("A row of " + length + " bytes");
        }
    }

    /** Checks that a row of a length can have so many columns. */
    static void checkHead(int length, int columns, int maxColumns) {
        if (columns > maxColumns) {
            throw new WireException(
                    "A row has " + columns + " columns, the limit is " + maxColumns);
        }
        if (!canHave(length, columns)) {
            throw new WireException("A row of " + length + " bytes for " + columns + " columns");
        }
    }

    /** Without this a claimed number of columns would make memory of nothing. */
    private static boolean canHave(int length, int columns) {
        return length >= Integer.BYTES + Short.BYTES + Integer.BYTES * columns;
    }

    /** Takes the rows that have come; the first one has, and its head was checked. */
    static RowBatch take(ByteQueue queue, int maxRow) {
        int columns = queue.getShort(HEAD - Short.BYTES) & 0xffff;
        int size = queue.size();
        int rows = 0;
        int end = 0;
        while (size - end >= HEAD && queue.get(end) == 'D') {
            int length = queue.getInt(end + 1);
            if (length >= size - end
                    || length >= maxRow
                    || (queue.getShort(end + HEAD - Short.BYTES) & 0xffff) != columns
                    || !canHave(length, columns)) {
                break;
            }
            end += 1 + length;
            rows++;
        }
        byte[] bytes = new byte[end];
        queue.get(0, bytes, 0, end);
        RowBatch batch = scan(bytes, rows, columns);
        queue.skip(batch.rows() == rows ? end : endOf(batch));
        return batch;
    }

    /** Makes a batch of one row, with its head. */
    static RowBatch single(byte[] row) {
        return scan(row, 1, BigEndian.getShort(row, HEAD - Short.BYTES));
    }

    private static RowBatch scan(byte[] bytes, int rows, int columns) {
        int[] offsets = new int[rows * columns];
        int begin = 0;
        for (int row = 0; row < rows; row++) {
            int end = begin + 1 + BigEndian.getInt(bytes, begin + 1);
            if (!note(bytes, begin + HEAD, end, offsets, row * columns, columns)) {
                if (row == 0) {
                    throw new WireException("The values of a row do not end where its length says");
                }
                return new RowBatch(bytes, Arrays.copyOf(offsets, row * columns), row, columns);
            }
            begin = end;
        }
        return new RowBatch(bytes, offsets, rows, columns);
    }

    /** Notes where the values of a row begin; false if they do not end with it. */
    private static boolean note(
            byte[] bytes, int from, int end, int[] offsets, int first, int columns) {
        int at = from;
        for (int i = first; i < first + columns; i++) {
            if (end - at < Integer.BYTES) {
                return false;
            }
            int length = BigEndian.getInt(bytes, at);
            at += Integer.BYTES;
            offsets[i] = at;
            if (length >= 0) {
                if (length > end - at) {
                    return false;
                }
                at += length;
            } else if (length != -1) {
                return false;
            }
        }
        return at == end;
    }

    /** Returns where the last row of a batch ends in its bytes. */
    private static int endOf(RowBatch batch) {
        int end = 0;
        for (int row = 0; row < batch.rows(); row++) {
            end += 1 + BigEndian.getInt(batch.bytes(), end + 1);
        }
        return end;
    }

    /** Returns an array with room for more bytes; doubled, but never larger than the whole. */
    static byte[] withRoom(byte[] array, int used, int more, int whole) {
        if (more <= array.length - used) {
            return array;
        }
        long doubled = Math.max(SMALLEST, 2L * array.length);
        return Arrays.copyOf(array, (int) Math.min(whole, Math.max(doubled, used + more)));
    }
}
