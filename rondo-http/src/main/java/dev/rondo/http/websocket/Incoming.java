package dev.rondo.http.websocket;

import dev.rondo.EventLoop;
import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.wire.FrameException;
import dev.rondo.http.wire.FrameParser;
import dev.rondo.http.wire.Received;
import dev.rondo.stream.BufferPool;
import dev.rondo.stream.ByteStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The frames that come. Reads from the stream only when asked, into a buffer that is lent until its
 * bytes are parsed or the loop's pass ends: a socket that waits holds no memory but the part of a
 * message that has come.
 *
 * <p>One task at a time; a cancellation loses no byte.
 */
final class Incoming implements Runnable {
    private final ByteStream stream;
    private final EventLoop loop;
    private final BufferPool pool;
    private final ByteQueue queue = new ByteQueue();
    private final FrameParser parser;
    private final Runnable heard;
    private @Nullable ByteBuffer lent;
    private boolean filling; // a read has the memory
    private boolean atPassEnd; // it is looked at then
    private long bytes;

    /**
     * Creates one.
     *
     * @param rest what was read already, which is taken
     * @param heard runs when bytes have come
     */
    Incoming(
            EventLoop loop, ByteStream stream, ByteQueue rest, FrameParser parser, Runnable heard) {
        this.loop = loop;
        this.stream = stream;
        this.pool = BufferPool.of(loop);
        this.parser = parser;
        this.heard = heard;
        if (!rest.isEmpty()) {
            byte[] left = rest.takeAll();
            bytes = left.length;
            queue.add(left, 0, left.length);
        }
    }

    /**
     * Returns the next message or control frame, suspending until it has come; null at the end of
     * the stream.
     *
     * @throws FrameException if the peer broke a rule
     * @throws dev.rondo.stream.StreamException if the stream failed
     */
    @Nullable Received next() {
        while (true) {
            Received received = parser.next(queue);
            if (queue.isEmpty()) {
                giveBack();
            }
            if (received != null) {
                return received;
            }
            if (!fill()) {
                return null;
            }
        }
    }

    /** Waits without an array, and reads; returns false at the end. */
    private boolean fill() {
        giveBack();
        queue.trim();
        stream.waitReadable();
        ByteBuffer space = space();
        int count = -1;
        boolean returned = false;
        filling = true;
        try {
            count = stream.read(space);
            returned = true;
        } finally {
            filling = false;
            if (!returned) { // who knows whether the stream has let it go
                forgetLent();
            }
        }
        if (count < 0) {
            giveBack();
            return false;
        }
        bytes += count;
        queue.filled(count);
        lookAtPassEnd();
        heard.run();
        return true;
    }

    private ByteBuffer space() {
        if (lent == null) {
            ByteBuffer memory = pool.lend(BufferPool.LARGE);
            queue.borrow(memory);
            lent = memory;
        }
        return queue.space(BufferPool.SMALL);
    }

    /**
     * Reads and drops what comes until the peer's end, but not more than some bytes: suspends.
     *
     * @throws dev.rondo.stream.StreamException if the stream failed
     */
    void discard(int mostBytes) {
        queue.skip(queue.size());
        giveBack();
        queue.trim();
        ByteBuffer memory = pool.lend(BufferPool.SMALL);
        for (int left = mostBytes; left > 0; ) {
            stream.waitReadable();
            int count = stream.read(memory.clear());
            if (count < 0) {
                break;
            }
            bytes += count;
            left -= count;
        }
        pool.giveBack(memory);
    }

    /** Returns how many bytes came, with those that came with the handshake. */
    long bytes() {
        return bytes;
    }

    /** Lets all memory go. */
    void release() {
        parser.close();
        if (!filling) {
            queue.skip(queue.size());
            giveBack();
            queue.trim();
        }
    }

    private void lookAtPassEnd() {
        if (!atPassEnd) {
            atPassEnd = true;
            loop.callAtPassEnd(this);
        }
    }

    /** The pass ends: whoever handles a message now must not hold memory for the next. */
    @Override
    public void run() {
        atPassEnd = false;
        if (!filling) {
            giveBack();
        }
    }

    private void giveBack() {
        ByteBuffer memory = lent;
        if (memory != null) {
            forgetLent();
            pool.giveBack(memory);
        }
    }

    private void forgetLent() {
        if (lent != null) {
            lent = null;
            queue.giveBack();
        }
    }
}
