package dev.rondo.http.wire;

import dev.rondo.http.wire.HttpSyntaxException.Kind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the lines of a head one after another, and goes on where it stopped. A line ends with CRLF
 * and has no other control character but tab, so that who reads it need not look for them.
 *
 * <p>Eight bytes are looked at together: half of a head is values, of which nothing else is to be
 * known. What is wrong is found in the order of the bytes, however they were cut: first a limit or
 * a control character, then, once the line is whole, what it says.
 *
 * <p>Positions count from the head's start, which is the queue's front.
 */
final class LineScanner {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long SPACES = 0x2020202020202020L;
    private static final long DELETES = 0x7f7f7f7f7f7f7f7fL;

    private final int maxBytes; // of all lines

    int from; // of the line
    int to; // its end, once it was found
    private int scanned; // no control character before, but tabs; from <= scanned

    LineScanner(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Goes back to a head's start. */
    void reset() {
        from = 0;
        scanned = 0;
    }

    /** Goes behind the line that was found. */
    void advance() {
        from = to + 2;
        scanned = from;
    }

    /**
     * Finds the end of the line.
     *
     * @param base where the head begins in the array
     * @param size how many bytes there are from there on
     * @param maxLine how many bytes the line may have
     * @param tooLong what it is if it has more
     * @return false if more bytes are needed
     */
    boolean find(byte[] array, int base, int size, int maxLine, Kind tooLong) {
        boolean lineCounts = maxLine <= maxBytes - from; // its limit comes first
        int bound = lineCounts ? from + maxLine : maxBytes; // the line ends here at the latest
        int limit = bound < size ? bound + 1 : size;
        int at = scanned;
        while (true) {
            at = control(array, base + at, base + limit) - base;
            if (at >= limit) {
                if (limit > bound) {
                    throw new HttpSyntaxException(lineCounts ? tooLong : Kind.HEAD_TOO_LONG);
                }
                scanned = at;
                return false;
            }
            if (array[base + at] != '\t') {
                return isEnd(array, base, size, at);
            }
            at++;
        }
    }

    private boolean isEnd(byte[] array, int base, int size, int at) {
        byte control = array[base + at];
        if (control != '\r') {
            throw new HttpSyntaxException(control == '\n' ? Kind.BARE_LF : Kind.CONTROL);
        }
        scanned = at;
        if (at + 1 == size) {
            return false;
        }
        if (array[base + at + 1] != '\n') {
            throw new HttpSyntaxException(Kind.BARE_CR);
        }
        to = at;
        return true;
    }

    /** Returns the first index of a control character, {@code to} or more if there is none. */
    private static int control(byte[] array, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONGS.get(array, i);
            long deletes = word ^ DELETES;
            // Set in the lowest byte that is below the space, or is 0x7f; higher ones may lie,
            // since a borrow passes through.
            long found = (((word - SPACES) & ~word) | ((deletes - EACH) & ~deletes)) & HIGH_BITS;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        for (; i < to; i++) {
            byte value = array[i];
            if ((value >= 0 && value < ' ') || value == 0x7f) {
                return i;
            }
        }
        return i;
    }
}
