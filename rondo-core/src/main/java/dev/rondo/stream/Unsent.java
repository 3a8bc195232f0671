package dev.rondo.stream;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that a stream has not taken yet, in their order, in lent buffers that never move.
 *
 * <p>What is appended is copied once, into the last buffer's free room or into another one; from
 * there the stream takes it. A batch that a task is sending is out of the queue, so appending
 * touches nothing that the stream may be reading meanwhile.
 *
 * <p>Rejected: one growing array, as before. It moves when it grows, so a task that suspends in the
 * middle of a write had to send from a copy.
 */
final class Unsent {
    private static final int BATCH = 4; // large buffers a write: 272 KiB, what sockets take at most

    private final BufferPool pool;
    // Invariant: each holds bytes, from its position to its limit; after it there may be room.
    private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>(2);
    private int queued; // Invariant: what remains in chunks
    private ByteBuffer @Nullable [] batch; // what a task is sending; it moves their positions

    Unsent(BufferPool pool) {
        this.pool = pool;
    }

    /** Returns how many bytes the stream has not taken: less while a write goes on. */
    int size() {
        return batch == null ? queued : queued + remaining(batch);
    }

    private static int remaining(ByteBuffer[] buffers) {
        int sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += buffer.remaining();
        }
        return sum;
    }

    /** Returns whether nothing is queued; a batch may be on its way. */
    boolean isEmpty() {
        return queued == 0;
    }

    /** Copies all that remains in a buffer to the end. */
    void add(ByteBuffer source) {
        int length = source.remaining();
        Math.addExact(size(), length);
        ByteBuffer last = chunks.peekLast();
        if (last != null) {
            fill(last, source);
        }
        while (source.hasRemaining()) {
            ByteBuffer next =
                    pool.lend(
                            last == null && source.remaining() <= BufferPool.SMALL
                                    ? BufferPool.SMALL
                                    : BufferPool.LARGE);
            next.limit(0);
            fill(next, source);
            chunks.addLast(next);
            last = next;
        }
        queued += length;
    }

    private static void fill(ByteBuffer chunk, ByteBuffer source) {
        int end = chunk.limit();
        int count = Math.min(chunk.capacity() - end, source.remaining());
        chunk.limit(end + count);
        chunk.put(end, source, source.position(), count);
        source.position(source.position() + count);
    }

    /** Puts a lent buffer with bytes at the end, which belongs to this from now on. */
    void adopt(ByteBuffer lent) {
        int length = lent.remaining();
        Math.addExact(size(), length);
        chunks.addLast(lent);
        queued += length;
    }

    /**
     * Lets the stream take what it can now of this, and then of what comes behind, in one call;
     * returns whether it took any of this.
     */
    boolean offerTo(ByteStream stream, ByteBuffer[] behind) {
        if (behind.length == 0 && chunks.size() <= 1) {
            if (queued > 0) {
                stream.tryWrite(chunks.getFirst());
            }
        } else {
            stream.tryWrite(withThose(behind));
        }
        int before = queued;
        for (ByteBuffer first = chunks.peekFirst();
                first != null && !first.hasRemaining();
                first = chunks.peekFirst()) {
            pool.giveBack(chunks.removeFirst());
        }
        queued = 0;
        chunks.forEach(chunk -> queued += chunk.remaining());
        return queued < before;
    }

    private ByteBuffer[] withThose(ByteBuffer[] behind) {
        ByteBuffer[] all = chunks.toArray(new ByteBuffer[chunks.size() + behind.length]);
        System.arraycopy(behind, 0, all, chunks.size(), behind.length);
        return all;
    }

    /** Writes some of it to the stream. Suspends; what was not written then is in front again. */
    void writeTo(ByteStream stream) {
        ByteBuffer[] sending = new ByteBuffer[Math.min(chunks.size(), BATCH)];
        for (int i = 0; i < sending.length; i++) {
            sending[i] = chunks.removeFirst();
        }
        queued -= remaining(sending);
        batch = sending;
        try {
            if (sending.length == 1) {
                stream.write(sending[0]);
            } else {
                stream.write(sending);
            }
        } finally {
            if (batch == sending) { // else it was dropped
                batch = null;
                putBack(sending);
            }
        }
    }

    private void putBack(ByteBuffer[] sent) {
        for (int i = sent.length - 1; i >= 0; i--) {
            if (sent[i].hasRemaining()) {
                chunks.addFirst(sent[i]);
                queued += sent[i].remaining();
            } else {
                pool.giveBack(sent[i]);
            }
        }
    }

    /** Forgets all. The stream may still hold a buffer of it, so none is lent again. */
    void drop() {
        chunks.clear();
        queued = 0;
        batch = null;
    }
}
