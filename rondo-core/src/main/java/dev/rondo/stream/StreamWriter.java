package dev.rondo.stream;

import dev.rondo.EventLoop;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TaskOptions;
import dev.rondo.TimeoutException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a {@link ByteStream} through a bounded buffer.
 *
 * <p>Back-pressure (asyncio's {@code write} has none): {@link #write(byte[])} only buffers while
 * less than the high-water mark is waiting; at the mark it suspends until the buffer is down to the
 * low-water mark. So a writer that never calls {@link #drain} cannot grow the buffer without bound.
 * What was written in small pieces in one pass of the loop leaves together at the end of this pass,
 * before the loop polls, or with the next {@code drain} or {@code flush}; pieces of 4 KiB and more
 * go out at once, with the small ones before them.
 *
 * <p>A failure of the stream is thrown by the next call. Tasks of one loop may share a writer: each
 * call's bytes stay together. asyncio: {@code StreamWriter}.
 *
 * {@snippet :
 * StreamWriter writer = new StreamWriter(stream);
 * writer.write("hello\n");
 * writer.drain();
 * }
 */
public final class StreamWriter {
    /** Where a write begins to wait: 64 KiB, asyncio's high-water mark. */
    public static final int DEFAULT_HIGH_WATER = 64 * 1024;

    private static final int DIRECT = 4 * 1024; // from here on a copy costs more than a call

    private static final int MANY = 64; // pieces that are gathered: a fraction of IOV_MAX

    private final EventLoop loop;
    private final Outbox out;
    private final Duration patience; // with a peer that takes nothing of what is left at a close
    private boolean eofRequested;
    private boolean eofSent;
    private boolean closing;
    private @Nullable Task<?> closer;
    private boolean closesHere; // a task closes the stream itself, without a closer
    private boolean closed; // the closer, or that task, is done with it
    private @Nullable Parking closedWait;
    private @Nullable TimeoutException givenUp; // what a close has thrown for a peer that took none

    /** Creates a writer of the current loop. */
    public StreamWriter(ByteStream stream) {
        this(stream, Closing.PATIENCE);
    }

    /** Creates one that gives a peer up which takes nothing for so long after a close. */
    StreamWriter(ByteStream stream, Duration patience) {
        this.loop = Rondo.runningLoop();
        this.patience = patience;
        this.out =
                new Outbox(
                        loop, Objects.requireNonNull(stream, "stream"), this, OutboxOwner.NOBODY);
    }

    // ---- Writing

    /**
     * Writes bytes. Suspends only when the buffer is at the high-water mark; a cancellation then
     * leaves them buffered.
     */
    public void write(byte[] source) {
        write(ByteBuffer.wrap(source));
    }

    /**
     * Writes a part of an array. See {@link #write(byte[])}.
     *
     * @throws IndexOutOfBoundsException if there is no such part
     */
    public void write(byte[] source, int offset, int length) {
        write(ByteBuffer.wrap(source, offset, length));
    }

    /** Writes all that remains in a buffer. See {@link #write(byte[])}. */
    public void write(ByteBuffer source) {
        checkWritable();
        if (source.remaining() >= DIRECT) {
            out.put(source);
            written();
        } else {
            out.add(source);
        }
        awaitRoom();
    }

    /**
     * Writes all that remains in several buffers, in their order; no other task's bytes come
     * between. Together they are one piece: 4 KiB and more go out at once, in one gathered write
     * where the stream can. See {@link #write(byte[])}.
     */
    public void write(ByteBuffer... sources) {
        checkWritable();
        long length = 0;
        for (ByteBuffer source : sources) {
            length += source.remaining();
        }
        if (length >= DIRECT) {
            out.put(sources);
            written();
        } else {
            for (ByteBuffer source : sources) {
                out.add(source);
            }
        }
        awaitRoom();
    }

    private void written() {
        out.throwFailure();
        out.sendInBackground();
    }

    private void awaitRoom() {
        if (out.size() >= out.limits().high()) {
            out.drain();
        }
    }

    /** Writes text in UTF-8. See {@link #write(byte[])}. */
    public void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes several pieces, gathered as in {@link #write(ByteBuffer...)}; no line ends are added.
     * asyncio: {@code writelines}.
     */
    public void writeLines(Iterable<byte[]> pieces) {
        List<ByteBuffer> gathered = new ArrayList<>();
        long length = 0;
        for (byte[] piece : pieces) {
            gathered.add(ByteBuffer.wrap(piece));
            length += piece.length;
            if (gathered.size() == MANY || length >= out.limits().high()) {
                writeAll(gathered);
                length = 0;
            }
        }
        writeAll(gathered);
    }

    private void writeAll(List<ByteBuffer> gathered) {
        ByteBuffer[] sources = gathered.toArray(ByteBuffer[]::new);
        gathered.clear();
        write(sources);
    }

    /**
     * Sends what is buffered and suspends while more than the low-water mark is waiting. Returns at
     * once when the stream takes it all.
     *
     * @throws StreamException if the stream failed
     */
    public void drain() {
        loop.checkThread("drain() of a writer");
        out.drain();
    }

    /** Sends what is buffered and suspends until the stream has taken all of it. */
    public void flush() {
        loop.checkThread("flush() of a writer");
        out.flush();
    }

    /**
     * Sends what is buffered and lends the stream to a body that writes to it itself. What other
     * tasks write to this writer meanwhile stays buffered and goes out after the body. The body
     * must not use this writer.
     *
     * @return what the body returned
     */
    public <T extends @Nullable Object> T withStream(Function<ByteStream, T> body) {
        Objects.requireNonNull(body, "body");
        checkWritable();
        flush();
        checkWritable(); // it may have been closed meanwhile
        out.hold();
        try {
            return body.apply(out.stream());
        } finally {
            out.goOn(out.stream());
        }
    }

    private void checkWritable() {
        loop.checkThread("write() of a writer");
        out.throwFailure();
        if (eofRequested || closing || out.stream().isClosed()) {
            throw closed(
                    closing
                            ? "the writer is closed"
                            : eofRequested ? "writeEof() was called" : "the stream is closed");
        }
    }

    private StreamClosedException closed(String reason) {
        return new StreamClosedException("write to", StreamInfo.nameOf(out.stream()), reason);
    }

    // ---- Starting TLS

    boolean hasEnded() {
        return closing || eofRequested;
    }

    /** Buffers what is written, until {@link #goOn}. */
    void hold() {
        out.hold();
    }

    /** Sends what is buffered to another stream. */
    void goOn(ByteStream next) {
        out.goOn(next);
    }

    // ---- Limits

    /**
     * Sets the water marks in bytes: {@code 0 <= low <= high}. asyncio: {@code
     * set_write_buffer_limits}.
     */
    public void setWriteBufferLimits(int low, int high) {
        out.setLimits(new WriteBufferLimits(low, high));
    }

    /** Returns how many bytes the stream has not taken yet: less while a write goes on. */
    public int buffered() {
        return out.size();
    }

    // ---- Ending

    /**
     * Ends the outgoing direction when everything is sent. Suspends until then; after a
     * cancellation, call it again. asyncio: {@code write_eof}.
     */
    public void writeEof() {
        if (!eofRequested) {
            checkWritable();
            if (!canWriteEof()) {
                out.stream().writeEof(); // refuses it
            }
            eofRequested = true;
        }
        if (!eofSent) {
            flush();
        }
        if (!eofSent) { // by another task meanwhile
            eofSent = true;
            out.stream().writeEof();
        }
    }

    /** Returns whether one direction can be ended alone. */
    public boolean canWriteEof() {
        return out.stream().canWriteEof();
    }

    /**
     * Sends what is buffered and closes the stream, in the background. Never suspends; see {@link
     * #waitClosed}. A stream that breaks meanwhile is closed without a failure, and one whose peer
     * takes nothing for 2 s is aborted: {@link #flush} before, in a {@link Rondo#timeout} of your
     * own, tells whether everything was sent, and has more patience. (The writer of a {@link
     * Server}'s connection has that of {@link ServerOptions#stallLimit}.)
     *
     * <p>Called by a task that is being cancelled, it sends what leaves at once, closes the stream
     * if that is all, and aborts it if not.
     */
    public void close() {
        if (closing) {
            return;
        }
        loop.checkThread("close() of a writer");
        if (loop.isClosed()) {
            closing = true; // and the stream with it
        } else if (!Rondo.cancelRequested()) {
            closeInBackground();
        } else if (!closeIfSent()) {
            abort();
        }
    }

    /** Like {@link #close}, also for a task that is being cancelled. */
    void closeInBackground() {
        if (closing) {
            return;
        }
        closing = true;
        boolean begun = false;
        try {
            closer =
                    loop.createTask(
                            TaskOptions.named("close of " + StreamInfo.nameOf(out.stream())),
                            () -> {
                                sendAndClose();
                                return null;
                            });
            begun = true;
        } finally {
            if (!begun) { // a task factory failed
                abort();
            }
        }
    }

    /**
     * Closes, and suspends until that is done; a cancellation aborts. In a task that is being
     * cancelled, and in a callback, it does not wait.
     */
    void closeAndWait() {
        close();
        if (!Closing.mayWait()) {
            if (Rondo.cancelRequested() && !closed) { // another's close waits for the peer
                abort();
            }
            return;
        }
        awaitClosed();
    }

    /** Waits for a close that has begun; a cancellation aborts. */
    void awaitClosed() {
        boolean ended = false;
        try {
            waitClosed();
            ended = true;
        } finally {
            if (!ended) {
                abort(); // nothing, when that is what it failed with
            }
        }
    }

    /**
     * Closes the stream if all can be sent at once, and else does no more than send: for who closes
     * many, since {@link #close} costs a task. May suspend as the stream's own close does.
     *
     * @return whether the stream is closed
     */
    boolean closeIfSent() {
        if (closing || (eofRequested && !eofSent)) {
            return false;
        }
        out.sendNow();
        if (!out.isIdleOrOver()
                || (out.stream() instanceof TlsStream secure && !secure.endsAtOnce())) {
            return false;
        }
        closing = true;
        closesHere = true;
        try {
            closeStream();
        } finally {
            tellClosed();
        }
        return true;
    }

    private void tellClosed() {
        closed = true;
        Parking waiting = closedWait;
        if (waiting != null) {
            waiting.wakeAll();
        }
    }

    private void sendAndClose() {
        boolean whole = false;
        try {
            whole = Closing.flushes(out, patience);
            if (!whole) {
                throw Closing.gaveUp(StreamInfo.nameOf(out.stream()), patience, out);
            }
        } catch (TimeoutException e) {
            givenUp = e;
            throw e;
        } catch (RuntimeException e) {
            whole = true; // The stream broke; who has to know calls flush() before.
        } finally {
            try {
                if (whole) {
                    closeStream();
                } else { // half a message must not look like a whole one
                    abort();
                }
            } finally {
                tellClosed();
            }
        }
    }

    private void closeStream() {
        try {
            out.stream().close();
        } catch (TimeoutException e) {
            givenUp = e;
            throw e;
        }
    }

    /** Returns how a close told that it gave the peer up, if it did. */
    @Nullable TimeoutException givenUp() {
        return givenUp;
    }

    /**
     * Suspends until the stream is closed. A cancellation leaves it closing. asyncio: {@code
     * wait_closed}.
     *
     * @throws TimeoutException if the peer took nothing of what was left for 2 s (of a server's
     *     connection: {@link ServerOptions#stallLimit}), and the stream was aborted
     */
    public void waitClosed() {
        Task<?> task = closer;
        if (task == null && !closesHere) {
            return;
        }
        while (!closed) {
            Parking waiting = closedWait;
            if (waiting == null) {
                waiting = new Parking("close of", this);
                closedWait = waiting;
            }
            waiting.await();
        }
        if (task != null) {
            task.await(); // it has ended: only its failure is to be told
        }
    }

    /** Returns whether it was closed or its stream was. */
    public boolean isClosing() {
        return closing || out.stream().isClosed();
    }

    /** Closes the stream at once; what is buffered is lost, and who waits for it is told so. */
    public void abort() {
        loop.checkThread("abort() of a writer");
        closing = true;
        if (!out.isEmpty()) {
            out.fail(closed("the writer was aborted"));
        } else {
            out.end();
        }
        out.stream().abort();
    }

    /** Returns what is known of the connection. asyncio: {@code get_extra_info}. */
    public StreamInfo info() {
        return out.stream().info();
    }

    /** Returns this writer as an {@link OutputStream} whose blocking calls suspend the task. */
    public OutputStream outputStream() {
        return new WriterOutputStream(this);
    }

    /** Returns what is known of it now. Never suspends. */
    public StreamWriterSnapshot snapshot() {
        return new StreamWriterSnapshot(
                out.size(),
                out.isSending(),
                out.waiters(),
                eofRequested,
                isClosing(),
                Optional.ofNullable(out.failure()));
    }

    @Override
    public String toString() {
        return "<StreamWriter "
                + out.size()
                + " bytes"
                + (closing ? " closing" : "")
                + " "
                + out.stream()
                + ">";
    }
}
