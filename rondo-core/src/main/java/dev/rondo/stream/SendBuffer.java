package dev.rondo.stream;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.KeyboardInterrupt;
import dev.rondo.TaskOptions;
import dev.rondo.bytes.ByteQueue;
import java.nio.ByteBuffer;

/**
 * What a transport has still to send. A write goes to the stream at once; the rest, if there is
 * one, to a task that lives until the buffer is empty, so a transport whose peer keeps up has none.
 */
final class SendBuffer {
    private final Transport transport;
    private final Sender sender;
    private final ByteQueue waiting = new ByteQueue();
    private ByteBuffer sending = Scratch.NOTHING; // taken from the queue by the task

    SendBuffer(Transport transport, EventLoop loop) {
        this.transport = transport;
        this.sender = new Sender(loop, TaskOptions.defaults(), this::sendAll);
    }

    int size() {
        return waiting.size() + sending.remaining();
    }

    boolean isEmpty() {
        return size() == 0;
    }

    void write(ByteBuffer data) {
        ByteStream stream = transport.sink();
        if (stream != null && !sender.isRunning() && isEmpty()) {
            if (!tryWrite(stream, data) || !data.hasRemaining()) {
                return;
            }
        }
        waiting.add(data);
        startSender();
        grown();
    }

    void writeAll(Iterable<byte[]> pieces) {
        try {
            for (byte[] piece : pieces) {
                waiting.add(piece, 0, piece.length);
            }
        } finally { // pieces may fail in the middle
            resume();
            grown();
        }
    }

    /** Sends what the stream takes now, and the rest by the task. */
    void resume() {
        ByteStream stream = transport.sink();
        if (stream == null || sender.isRunning() || isEmpty()) {
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
        if (!isEmpty() && transport.sink() != null) {
            sender.start();
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
        } catch (KeyboardInterrupt e) {
            throw e;
        } catch (RuntimeException | Error e) {
            transport.fatal("Fatal write error on transport", e);
        }
        if (!transport.isLost()) {
            waiting.trim();
            transport.drained();
        }
    }

    private void sendPart() {
        if (!sending.hasRemaining()) {
            sending = ByteBuffer.wrap(waiting.take(Math.min(waiting.size(), Sender.LARGEST_PART)));
        }
        ByteStream stream = transport.sink();
        if (stream == null) {
            throw new AssertionError("bytes are sent during a handshake: " + transport);
        }
        stream.write(sending);
        sending = Scratch.NOTHING;
        if (!transport.isLost()) {
            transport.flow().shrunk(size(), transport.protocol());
        }
    }

    /** Suspends until the stream has taken all. */
    void flush() {
        while (sender.isRunning()) {
            sender.awaitProgress();
        }
    }

    /** Drops everything: the connection is lost. */
    void clear() {
        sending = Scratch.NOTHING;
        waiting.skip(waiting.size());
        waiting.trim();
    }
}
