package dev.rondo.process;

import dev.rondo.stream.StreamReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What was read of an output until now; a read that is cancelled takes nothing away from it. */
final class Collected {
    private static final int FIRST = 8 * 1024; // bytes: most outputs are short
    private static final int PIECE = 256 * 1024; // no array that grows: each would be copied
    private static final int LARGEST = Integer.MAX_VALUE - 16;

    /** How many bytes may still be collected, of several outputs together. */
    static final class Budget {
        private long left;

        Budget(long bytes) {
            this.left = bytes;
        }
    }

    private final StreamReader reader;
    private final List<byte[]> full = new ArrayList<>();
    private byte[] piece = new byte[0];
    private int filled; // of the piece
    private long size; // of all
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
            makeRoom();
            int room = (int) Math.min(piece.length - filled, budget.left);
            int count = reader.read(ByteBuffer.wrap(piece, filled, room));
            if (count < 0) {
                ended = true;
            } else {
                filled += count;
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

    private void makeRoom() {
        if (size >= LARGEST) {
            throw new OutOfMemoryError("An output is longer than an array: " + reader);
        }
        if (filled == piece.length) {
            if (filled > 0) {
                full.add(piece);
            }
            piece = new byte[Math.clamp(2L * filled, FIRST, PIECE)];
            filled = 0;
        }
    }

    byte[] bytes() {
        byte[] all = new byte[(int) size];
        int at = 0;
        for (byte[] one : full) {
            System.arraycopy(one, 0, all, at, one.length);
            at += one.length;
        }
        System.arraycopy(piece, 0, all, at, filled);
        return all;
    }
}
