package dev.rondo.stream;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A TLS connection over a plain stream.
 *
 * <p>{@link TlsEngine} is only called between suspensions. What it makes goes through one {@link
 * Outbox}, so that records leave in the order in which they were made, whoever made them (a writer,
 * or a reader that answers a key update), and a cancelled writer leaves no half record behind. No
 * records are made while some wait there, but for the engine's own words: so at most one batch
 * waits, 68 KiB, and a slow peer's plaintext stays with its writer. The task that writes sends the
 * batch itself.
 *
 * <p>A long file, since both directions, the handshake and the good-bye share one engine and its
 * state.
 *
 * <p>Rejected: two 16 KiB buffers a connection, as {@code SSLSocket} has. Records are made in a
 * buffer of the loop's pool, which goes to the outbox as it is if the plain stream does not take
 * them, and a read waits without a buffer.
 */
final class TlsStream implements ByteStream {
    /** What the engine makes records of. */
    private interface Encoding {
        void into(ByteBuffer room) throws SSLException;
    }

    private static final int MOST_DROPPED = 4; // large buffers: more than a socket holds mostly

    private final ByteStream plain;
    private final TlsEngine engine;
    private final Object name; // the peer, for messages
    private final Duration shutdownTimeout;
    private final EventLoop loop;
    private final BufferPool pool;
    private final Outbox records;
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
        this.pool = BufferPool.of(loop);
        this.records = new Outbox(loop, plain, this, OutboxOwner.NOBODY);
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
        switch (engine.decode(BufferPool.NOTHING)) {
            case PROGRESS -> {}
            case ENDED -> throw new SSLException("the peer ended the TLS handshake");
            case NEEDS_BYTES -> {
                // Not flushed: both ends may be sending at once, and must read for the other.
                records.throwFailure();
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
        if (records.isSending()) {
            plain.abort();
        } else {
            plain.close();
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
                switch (engine.decode(BufferPool.NOTHING)) {
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
            try {
                sendAnswers();
            } catch (RuntimeException e) {
                // The way out is broken, which its writer is told; what comes in is still read.
            }
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
        write(new ByteBuffer[] {source});
    }

    /** Makes records of all of them together, each as full as it can be. */
    @Override
    public void write(ByteBuffer... sources) {
        checkWritable();
        if (writing) {
            throw new IllegalStateException("Another task is writing to " + this);
        }
        writing = true;
        try {
            records.flushHere();
            while (TlsEngine.remaining(sources) > 0) {
                checkWritable();
                send(sources);
                records.flushHere();
            }
        } catch (IOException e) {
            throw TlsException.of("write to", name, e);
        } finally {
            writing = false;
        }
    }

    @Override
    public int tryWrite(ByteBuffer source) {
        return (int) tryWrite(new ByteBuffer[] {source});
    }

    @Override
    public long tryWrite(ByteBuffer... sources) {
        checkWritable();
        records.throwFailure();
        if (writing) {
            return 0;
        }
        try {
            long before = TlsEngine.remaining(sources);
            records.sendNow(); // if a sender was cancelled
            while (records.isIdle() && TlsEngine.remaining(sources) > 0) {
                send(sources);
            }
            records.sendInBackground();
            return before - TlsEngine.remaining(sources);
        } catch (IOException e) {
            throw TlsException.of("write to", name, e);
        }
    }

    private BrokenPipeException ended() {
        return new BrokenPipeException(
                "write to", name, "the TLS connection has ended", new IOException("closed"));
    }

    /** Makes some records of what is given and offers them to the plain stream. */
    private void send(ByteBuffer[] sources) throws IOException {
        if (offer(room -> engine.encode(sources, room)) == 0 && TlsEngine.remaining(sources) > 0) {
            throw ended();
        }
    }

    /** Sends what the engine has to say itself; returns how many bytes that was. */
    private int sendAnswers() throws SSLException {
        int size = offer(engine::encodeAnswers);
        records.sendInBackground();
        return size;
    }

    /**
     * Has the engine make records and offers them to the plain stream; returns their size. What it
     * refuses is left in the outbox.
     */
    private int offer(Encoding encoding) throws SSLException {
        ByteBuffer room = pool.lend(BufferPool.LARGE);
        try {
            encoding.into(room);
        } catch (SSLException | RuntimeException e) {
            pool.giveBack(room);
            throw e;
        }
        int size = room.flip().remaining();
        records.putLent(room);
        records.throwFailure();
        return size;
    }

    private void checkWritable() {
        checkOpen("write to");
        if (outputEnded) {
            throw new StreamClosedException("write to", name, "writeEof() was called");
        }
    }

    // ---- Ending

    /**
     * Sends close_notify, in the background if it does not leave at once. TLS 1.3 lets the other
     * direction go on (RFC 8446 section 6.1).
     */
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
        records.throwFailure();
        records.sendInBackground();
    }

    @Override
    public boolean canWriteEof() {
        return engine.isLatest();
    }

    /** Makes the good-bye, and sends it as far as that goes at once. */
    private void endOutput() throws IOException {
        if (!outputEnded) {
            outputEnded = true;
            offer(engine::encodeEnd);
        }
        records.sendNow();
    }

    /** Returns how many bytes of records the plain streams below have not taken. */
    long unsent() {
        return records.left();
    }

    /** Says good-bye before a close; returns whether that does not have to wait then. */
    boolean endsAtOnce() {
        try {
            endOutput();
            return records.isIdle();
        } catch (IOException | StreamException e) {
            return true; // the close meets it, too
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        loop.checkThread("close() of TLS");
        closed = true;
        boolean handedOver = false;
        try {
            handedOver = sayBye();
            if (handedOver) {
                awaitBye();
                dropArrived();
            }
        } catch (IOException | StreamException e) {
            // The peer is gone, or speaks no TLS: nothing is lost that it would have taken.
        } finally {
            if (handedOver) {
                plain.close();
            } else {
                plain.abort();
            }
        }
    }

    /** Sends the last records; returns false if they do not leave at once and may not wait. */
    private boolean sayBye() throws IOException {
        endOutput();
        if (records.isIdle() || !Closing.mayWait()) {
            return records.isIdle();
        }
        if (!Closing.flushes(records, Closing.PATIENCE)) {
            throw Closing.gaveUp(name, Closing.PATIENCE, records);
        }
        return true;
    }

    /** Waits for the peer's good-bye, if that is wanted, and drops what it still sends. */
    private void awaitBye() throws IOException {
        if (shutdownTimeout.isPositive() && !reading && Closing.mayWait()) {
            if (plain.canWriteEof()) {
                plain.writeEof();
            }
            try {
                Rondo.timeout(shutdownTimeout, this::receiveBye);
            } catch (TimeoutException e) {
                // It is not needed: all that was sent has been handed over.
            }
        }
    }

    private void receiveBye() throws IOException {
        while (!reading) {
            engine.dropDecoded();
            switch (engine.decode(BufferPool.NOTHING)) {
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

    /**
     * Takes what has arrived and nobody reads, mostly the peer's session tickets: with unread bytes
     * the system's close is a reset, which takes what we sent last away from the peer.
     */
    private void dropArrived() {
        for (int i = 0; i < MOST_DROPPED && !reading && plain.isReadable(); i++) {
            ByteBuffer dropped = pool.lend(BufferPool.LARGE);
            if (plain.read(dropped) < 0) {
                return;
            }
            pool.giveBack(dropped);
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
