package dev.rondo.stream;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.KeyboardInterrupt;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TaskOptions;
import dev.rondo.bytes.ByteQueue;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a {@link ByteStream} through a bounded buffer.
 *
 * <p>Back-pressure (asyncio's {@code write} has none): {@link #write(byte[])} only buffers while
 * less than the high-water mark is waiting; at the mark it suspends until the buffer is down to the
 * low-water mark. So a writer that never calls {@link #drain} cannot grow the buffer without bound.
 * What was written in small pieces in one pass of the loop goes out together at the pass's end, or
 * with the next {@code drain} or {@code flush}; pieces of 4 KiB and more go out at once.
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

    private final EventLoop loop;
    private ByteStream stream; // changes when TLS starts
    private final ByteQueue buffer = new ByteQueue();
    private WriteBufferLimits limits = WriteBufferLimits.below(DEFAULT_HIGH_WATER);
    private boolean flushQueued; // a callback at the end of this pass
    private final Sender sender; // while the stream does not take all at once
    private ByteBuffer sending = Scratch.NOTHING; // by the sender; still counted in the buffer
    private @Nullable RuntimeException failure; // of the stream, or another task writes to it
    private boolean held; // TLS is started, or the stream is lent: what is written waits for it
    private boolean eofRequested;
    private boolean eofSent;
    private boolean closing;
    private @Nullable Task<?> closer;

    /** Creates a writer of the current loop. */
    public StreamWriter(ByteStream stream) {
        this.loop = Rondo.runningLoop();
        this.stream = Objects.requireNonNull(stream, "stream");
        this.sender = new Sender(loop, TaskOptions.defaults(), this::sendAll);
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
        if (source.remaining() >= DIRECT && buffer.isEmpty() && !sender.isRunning() && !held) {
            writeAtOnce(source);
            if (!source.hasRemaining()) {
                return;
            }
        }
        buffer.add(source);
        if (buffer.size() >= limits.high()) {
            awaitSize(limits.low());
        } else {
            queueFlush();
        }
    }

    /** Writes text in UTF-8. See {@link #write(byte[])}. */
    public void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes several pieces; no line ends are added. asyncio: {@code writelines}. */
    public void writeLines(Iterable<byte[]> pieces) {
        for (byte[] piece : pieces) {
            write(piece);
        }
    }

    /**
     * Sends what is buffered and suspends while more than the low-water mark is waiting. Returns at
     * once when the stream takes it all.
     *
     * @throws StreamException if the stream failed
     */
    public void drain() {
        awaitSize(limits.low());
    }

    /** Sends what is buffered and suspends until the stream has taken all of it. */
    public void flush() {
        awaitSize(0);
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
        hold();
        try {
            return body.apply(stream);
        } finally {
            goOn(stream);
        }
    }

    private void checkWritable() {
        loop.checkThread("write() of a writer");
        throwFailure();
        if (eofRequested || closing || stream.isClosed()) {
            throw closed(
                    closing
                            ? "the writer is closed"
                            : eofRequested ? "writeEof() was called" : "the stream is closed");
        }
    }

    private StreamClosedException closed(String reason) {
        return new StreamClosedException("write to", StreamInfo.nameOf(stream), reason);
    }

    private void throwFailure() {
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    /** Hands a large piece over without a copy, as much as the stream takes. */
    private void writeAtOnce(ByteBuffer source) {
        try {
            stream.tryWrite(source);
        } catch (RuntimeException e) {
            fail(e);
            throw e;
        }
    }

    private void queueFlush() {
        if (!flushQueued && !sender.isRunning() && !held) {
            flushQueued = true;
            loop.callSoon(this::flushQueued);
        }
    }

    private void flushQueued() {
        if (flushQueued) {
            flushQueued = false;
            flushNow();
        }
    }

    /** Hands over what the stream takes now; the rest goes to a task. */
    private void flushNow() {
        flushQueued = false;
        if (sender.isRunning() || failure != null || held || buffer.isEmpty()) {
            return;
        }
        try {
            ByteBuffer view = buffer.view();
            buffer.skip(stream.tryWrite(view));
        } catch (RuntimeException e) {
            fail(e);
            return;
        }
        if (buffer.isEmpty()) {
            buffer.trim(); // what waits for its next message holds no array
            sender.progressed();
        } else {
            sender.start();
        }
    }

    private void sendAll() {
        byte[] part = new byte[Math.min(buffer.size(), Sender.LARGEST_PART)];
        try {
            while (!buffer.isEmpty()) {
                // A copy: write() may suspend, and the queue's array moves when others add to it.
                int length = Math.min(part.length, buffer.size());
                buffer.view().get(part, 0, length);
                ByteBuffer chunk = ByteBuffer.wrap(part, 0, length);
                sending = chunk;
                try {
                    stream.write(chunk);
                } finally {
                    if (sending == chunk) { // else abort() has dropped it
                        buffer.skip(chunk.position());
                        sending = Scratch.NOTHING;
                    }
                }
                sender.progressed();
            }
        } catch (RuntimeException e) {
            fail(e);
        } catch (CancelledError | KeyboardInterrupt e) {
            throw e; // who waits sends what is left
        } catch (Error e) {
            fail(new IllegalStateException("The stream failed: " + stream, e));
            throw e;
        } finally {
            buffer.trim();
        }
    }

    private void fail(RuntimeException e) {
        failure = e;
        buffer.skip(buffer.size());
        sending = Scratch.NOTHING;
        sender.progressed();
    }

    /** Sends until so much or less is buffered; all of it means that nobody holds the stream. */
    private void awaitSize(int atMost) {
        loop.checkThread("flush() of a writer");
        flushNow();
        while (failure == null && (buffer.size() > atMost || (held && atMost == 0))) {
            sender.awaitProgress();
            flushNow(); // if the sender was cancelled
        }
        throwFailure();
    }

    // ---- Starting TLS

    boolean hasEnded() {
        return closing || eofRequested;
    }

    /** Buffers what is written, until {@link #goOn}. */
    void hold() {
        held = true;
    }

    /** Sends what is buffered to another stream. */
    void goOn(ByteStream next) {
        stream = next;
        held = false;
        sender.progressed();
        flushNow();
    }

    // ---- Limits

    /**
     * Sets the water marks in bytes: {@code 0 <= low <= high}. asyncio: {@code
     * set_write_buffer_limits}.
     */
    public void setWriteBufferLimits(int low, int high) {
        limits = new WriteBufferLimits(low, high);
    }

    /** Returns how many bytes are buffered. */
    public int buffered() {
        return buffer.size();
    }

    /** Returns how many bytes the stream has not taken yet: it gets less while a write goes on. */
    int unsent() {
        return buffer.size() - sending.position();
    }

    // ---- Ending

    /**
     * Ends the outgoing direction when everything is sent. Suspends until then; after a
     * cancellation, call it again. asyncio: {@code write_eof}.
     */
    public void writeEof() {
        if (!eofRequested) {
            checkWritable();
            eofRequested = true;
        }
        if (!eofSent) {
            flush();
        }
        if (!eofSent) { // by another task meanwhile
            eofSent = true;
            stream.writeEof();
        }
    }

    /** Returns whether one direction can be ended alone. */
    public boolean canWriteEof() {
        return stream.canWriteEof();
    }

    /**
     * Sends what is buffered and closes the stream, in the background. Never suspends; see {@link
     * #waitClosed}. A stream that breaks meanwhile is closed without a failure: {@link #flush}
     * before tells whether everything was sent.
     */
    public void close() {
        if (!closing) {
            loop.checkThread("close() of a writer");
            closing = true;
            if (loop.isClosed()) {
                return; // and the stream with it
            }
            closer =
                    loop.createTask(() -> {
                        try {
                            flush();
                        } catch (RuntimeException e) {
                            // The stream broke; who has to know calls flush() before.
                        } finally {
                            stream.close();
                        }
                    });
        }
    }

    /** Suspends until the stream is closed. asyncio: {@code wait_closed}. */
    public void waitClosed() {
        Task<?> closing = closer;
        if (closing != null) {
            Rondo.shield(closing).await();
        }
    }

    /** Returns whether it was closed or its stream was. */
    public boolean isClosing() {
        return closing || stream.isClosed();
    }

    /** Closes the stream at once; what is buffered is lost, and who waits for it is told so. */
    public void abort() {
        loop.checkThread("abort() of a writer");
        closing = true;
        if (!buffer.isEmpty()) {
            fail(closed("the writer was aborted"));
        }
        stream.abort();
    }

    /** Returns what is known of the connection. asyncio: {@code get_extra_info}. */
    public StreamInfo info() {
        return stream.info();
    }

    /** Returns this writer as an {@link OutputStream} whose blocking calls suspend the task. */
    public OutputStream outputStream() {
        return new WriterOutputStream(this);
    }

    @Override
    public String toString() {
        return "<StreamWriter "
                + buffer.size()
                + " bytes"
                + (closing ? " closing" : "")
                + " "
                + stream
                + ">";
    }
}
