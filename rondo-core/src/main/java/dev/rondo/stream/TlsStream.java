package dev.rondo.stream;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.KeyboardInterrupt;
import dev.rondo.Rondo;
import dev.rondo.TaskOptions;
import dev.rondo.TimeoutException;
import dev.rondo.bytes.ByteQueue;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * A TLS connection over a plain stream.
 *
 * <p>{@link TlsEngine} is only called between suspensions. What it makes is offered to the plain
 * stream at once; what that does not take goes through one queue and one sending task, so that
 * records leave in the order in which they were made, whoever made them (a writer, or a reader that
 * answers a key update), and a cancelled writer leaves no half record behind.
 *
 * <p>Rejected: two 16 KiB buffers a connection, as {@code SSLSocket} has. Records are made in a
 * scratch buffer that is only held between two suspensions, so one serves all connections of a
 * loop, and a read waits without a buffer.
 */
final class TlsStream implements ByteStream {
    /** What the engine makes records of. */
    private interface Encoding {
        void into(ByteBuffer room) throws SSLException;
    }

    private final ByteStream plain;
    private final TlsEngine engine;
    private final Object name; // the peer, for messages
    private final Duration shutdownTimeout;
    private final EventLoop loop;
    private final ByteQueue outgoing = new ByteQueue(); // records that the plain stream left
    private final Sender sender; // while there are such
    private @Nullable RuntimeException sendFailure;
    private boolean reading;
    private boolean writing;
    private boolean outputEnded;
    private boolean closed;
    private @Nullable Runnable onHangUp;

    TlsStream(
            ByteStream plain,
            SSLEngine engine,
            Object name,
            Duration shutdownTimeout,
            byte[] alreadyRead) {
        this.plain = plain;
        this.engine = new TlsEngine(engine, alreadyRead);
        this.name = name;
        this.shutdownTimeout = shutdownTimeout;
        this.loop = Rondo.runningLoop();
        this.sender = new Sender(loop, TaskOptions.named("sender of " + name), this::sendAll);
    }

    // ---- Handshake

    void handshake() throws IOException {
        engine.begin();
        while (true) {
            switch (engine.handshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> {
                    if (sendAnswers() == 0) {
                        throw new SSLException("the TLS connection was closed in its handshake");
                    }
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> decodeHandshake();
                case FINISHED, NOT_HANDSHAKING -> {
                    // Not flushed: the peer takes a session ticket when it reads next.
                    engine.established();
                    return;
                }
            }
        }
    }

    private void decodeHandshake() throws IOException {
        switch (engine.decode(Scratch.NOTHING)) {
            case PROGRESS -> {}
            case ENDED -> throw new SSLException("the peer ended the TLS handshake");
            case NEEDS_BYTES -> {
                // Not flushed: both ends may be sending at once, and must read for the other.
                throwSendFailure();
                if (!receive()) {
                    throw new ConnectionResetException(
                            "shake hands with",
                            name,
                            "the peer closed the connection during the TLS handshake",
                            new EOFException());
                }
            }
        }
    }

    /**
     * Keys are computed and certificates checked on a thread: that takes milliseconds, and may call
     * the user's trust manager, which may block.
     */
    private void runTasks() {
        for (Runnable task = engine.delegatedTask(); task != null; task = engine.delegatedTask()) {
            Runnable step = task;
            Rondo.toThread(() -> step.run());
        }
    }

    /** Tells the peer why there will be no connection, as far as that goes at once, and closes. */
    void refuse() {
        try {
            sendAnswers();
        } catch (IOException | RuntimeException e) {
            // The peer is gone, or the engine has nothing to say.
        }
        if (!sender.isRunning()) {
            plain.close();
        } else {
            plain.abort();
        }
    }

    // ---- Reading

    @Override
    public int read(ByteBuffer target) {
        checkOpen("read from");
        if (!target.hasRemaining()) {
            return 0;
        }
        if (reading) {
            throw new IllegalStateException("Another task is reading from " + this);
        }
        reading = true;
        try {
            return readSome(target);
        } catch (IOException e) {
            sayWhy();
            throw TlsException.of("read from", name, e);
        } finally {
            reading = false;
        }
    }

    /** Waits for a whole record, which may turn out to be no data: then the read waits again. */
    @Override
    public void waitReadable() {
        checkOpen("read from");
        if (reading) {
            throw new IllegalStateException("Another task is reading from " + this);
        }
        reading = true;
        try {
            while (!engine.hasDecoded() && !engine.hasRecord() && receive()) {
                checkOpen("read from");
            }
        } finally {
            reading = false;
        }
    }

    /**
     * Decodes what is there, since a record may turn out to be no data. While another task reads,
     * what it has not taken is not looked at.
     */
    @Override
    public boolean isReadable() {
        if (isClosed() || engine.hasDecoded()) {
            return true;
        }
        if (reading) {
            return false;
        }
        reading = true;
        try {
            while (!engine.hasDecoded()) {
                switch (engine.decode(Scratch.NOTHING)) {
                    case ENDED -> {
                        return true;
                    }
                    case NEEDS_BYTES -> {
                        if (!plain.isReadable()) {
                            return false;
                        }
                        if (!receive()) {
                            return true;
                        }
                    }
                    case PROGRESS -> answer();
                }
            }
            return true;
        } catch (IOException | RuntimeException e) {
            return true; // the next read fails with it: engines and streams keep their failures
        } finally {
            reading = false;
        }
    }

    /** The peer has left when the plain connection has ended, or a read found its good-bye. */
    @Override
    public void onHangUp(Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        checkOpen("watch");
        onHangUp = callback;
        if (engine.hasEnded()) {
            loop.callSoon(this::runOnHangUp);
        } else {
            plain.onHangUp(this::runOnHangUp);
        }
    }

    @Override
    public void removeOnHangUp() {
        onHangUp = null;
        plain.removeOnHangUp();
    }

    private void runOnHangUp() {
        Runnable callback = onHangUp;
        onHangUp = null;
        if (callback != null && !closed) {
            callback.run();
        }
    }

    private int readSome(ByteBuffer target) throws IOException {
        int before = target.position();
        while (!engine.hasDecoded()) {
            switch (engine.decode(target)) {
                case ENDED -> {
                    if (onHangUp != null) {
                        loop.callSoon(this::runOnHangUp);
                    }
                    return -1;
                }
                case NEEDS_BYTES -> {
                    if (!receive()) {
                        throw new EOFException(
                                "the connection was cut: it ended without TLS's good-bye"
                                        + " (close_notify)");
                    }
                    checkOpen("read from");
                }
                case PROGRESS -> answer();
            }
            if (target.position() > before) {
                decodeMore(target);
                return target.position() - before;
            }
        }
        return engine.drainTo(target);
    }

    /** Decodes the records that are there and fit. */
    private void decodeMore(ByteBuffer target) {
        try {
            while (target.hasRemaining() && !engine.hasDecoded() && engine.hasRecord()) {
                if (engine.decode(target) != TlsEngine.Outcome.PROGRESS) {
                    return;
                }
                answer();
            }
        } catch (IOException e) {
            // What was decoded before is delivered first; the next read fails with it.
        }
    }

    /** Says what a record asks for after the handshake: a key update wants an answer. */
    private void answer() throws SSLException {
        if (engine.hasAnswer() && !outputEnded) {
            sendAnswers();
        }
    }

    private void sayWhy() {
        try {
            sendAnswers();
        } catch (IOException | RuntimeException e) {
            // It could not be said; the caller throws what it is about.
        }
    }

    /** Reads more records; returns false when the plain stream has ended. */
    private boolean receive() {
        engine.trim();
        plain.waitReadable();
        ByteBuffer space = engine.space();
        int count = plain.read(space);
        if (count < 0) {
            return false;
        }
        engine.received(count, !space.hasRemaining());
        return true;
    }

    // ---- Writing

    @Override
    public void write(ByteBuffer source) {
        checkWritable();
        if (writing) {
            throw new IllegalStateException("Another task is writing to " + this);
        }
        writing = true;
        try {
            flush();
            while (source.hasRemaining()) {
                checkWritable();
                send(source);
                flush();
            }
        } catch (IOException e) {
            throw TlsException.of("write to", name, e);
        } finally {
            writing = false;
        }
    }

    @Override
    public int tryWrite(ByteBuffer source) {
        checkWritable();
        throwSendFailure();
        if (writing) {
            return 0;
        }
        try {
            int before = source.remaining();
            while (source.hasRemaining() && !sender.isRunning()) {
                send(source);
            }
            return before - source.remaining();
        } catch (IOException e) {
            throw TlsException.of("write to", name, e);
        }
    }

    @Override
    public void write(ByteBuffer... sources) {
        checkWritable();
        if (writing) {
            throw new IllegalStateException("Another task is writing to " + this);
        }
        writing = true;
        try {
            flush();
            while (remaining(sources) > 0) {
                checkWritable();
                send(sources);
                flush();
            }
        } catch (IOException e) {
            throw TlsException.of("write to", name, e);
        } finally {
            writing = false;
        }
    }

    @Override
    public long tryWrite(ByteBuffer... sources) {
        checkWritable();
        throwSendFailure();
        if (writing) {
            return 0;
        }
        try {
            long before = remaining(sources);
            while (remaining(sources) > 0 && !sender.isRunning()) {
                send(sources);
            }
            return before - remaining(sources);
        } catch (IOException e) {
            throw TlsException.of("write to", name, e);
        }
    }

    private static long remaining(ByteBuffer[] sources) {
        long sum = 0;
        for (ByteBuffer source : sources) {
            sum += source.remaining();
        }
        return sum;
    }

    private void send(ByteBuffer[] sources) throws IOException {
        long before = remaining(sources);
        if (offer(room -> engine.encode(sources, room)) == 0 && remaining(sources) == before) {
            throw ended();
        }
    }

    private BrokenPipeException ended() {
        return new BrokenPipeException(
                "write to", name, "the TLS connection has ended", new IOException("closed"));
    }

    /** Makes some records of what is given and offers them to the plain stream. */
    private void send(ByteBuffer source) throws IOException {
        int before = source.remaining();
        if (offer(room -> engine.encode(source, room)) == 0 && source.remaining() == before) {
            throw ended();
        }
    }

    /** Sends what the engine has to say itself; returns how many bytes that was. */
    private int sendAnswers() throws SSLException {
        return offer(engine::encodeAnswers);
    }

    /** Has the engine make records and offers them to the plain stream; returns their size. */
    private int offer(Encoding encoding) throws SSLException {
        ByteBuffer room = ByteBuffer.wrap(Scratch.take());
        try {
            encoding.into(room);
            int size = room.position();
            handOver(room.flip());
            return size;
        } finally {
            Scratch.give(room.array());
        }
    }

    /** Gives records to the plain stream, and what it does not take now to a task. */
    private void handOver(ByteBuffer records) {
        if (outgoing.isEmpty() && records.hasRemaining()) {
            plain.tryWrite(records);
        }
        if (records.hasRemaining()) {
            outgoing.add(records);
            sender.start();
        }
    }

    private void sendAll() {
        try {
            while (!outgoing.isEmpty()) {
                byte[] part = new byte[Math.min(outgoing.size(), Sender.LARGEST_PART)];
                outgoing.view().get(part);
                ByteBuffer chunk = ByteBuffer.wrap(part);
                try {
                    plain.write(chunk);
                } finally {
                    outgoing.skip(chunk.position()); // a cancelled sender leaves the rest
                }
            }
        } catch (RuntimeException e) {
            sendFailed(e);
        } catch (CancelledError | KeyboardInterrupt e) {
            throw e; // who waits sends what is left
        } catch (Error e) {
            sendFailed(new IllegalStateException("The stream failed: " + plain, e));
            throw e;
        } finally {
            outgoing.trim();
        }
    }

    private void sendFailed(RuntimeException e) {
        sendFailure = e;
        outgoing.skip(outgoing.size());
    }

    /** Suspends until the plain stream has taken all records. */
    private void flush() {
        while (!outgoing.isEmpty()) {
            sender.start(); // if it was cancelled
            if (sender.isRunning()) {
                sender.awaitProgress();
            }
        }
        throwSendFailure();
    }

    private void throwSendFailure() {
        RuntimeException failed = sendFailure;
        if (failed != null) {
            throw failed;
        }
    }

    private void checkWritable() {
        checkOpen("write to");
        if (outputEnded) {
            throw new StreamClosedException("write to", name, "writeEof() was called");
        }
    }

    // ---- Ending

    /** Sends close_notify. TLS 1.3 lets the other direction go on (RFC 8446 section 6.1). */
    @Override
    public void writeEof() {
        checkOpen("end");
        if (!canWriteEof()) {
            throw new UnsupportedOperationException(
                    "Only TLS 1.3 can end one direction alone, and this is "
                            + this
                            + "\nclose() it");
        }
        try {
            endOutput();
        } catch (IOException e) {
            throw TlsException.of("end", name, e);
        }
    }

    @Override
    public boolean canWriteEof() {
        return engine.isLatest();
    }

    private void endOutput() throws IOException {
        if (!outputEnded) {
            outputEnded = true;
            offer(engine::encodeEnd);
        }
        flush();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        loop.checkThread("close() of TLS");
        closed = true;
        try {
            Rondo.timeout(shutdownTimeout, this::sayBye);
            plain.close();
        } catch (TimeoutException e) {
            boolean unsent = !outgoing.isEmpty();
            plain.abort();
            if (unsent) {
                throw new TimeoutException(
                        "close "
                                + name
                                + ": the peer did not take the last bytes within "
                                + shutdownTimeout);
            }
        } catch (IOException | RuntimeException e) {
            plain.abort(); // the peer is gone: nothing is lost that it would have taken
        } catch (CancelledError e) {
            plain.abort();
            throw e;
        }
    }

    /** Sends close_notify and waits for the peer's, dropping what it still sends. */
    private void sayBye() throws IOException {
        endOutput();
        if (plain.canWriteEof()) {
            plain.writeEof();
        }
        while (!reading) {
            engine.dropDecoded();
            switch (engine.decode(Scratch.NOTHING)) {
                case ENDED -> {
                    return;
                }
                case NEEDS_BYTES -> {
                    if (!receive()) {
                        return;
                    }
                }
                case PROGRESS -> {}
            }
        }
    }

    @Override
    public void abort() {
        loop.checkThread("abort() of TLS");
        closed = true;
        plain.abort();
    }

    @Override
    public boolean isClosed() {
        return closed || plain.isClosed();
    }

    private void checkOpen(String operation) {
        loop.checkThread(operation);
        if (closed) {
            throw new StreamClosedException(operation, name, "it is closed");
        }
    }

    @Override
    public StreamInfo info() {
        StreamInfo below = plain.info();
        return new StreamInfo(
                below.local(),
                below.peer(),
                Optional.of(engine.session()),
                Optional.of(engine.applicationProtocol()).filter(p -> !p.isEmpty()));
    }

    @Override
    public String toString() {
        return "<TlsStream "
                + engine.session().getProtocol()
                + (closed ? " closed" : "")
                + " over "
                + plain
                + ">";
    }
}
