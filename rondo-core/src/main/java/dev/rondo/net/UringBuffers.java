package dev.rondo.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The buffers that a ring receives into. The kernel takes one when bytes have arrived, and it is
 * the kernel's again once they were read.
 *
 * <pre>
 *   Invariant: promised = receives at the kernel + buffers with unread bytes &lt;= COUNT
 * </pre>
 *
 * <p>So the kernel always finds one. A kernel (6.18) that found none handed out buffers that it did
 * not own any more, and bytes were overwritten before they were read.
 */
final class UringBuffers {
    static final int SIZE = 8 * 1024; // longer messages are better read by recv(2)
    private static final int COUNT = 2048; // a power of two; touched, and so paid for, when used
    private static final int ENTRY_SIZE = 16; // struct io_uring_buf
    private static final int TAIL = 14; // laid over the unused end of the first entry
    private static final VarHandle SHARED_SHORT = ValueLayout.JAVA_SHORT.varHandle();

    private final Arena arena = Arena.ofShared();
    private final MemorySegment ring;
    private final MemorySegment memory;
    private final ByteBuffer bytes;
    private final boolean[] unread = new boolean[COUNT]; // else it is the kernel's
    private int unreadCount;
    private int promised;
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
    }

    /** Gives a new ring all buffers but those that hold unread bytes. */
    void register(Uring target) throws IOException {
        target.register(ring, COUNT);
        tail = 0;
        promised = unreadCount;
        for (int i = 0; i < COUNT; i++) {
            if (!unread[i]) {
                give(i);
            }
        }
    }

    /** Promises a buffer to a receive; returns false if all are promised. */
    boolean promise() {
        if (promised == COUNT) {
            return false;
        }
        promised++;
        return true;
    }

    /** A receive ended without a buffer. */
    void release() {
        promised--;
    }

    /** A receive ended with bytes in a buffer. */
    void fill(int buffer) {
        assert !unread[buffer];
        unread[buffer] = true;
        unreadCount++;
    }

    /** Copies bytes out of a buffer. */
    void copy(int buffer, int offset, ByteBuffer target, int count) {
        target.put(target.position(), bytes, buffer * SIZE + offset, count);
        target.position(target.position() + count);
    }

    /** Gives a buffer back to the kernel. */
    void free(int buffer) {
        assert unread[buffer];
        unread[buffer] = false;
        unreadCount--;
        promised--;
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
