package dev.rondo.process;

import dev.rondo.stream.StreamReader;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What was read of an output until now; a read that is cancelled takes nothing away from it. */
final class Collected {
    private static final int FIRST = 8 * 1024; // bytes: most outputs are short
    private static final int LARGEST = Integer.MAX_VALUE - 16;

    /** How many bytes may still be collected, of several outputs together. */
    static final class Budget {
        private long left;

        Budget(long bytes) {
            this.left = bytes;
        }
    }

    private final StreamReader reader;
    private byte[] bytes = new byte[0];
    private int size;
    private boolean ended;

    Collected(StreamReader reader) {
        this.reader = reader;
    }

    /** Reads to the end; returns false, with bytes left to read, when the budget is used up. */
    boolean readAll(Budget budget) {
        while (!ended) {
            if (budget.left == 0) {
                return probe();
            }
            grow();
            int room = (int) Math.min(bytes.length - size, budget.left);
            int count = reader.read(ByteBuffer.wrap(bytes, size, room));
            if (count < 0) {
                ended = true;
            } else {
                size += count;
                budget.left -= count;
            }
        }
        return true;
    }

    /** Returns whether there is nothing more; a byte that proves the contrary is dropped. */
    private boolean probe() {
        ended = reader.read(ByteBuffer.allocate(1)) < 0;
        return ended;
    }

    private void grow() {
        if (size == bytes.length) {
            if (size == LARGEST) {
                throw new OutOfMemoryError("An output is longer than an array: " + reader);
            }
            long larger = Math.max(FIRST, 2L * size);
            bytes = Arrays.copyOf(bytes, (int) Math.min(larger, LARGEST));
        }
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }
}
