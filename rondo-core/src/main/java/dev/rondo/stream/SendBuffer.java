package dev.rondo.stream;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.bytes.ByteQueue;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a transport has still to send. A write goes to the stream at once; the rest, if there is
 * one, to a task that lives until the buffer is empty, so a transport whose peer keeps up has none.
 */
final class SendBuffer {
    static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int LARGEST_PART = 256 * 1024; // more would stay in memory twice

    private final Transport transport;
    private final EventLoop loop;
    private final ByteQueue waiting = new ByteQueue();
    private ByteBuffer sending = NOTHING; // taken from the queue by the task
    private @Nullable Task<?> sender;
    private @Nullable Future<@Nullable Void> emptied; // for those who wait for that

    SendBuffer(Transport transport, EventLoop loop) {
        this.transport = transport;
        this.loop = loop;
    }

    int size() {
        return waiting.size() + sending.remaining();
    }

    boolean isEmpty() {
        return size() == 0;
    }

    void write(ByteBuffer data) {
        ByteStream stream = transport.sink();
        if (stream != null && sender == null && isEmpty()) {
            if (!tryWrite(stream, data) || !data.hasRemaining()) {
                return;
            }
        }
        waiting.add(data);
        startSender();
        grown();
    }

    void writeAll(Iterable<byte[]> pieces) {
        for (byte[] piece : pieces) {
            waiting.add(piece, 0, piece.length);
        }
        resume();
        grown();
    }

    /** Sends what the stream takes now, and the rest by the task. */
    void resume() {
        ByteStream stream = transport.sink();
        if (stream == null || sender != null || isEmpty()) {
            return;
        }
        ByteBuffer view = waiting.view();
        int before = view.remaining();
        if (tryWrite(stream, view)) {
            waiting.skip(before - view.remaining());
            startSender();
            transport.flow().shrunk(size(), transport.protocol());
        }
    }

    /** Returns whether the stream is in order. */
    private boolean tryWrite(ByteStream stream, ByteBuffer data) {
        try {
            stream.tryWrite(data);
            return true;
        } catch (RuntimeException e) {
            transport.fatal("Fatal write error on transport", e);
            return false;
        }
    }

    private void grown() {
        transport.flow().grown(size(), transport.protocol());
    }

    private void startSender() {
        if (sender == null && !isEmpty() && transport.sink() != null) {
            sender = loop.createTask(this::sendAll);
        }
    }

    private void sendAll() {
        try {
            while (sending.hasRemaining() || !waiting.isEmpty()) {
                sendPart();
            }
        } catch (CancelledError e) {
            transport.abort();
            throw e;
        } catch (RuntimeException e) {
            transport.fatal("Fatal write error on transport", e);
        } finally {
            sender = null;
            wakeWaiters();
        }
        if (!transport.isLost()) {
            waiting.trim();
            transport.drained();
        }
    }

    private void sendPart() {
        if (!sending.hasRemaining()) {
            sending = ByteBuffer.wrap(waiting.take(Math.min(waiting.size(), LARGEST_PART)));
        }
        ByteStream stream = transport.sink();
        if (stream == null) {
            throw new AssertionError("bytes are sent during a handshake: " + transport);
        }
        stream.write(sending);
        sending = NOTHING;
        if (!transport.isLost()) {
            transport.flow().shrunk(size(), transport.protocol());
        }
    }

    /** Suspends until the stream has taken all. */
    void flush() {
        while (sender != null) {
            Future<@Nullable Void> until = emptied;
            if (until == null) {
                until = loop.createFuture();
                emptied = until;
            }
            Rondo.shield(until).await();
        }
    }

    private void wakeWaiters() {
        Future<@Nullable Void> until = emptied;
        if (until != null) {
            emptied = null;
            until.setResult(null);
        }
    }

    /** Drops everything: the connection is lost. */
    void clear() {
        sending = NOTHING;
        waiting.skip(waiting.size());
        waiting.trim();
    }
}
