package dev.rondo.net;

import java.nio.ByteBuffer;

/**
 * How several buffers become few pieces that one system call can take. The system wants addresses,
 * and the collector may move an array, so bytes of heap buffers are copied into memory that stands
 * still, and neighbours become one piece. A large heap buffer in front is sent alone, straight from
 * its array: a copy of it would cost more than the call that is saved.
 */
final class GatheredBytes {
    /** How many pieces a call takes at most; the system's limit is 1024. */
    static final int MOST_PIECES = 64;

    /** How many bytes of heap buffers are copied for a call. */
    static final int MOST_COPIED = 64 * 1024;

    private GatheredBytes() {}

    /** Returns the index of the first buffer that has bytes, or the count if none has. */
    static int first(ByteBuffer[] sources, int from) {
        int i = from;
        while (i < sources.length && !sources[i].hasRemaining()) {
            i++;
        }
        return i;
    }

    /**
     * Returns whether the buffer at an index is to be sent alone: no other has bytes, or it is a
     * large one of the heap.
     */
    static boolean standsAlone(ByteBuffer[] sources, int index) {
        ByteBuffer source = sources[index];
        return (!source.isDirect() && source.remaining() >= MOST_COPIED)
                || first(sources, index + 1) == sources.length;
    }

    /** Moves the positions behind what was sent. */
    static void advance(ByteBuffer[] sources, int from, long sent) {
        long left = sent;
        for (int i = from; left > 0; i++) {
            ByteBuffer source = sources[i];
            int count = (int) Math.min(left, source.remaining());
            source.position(source.position() + count);
            left -= count;
        }
    }
}
