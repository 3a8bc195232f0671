package dev.rondo.stream;

import dev.rondo.EventLoop;
import dev.rondo.LoopLocal;
import dev.rondo.Rondo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A loop's buffers, lent for one read, one encoding or what is written in one pass: memory that the
 * processor has at hand, without an allocation a use.
 *
 * <p>A fresh array a read cost a server of 10 KiB messages two thirds of its throughput: zeroing it
 * and writing to memory that no cache holds. So the buffer that came back last is lent first.
 *
 * <p>The buffers are arrays, not direct memory: epoll's system calls take an array as it is, NIO
 * copies it into one direct buffer of its own, and TLS encrypts arrays without a copy where direct
 * memory costs it one. Two sizes, since a thousand connections that each wait to send a short
 * answer must not hold 64 KiB each.
 *
 * <p>A buffer that is not given back is garbage, no harm. At most 1.6 MiB are kept for the next.
 * Belongs to its loop's thread.
 *
 * {@snippet :
 * BufferPool pool = BufferPool.current();
 * ByteBuffer buffer = pool.lend(BufferPool.LARGE);
 * int count = stream.read(buffer);
 * parse(buffer.flip());
 * pool.giveBack(buffer); // not after a failure: the stream may still write to it
 * }
 */
public final class BufferPool {
    /** The capacity of a small buffer: most answers fit into 4 KiB. */
    public static final int SMALL = 4 * 1024;

    /** The capacity of a large one: four TLS records, and more than asyncio's 64 KiB limit. */
    public static final int LARGE = 68 * 1024;

    /** A buffer without bytes or room. */
    static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private static final LoopLocal<BufferPool> POOLS = new LoopLocal<>(BufferPool::new);

    private final EventLoop loop;
    private final Spares small = new Spares(SMALL, 256);
    private final Spares large = new Spares(LARGE, 8);

    private BufferPool(EventLoop loop) {
        this.loop = loop;
    }

    EventLoop loop() {
        return loop;
    }

    /** Returns a loop's pool. The loop's thread. */
    public static BufferPool of(EventLoop loop) {
        return POOLS.of(loop);
    }

    /**
     * Returns the pool of the loop that runs the caller. Whoever uses it often keeps it.
     *
     * @throws IllegalStateException outside of a loop
     */
    public static BufferPool current() {
        return of(Rondo.runningLoop());
    }

    /**
     * Lends a cleared buffer with an accessible array and any content; it is the caller's until
     * {@link #giveBack}. Never suspends.
     *
     * @param atLeast its capacity in bytes: small or large, whichever does; more than large is made
     *     to measure and not kept
     */
    public ByteBuffer lend(int atLeast) {
        assert isOnLoop("lend()");
        return atLeast <= SMALL
                ? small.lend()
                : atLeast <= LARGE ? large.lend() : ByteBuffer.allocate(atLeast);
    }

    /**
     * Takes a buffer back. Do so only if nobody can read or write it any more: not after a read or
     * write that failed, whose stream may still have it.
     *
     * @throws IllegalArgumentException if it is a part of another buffer, or direct
     * @throws AssertionError with {@code -ea}, if it was given back already
     */
    public void giveBack(ByteBuffer buffer) {
        assert isOnLoop("giveBack()");
        if (!isWhole(buffer)) {
            throw new IllegalArgumentException("This pool did not lend " + buffer);
        }
        switch (buffer.capacity()) {
            case SMALL -> small.take(buffer);
            case LARGE -> large.take(buffer);
            default -> {} // made to measure
        }
    }

    @SuppressWarnings("ByteBufferBackingArray") // it asks whether there is an offset or a rest
    private static boolean isWhole(ByteBuffer buffer) {
        return buffer.hasArray() && buffer.array().length == buffer.capacity();
    }

    private boolean isOnLoop(String operation) {
        loop.checkThread(operation + " of a buffer pool");
        return true;
    }

    /** Returns how many bytes are kept for the next. */
    public int spareBytes() {
        return small.count * SMALL + large.count * LARGE;
    }

    @Override
    public String toString() {
        return "<BufferPool spare=" + spareBytes() + " bytes>";
    }

    /** Buffers of one size, the last that came back on top. */
    private static final class Spares {
        private final int capacity;
        private final @Nullable ByteBuffer[] buffers;
        private int count;

        Spares(int capacity, int atMost) {
            this.capacity = capacity;
            this.buffers = new @Nullable ByteBuffer[atMost];
        }

        ByteBuffer lend() {
            ByteBuffer top = count == 0 ? null : buffers[count - 1];
            if (top == null) {
                return ByteBuffer.allocate(capacity);
            }
            buffers[--count] = null;
            return top.clear().order(ByteOrder.BIG_ENDIAN);
        }

        void take(ByteBuffer buffer) {
            assert !holds(buffer) : "This buffer was given back twice: " + buffer;
            if (count < buffers.length) {
                buffers[count++] = buffer;
            }
        }

        @SuppressWarnings("ByteBufferBackingArray") // only whose array it is
        private boolean holds(ByteBuffer buffer) {
            for (int i = 0; i < count; i++) {
                ByteBuffer spare = buffers[i];
                if (spare != null && spare.array() == buffer.array()) {
                    return true;
                }
            }
            return false;
        }
    }
}
