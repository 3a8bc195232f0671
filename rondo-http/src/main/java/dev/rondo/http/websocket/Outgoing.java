package dev.rondo.http.websocket;

import dev.rondo.Context;
import dev.rondo.EventLoop;
import dev.rondo.TaskOptions;
import dev.rondo.http.wire.FrameWriter;
import dev.rondo.http.wire.MessageDeflater;
import dev.rondo.http.wire.Opcode;
import dev.rondo.stream.BufferPool;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.StreamException;
import dev.rondo.sync.Lock;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The frames that leave: whole and in the order of the calls, by whoever has the turn.
 *
 * <p>Answers to pings and the heartbeat's pings are due, not sent: who receives must never wait for
 * a peer that does not read. They leave at once if the stream takes them, else with the turn's next
 * frame, else by a task that is made for them. Of each kind one is due at most, the latest, which
 * is all that a peer may ask for (RFC 6455, section 5.5.3): so no peer makes this end hold more.
 *
 * <p>A message that was cancelled before its first byte left was not sent, and that is all. In the
 * middle there is nothing to go on with: the socket is broken off.
 */
final class Outgoing {
    private final EventLoop loop;
    private final ByteStream stream;
    private final BufferPool pool;
    private final @Nullable MaskKeys keys; // of a client
    private final int fragmentSize;
    private final @Nullable MessageDeflater deflater;
    private final int minBytes; // to be compressed
    private final Runnable breakOff;
    private final Lock turn = new Lock();

    // What is due. Invariant: `unsent` leaves before any other byte.
    private @Nullable ByteBuffer unsent; // of a frame that was begun, or is next
    private byte @Nullable [] pong;
    private byte @Nullable [] ping;
    private boolean sending; // a task was made for it

    private boolean ended; // no frame leaves after the goodbye
    private boolean begun; // the frames of the message that has the turn
    private boolean released;
    private @Nullable ByteBuffer writing; // of a message, by a task that waits for the stream
    private long bytes;

    /**
     * Creates one.
     *
     * @param breakOff ends the socket at once: a frame was begun and cannot be ended
     */
    Outgoing(
            EventLoop loop,
            ByteStream stream,
            boolean server,
            int fragmentSize,
            Optional<MessageDeflater> deflater,
            int minBytes,
            Runnable breakOff) {
        this.loop = loop;
        this.stream = stream;
        this.pool = BufferPool.of(loop);
        this.keys = server ? null : MaskKeys.of(loop);
        this.fragmentSize = fragmentSize;
        this.deflater = deflater.orElse(null);
        this.minBytes = Math.max(1, minBytes);
        this.breakOff = breakOff;
    }

    /** Returns whether a goodbye was sent, or begun. */
    boolean hasEnded() {
        return ended;
    }

    /** Returns how many bytes left. */
    long bytes() {
        return bytes;
    }

    /** Returns whether a control frame waits for the stream to take what is before it. */
    boolean isHeldUp() {
        return hasDue();
    }

    /** Returns a number that grows with each byte that the stream takes, also within a frame. */
    long progress() {
        ByteBuffer current = writing;
        return current == null ? bytes : bytes + current.position();
    }

    /** Returns how many tasks wait for their turn. */
    int waiting() {
        return turn.snapshot().waiters();
    }

    // ---- Messages

    /**
     * Sends a message, or returns false if the goodbye left before its turn came. Suspends.
     *
     * @throws StreamException if the stream failed
     */
    boolean send(int opcode, byte[] payload, int from, int length) {
        turn.acquire();
        boolean whole = false;
        begun = false;
        try {
            if (ended) {
                whole = true;
                return false;
            }
            sendDue();
            if (deflater != null && length >= minBytes) {
                int count = deflater.compress(payload, from, length);
                sendFrames(opcode, true, deflater.output(), 0, count);
                deflater.trim();
            } else {
                sendFrames(opcode, false, payload, from, length);
            }
            whole = true; // what is due does not hold up who has sent, nor take it back
            return true;
        } catch (StreamException e) {
            begun = false; // it goes on to fail, and what the peer sent before can still be read
            throw e;
        } finally {
            leave(whole);
        }
    }

    private void leave(boolean whole) {
        if (!whole && begun) {
            breakOff.run();
        } else if (!whole && deflater != null && !released) {
            deflater.reset(); // the peer does not know what was compressed
        }
        turn.release();
        sendDueSoon();
    }

    private void sendFrames(int opcode, boolean compressed, byte[] array, int from, int length) {
        int sent = 0;
        do {
            int count = Math.min(fragmentSize, length - sent);
            boolean last = sent + count == length;
            int kind = sent == 0 ? opcode : Opcode.CONTINUATION;
            sendFrame(kind, last, compressed && sent == 0, array, from + sent, count);
            sent += count;
            if (!last) {
                sendDue();
            }
        } while (sent < length);
    }

    private void sendFrame(
            int opcode, boolean last, boolean compressed, byte[] array, int from, int length) {
        ByteBuffer buffer =
                pool.lend(
                        length + FrameWriter.MAX_HEAD <= BufferPool.SMALL || keys == null
                                ? BufferPool.SMALL
                                : BufferPool.LARGE);
        if (keys != null) {
            sendMasked(buffer, opcode, last, compressed, array, from, length);
        } else {
            FrameWriter.putHead(buffer, opcode, last, compressed, length);
            if (length <= buffer.remaining()) {
                write(buffer.put(array, from, length).flip());
            } else {
                write(buffer.flip(), ByteBuffer.wrap(array, from, length));
            }
        }
        pool.giveBack(buffer);
    }

    private void sendMasked(
            ByteBuffer buffer,
            int opcode,
            boolean last,
            boolean compressed,
            byte[] array,
            int from,
            int length) {
        int key = keys == null ? 0 : keys.next();
        FrameWriter.putMaskedHead(buffer, opcode, last, compressed, length, key);
        int sent = 0;
        do {
            sent += FrameWriter.putMasked(buffer, array, from + sent, length - sent, key, sent);
            write(buffer.flip());
            buffer.clear();
        } while (sent < length);
    }

    private void write(ByteBuffer buffer) {
        int start = buffer.position();
        writing = buffer;
        try {
            stream.write(buffer);
        } finally {
            writing = null;
            count(buffer.position() - start);
        }
    }

    private void write(ByteBuffer head, ByteBuffer body) {
        int start = body.position();
        writing = body;
        try {
            stream.write(head, body);
        } finally {
            writing = null;
            count(head.position() + body.position() - start);
        }
    }

    private void count(int sent) {
        bytes += sent;
        begun |= sent > 0;
    }

    // ---- Control frames

    /**
     * Sends a control frame, or returns false if the goodbye has left. Suspends; a cancellation
     * sends the frame all the same if it was begun.
     *
     * @throws StreamException if the stream failed
     */
    boolean sendControl(int opcode, byte[] payload) {
        turn.acquire();
        try {
            if (ended) {
                return false;
            }
            sendDue();
            unsent = frame(opcode, payload);
            ended = opcode == Opcode.CLOSE;
            sendDue();
            return true;
        } finally {
            turn.release();
            sendDueSoon();
        }
    }

    /** Sends a goodbye if it can leave whole and at once; returns whether it did. */
    boolean trySendClose(byte[] payload) {
        if (ended || turn.locked()) {
            return false;
        }
        trySendDue();
        if (unsent != null) {
            return false;
        }
        ended = true;
        unsent = frame(Opcode.CLOSE, payload);
        trySendDue();
        return unsent == null;
    }

    /** Answers a ping, soon; one that was not answered yet is not any more. */
    void pongSoon(byte[] payload) {
        pong = payload;
        sendDueSoon();
    }

    /** Pings, soon. */
    void pingSoon(byte[] payload) {
        ping = payload;
        sendDueSoon();
    }

    /** Never suspends, nor throws: a failure of the stream is met by who reads or sends next. */
    private void sendDueSoon() {
        if (!hasDue() || turn.locked() || sending || stream.isClosed()) {
            return; // who has the turn sends what is due
        }
        try {
            trySendDue();
        } catch (StreamException e) {
            return;
        }
        if (hasDue()) {
            sending = true;
            boolean made = false;
            try {
                loop.createTask(
                        TaskOptions.named("control frames of a WebSocket")
                                .withContext(new Context()),
                        this::sendDueAsTask);
                made = true;
            } finally {
                sending = made; // a task factory may fail
            }
        }
    }

    private void sendDueAsTask() {
        try {
            turn.acquire();
            try {
                sendDue();
            } finally {
                turn.release();
            }
        } catch (StreamException e) {
            // As in sendDueSoon().
        } finally {
            sending = false;
        }
    }

    private boolean hasDue() {
        return unsent != null || (!ended && (pong != null || ping != null));
    }

    /** Sends what is due. Who has the turn; suspends. */
    private void sendDue() {
        for (ByteBuffer due = nextDue(); due != null; due = nextDue()) {
            int start = due.position();
            try {
                stream.write(due);
            } finally {
                bytes += due.position() - start;
            }
            unsent = null;
        }
    }

    /** Sends what is due and can leave now. Nobody has the turn. */
    private void trySendDue() {
        for (ByteBuffer due = nextDue(); due != null; due = nextDue()) {
            bytes += stream.tryWrite(due);
            if (due.hasRemaining()) {
                return;
            }
            unsent = null;
        }
    }

    private @Nullable ByteBuffer nextDue() {
        if (unsent != null || ended) {
            return unsent;
        }
        if (pong != null) {
            unsent = frame(Opcode.PONG, pong);
            pong = null;
        } else if (ping != null) {
            unsent = frame(Opcode.PING, ping);
            ping = null;
        }
        return unsent;
    }

    private ByteBuffer frame(int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + FrameWriter.MAX_HEAD);
        if (keys == null) {
            FrameWriter.putHead(frame, opcode, true, false, payload.length);
            frame.put(payload);
        } else {
            int key = keys.next();
            FrameWriter.putMaskedHead(frame, opcode, true, false, payload.length, key);
            FrameWriter.putMasked(frame, payload, 0, payload.length, key, 0);
        }
        return frame.flip();
    }

    /** Frees the deflater's memory, and forgets what is due. The stream is closed. */
    void release() {
        released = true;
        ended = true;
        unsent = null;
        pong = null;
        ping = null;
        if (deflater != null) {
            deflater.close(); // nobody is compressing: that never suspends
        }
    }
}
