package dev.rondo.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The buffers that a ring receives into: the kernel takes one when bytes have arrived, so a
 * connection that waits holds none. Each is the kernel's, or holds bytes that a connection has not
 * read yet; those of one connection are linked.
 */
final class UringBuffers {
    static final int NONE = -1;
    private static final int COUNT = 1024; // a power of two; one each for what arrives in a pass
    private static final int SIZE = 8 * 1024;
    private static final int ENTRY_SIZE = 16; // struct io_uring_buf
    private static final int TAIL = 14; // laid over the unused end of the first entry
    private static final VarHandle SHARED_SHORT = ValueLayout.JAVA_SHORT.varHandle();

    private final Arena arena = Arena.ofShared();
    private final MemorySegment ring;
    private final MemorySegment memory;
    private final ByteBuffer bytes;
    private final int[] length = new int[COUNT]; // of unread bytes; 0: it is the kernel's
    private final int[] next = new int[COUNT]; // of the same connection, or NONE
    private int tail;

    UringBuffers(UringCalls calls) throws IOException {
        try {
            this.ring = calls.reserve((long) COUNT * ENTRY_SIZE, arena);
            this.memory = calls.reserve((long) COUNT * SIZE, arena);
        } catch (IOException e) {
            arena.close();
            throw e;
        }
        this.bytes = memory.asByteBuffer();
        Arrays.fill(next, NONE);
    }

    /** Gives a new ring all buffers but those that hold unread bytes. */
    void register(Uring target) throws IOException {
        target.register(ring, COUNT);
        tail = 0;
        for (int i = 0; i < COUNT; i++) {
            if (length[i] == 0) {
                give(i);
            }
        }
    }

    /** Notes that a buffer holds bytes. */
    void fill(int buffer, int count) {
        length[buffer] = count;
    }

    int length(int buffer) {
        return length[buffer];
    }

    void link(int buffer, int following) {
        next[buffer] = following;
    }

    int next(int buffer) {
        return next[buffer];
    }

    /** Copies bytes out of a buffer. */
    void copy(int buffer, int offset, ByteBuffer target, int count) {
        target.put(target.position(), bytes, buffer * SIZE + offset, count);
        target.position(target.position() + count);
    }

    /** Gives a buffer back to the kernel. */
    void free(int buffer) {
        length[buffer] = 0;
        next[buffer] = NONE;
        give(buffer);
    }

    private void give(int buffer) {
        long at = (long) (tail & (COUNT - 1)) * ENTRY_SIZE;
        ring.set(ValueLayout.JAVA_LONG, at, memory.address() + (long) buffer * SIZE);
        ring.set(ValueLayout.JAVA_INT, at + 8, SIZE);
        ring.set(ValueLayout.JAVA_SHORT, at + 12, (short) buffer);
        tail++;
        SHARED_SHORT.setRelease(ring, (long) TAIL, (short) tail); // publishes the entry
    }

    void close() {
        arena.close();
    }
}
