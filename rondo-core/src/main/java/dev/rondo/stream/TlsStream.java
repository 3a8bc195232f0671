package dev.rondo.stream;

import dev.rondo.CancelledError;
import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.bytes.ByteQueue;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A TLS connection over a plain stream.
 *
 * <p>The engine is only called between suspensions, so its state needs no lock; what it makes goes
 * through one queue, so that records leave in the order in which they were made, whoever makes them
 * (a writer, or a reader that answers a key update).
 */
final class TlsStream implements ByteStream {
    private final ByteStream plain;
    private final SSLEngine engine;
    private final Duration shutdownTimeout;
    private final ByteQueue incoming = new ByteQueue(); // records as they arrived
    private final ByteQueue decoded = new ByteQueue(); // what they held, until it is read
    private final ByteQueue outgoing = new ByteQueue(); // records that are to be sent
    private @Nullable ByteBuffer
            sending; // taken from outgoing; what a cancelled send left is sent by the next
    private @Nullable Future<@Nullable Void> sent; // while a task sends
    private boolean reading;
    private boolean writing;
    private boolean peerSaidBye;
    private boolean closed;

    TlsStream(ByteStream plain, SSLEngine engine, Duration shutdownTimeout, byte[] alreadyRead) {
        this.plain = plain;
        this.engine = engine;
        this.shutdownTimeout = shutdownTimeout;
        incoming.add(alreadyRead, 0, alreadyRead.length);
    }

    // ---- Handshake

    void handshake() throws IOException {
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> {
                    wrap(ByteBuffer.allocate(0));
                    flush();
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap() && !receive()) {
                        throw new EOFException(
                                "the peer closed the connection during the TLS handshake");
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    flush();
                    return;
                }
            }
        }
    }

    /**
     * Certificates are checked on a thread: that computes, and may call the user's trust manager,
     * which may block.
     */
    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            Runnable step = task;
            Rondo.toThread(() -> step.run());
        }
    }

    // ---- Reading

    @Override
    public int read(ByteBuffer target) {
        checkOpen("read from");
        if (!target.hasRemaining()) {
            return 0;
        }
        waitReadable();
        return decoded.isEmpty() ? -1 : decoded.drainTo(target);
    }

    @Override
    public void waitReadable() {
        checkOpen("read from");
        if (reading) {
            throw new IllegalStateException("Another task is reading from " + this);
        }
        reading = true;
        try {
            while (decoded.isEmpty() && !peerSaidBye) {
                if (!unwrap() && !receive()) {
                    throw new EOFException(
                            "the connection was cut: it ended without TLS's good-bye"
                                    + " (close_notify)");
                }
                checkOpen("read from");
            }
        } catch (IOException e) {
            throw failure("read from", plain, e);
        } finally {
            reading = false;
        }
    }

    /** Decodes one record; returns false when a whole one is not there. */
    private boolean unwrap() throws IOException {
        ByteBuffer source = incoming.view();
        ByteBuffer space = decoded.space(engine.getSession().getApplicationBufferSize());
        int before = space.position();
        SSLEngineResult result = engine.unwrap(source, space);
        incoming.skip(result.bytesConsumed());
        decoded.filled(space.position() - before);
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> {
                return false;
            }
            case CLOSED -> peerSaidBye = true;
            case OK, BUFFER_OVERFLOW -> {}
        }
        answer(result);
        return true;
    }

    /** Does what a record asks for after the handshake: a key update wants an answer. */
    private void answer(SSLEngineResult result) throws IOException {
        if (!isOpen(result)) {
            return;
        }
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            runTasks();
        }
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !isHandshaking) {
            wrap(ByteBuffer.allocate(0));
            flush();
        }
    }

    private boolean isHandshaking = true;

    private boolean isOpen(SSLEngineResult result) {
        if (isHandshaking && result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            isHandshaking = false;
        }
        return result.getStatus() == SSLEngineResult.Status.OK;
    }

    /** Reads more records; returns false when the plain stream has ended. */
    private boolean receive() {
        ByteBuffer space = incoming.space(engine.getSession().getPacketBufferSize());
        int count = plain.read(space);
        if (count < 0) {
            return false;
        }
        incoming.filled(count);
        return true;
    }

    // ---- Writing

    @Override
    public void write(ByteBuffer source) {
        checkOpen("write to");
        if (writing) {
            throw new IllegalStateException("Another task is writing to " + this);
        }
        writing = true;
        try {
            while (source.hasRemaining()) {
                wrap(source);
                flush();
                checkOpen("write to");
            }
            flush();
        } catch (IOException e) {
            throw failure("write to", plain, e);
        } finally {
            writing = false;
        }
    }

    @Override
    public int tryWrite(ByteBuffer source) {
        checkOpen("write to");
        if (writing || sent != null) {
            return 0;
        }
        try {
            int before = source.remaining();
            while (flushedNow() && source.hasRemaining()) {
                wrap(source);
            }
            return before - source.remaining();
        } catch (IOException e) {
            throw failure("write to", plain, e);
        }
    }

    /** Makes one record of what is given, or of what the engine has to say itself. */
    private void wrap(ByteBuffer source) throws SSLException {
        ByteBuffer space = outgoing.space(engine.getSession().getPacketBufferSize());
        int before = space.position();
        SSLEngineResult result = engine.wrap(source, space);
        outgoing.filled(space.position() - before);
        if (isHandshaking && result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            isHandshaking = false;
        }
        if (result.getStatus() == SSLEngineResult.Status.CLOSED && source.hasRemaining()) {
            throw new SSLException("the TLS connection was closed for writing");
        }
    }

    /** Sends all records, or waits for the task that does. */
    private void flush() {
        while (sending != null || !outgoing.isEmpty() || sent != null) {
            Future<@Nullable Void> other = sent;
            if (other != null) {
                Rondo.shield(other).await();
                continue;
            }
            Future<@Nullable Void> mine = Rondo.createFuture();
            sent = mine;
            try {
                plain.write(nextPart());
                sending = null;
            } finally {
                sent = null;
                if (!mine.done()) {
                    mine.setResult(null);
                }
            }
        }
    }

    /** Sends what the plain stream takes now; returns whether that was all. */
    private boolean flushedNow() {
        while (sending != null || !outgoing.isEmpty()) {
            ByteBuffer part = nextPart();
            plain.tryWrite(part);
            if (part.hasRemaining()) {
                return false;
            }
            sending = null;
        }
        return true;
    }

    private ByteBuffer nextPart() {
        ByteBuffer part = sending;
        if (part == null || !part.hasRemaining()) {
            part = ByteBuffer.wrap(outgoing.take(outgoing.size()));
            sending = part;
        }
        return part;
    }

    // ---- Ending

    @Override
    public void writeEof() {
        throw new UnsupportedOperationException(
                "TLS cannot end one direction alone: " + this + "\nclose() it");
    }

    @Override
    public boolean canWriteEof() {
        return false;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Rondo.timeout(shutdownTimeout, this::sayBye);
            plain.close();
        } catch (IOException | RuntimeException e) {
            plain.abort(); // the peer is gone or does not answer: nothing is lost that it would
            // have taken
        } catch (CancelledError e) {
            plain.abort();
            throw e;
        }
    }

    /** Sends close_notify and waits for the peer's, dropping what it still sends. */
    private void sayBye() throws IOException {
        engine.closeOutbound();
        while (!engine.isOutboundDone()) {
            wrap(ByteBuffer.allocate(0));
        }
        flush();
        if (plain.canWriteEof()) {
            plain.writeEof();
        }
        while (!peerSaidBye && !reading) {
            decoded.skip(decoded.size());
            if (!unwrap() && !receive()) {
                return;
            }
        }
    }

    @Override
    public void abort() {
        closed = true;
        plain.abort();
    }

    @Override
    public boolean isClosed() {
        return closed || plain.isClosed();
    }

    private void checkOpen(String operation) {
        if (closed) {
            throw new StreamClosedException(
                    operation, this, "it is closed", new IOException("closed"));
        }
    }

    static StreamException failure(String operation, ByteStream stream, IOException cause) {
        return new TlsException(operation, stream, String.valueOf(cause.getMessage()), cause);
    }

    @Override
    public StreamInfo info() {
        StreamInfo below = plain.info();
        String protocol = engine.getApplicationProtocol();
        return new StreamInfo(
                below.local(),
                below.peer(),
                Optional.of(engine.getSession()),
                Optional.ofNullable(protocol).filter(p -> !p.isEmpty()));
    }

    @Override
    public String toString() {
        return "<TlsStream "
                + engine.getSession().getProtocol()
                + (closed ? " closed" : "")
                + " over "
                + plain
                + ">";
    }
}
