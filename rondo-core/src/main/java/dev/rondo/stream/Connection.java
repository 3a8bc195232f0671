package dev.rondo.stream;

import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stream with its reader and its writer: what {@code openConnection} returns and a {@link Server}
 * hands out.
 */
public final class Connection implements AutoCloseable {
    private final int limit;
    private ByteStream stream;
    private boolean startingTls;
    // Made when asked for: handlers that use the stream itself need none.
    private @Nullable StreamReader reader;
    private @Nullable StreamWriter writer;
    private @Nullable Transport transport; // when a protocol is served instead of a handler

    /** Wraps a stream of the current loop. */
    public Connection(ByteStream stream) {
        this(stream, StreamReader.DEFAULT_LIMIT);
    }

    /** Wraps a stream of the current loop, with a limit for its reader. */
    public Connection(ByteStream stream, int limit) {
        this.stream = Objects.requireNonNull(stream, "stream");
        this.limit = limit;
    }

    /** Returns the stream. */
    public ByteStream stream() {
        return stream;
    }

    /** Returns the reader. Do not mix it with reading from the stream itself. */
    public StreamReader reader() {
        StreamReader made = reader;
        if (made == null) {
            made = new StreamReader(stream, limit);
            reader = made;
        }
        return made;
    }

    /** Returns the writer. Do not mix it with writing to the stream itself. */
    public StreamWriter writer() {
        StreamWriter made = writer;
        if (made == null) {
            made = new StreamWriter(stream);
            writer = made;
        }
        return made;
    }

    /**
     * Returns the connection as a {@link ByteChannel} whose blocking calls suspend the task: for
     * libraries that want channels. It reads by the reader and writes by the writer, so it may take
     * turns with them. Closing it closes the connection.
     */
    public ByteChannel byteChannel() {
        return new ConnectionByteChannel(this);
    }

    /**
     * Goes on over TLS: sends what the writer has buffered, shakes hands, and lets the reader and
     * the writer go on over the secure stream, which {@link #stream} returns from now on. Again, it
     * makes TLS in TLS. Suspends.
     *
     * <p>What the reader has buffered goes to the handshake, so nothing that came in plain is taken
     * for secure. What other tasks write meanwhile is sent after the handshake, encrypted. A
     * failure or a cancellation of the handshake closes the connection; one before it, while what
     * was buffered is sent, leaves it in plain. asyncio: {@code StreamWriter.start_tls}.
     *
     * @throws TlsException if the handshake fails; see {@link Tls#client}
     * @throws StreamClosedException if the connection or its outgoing direction is closed
     * @throws IllegalStateException if another task reads from the connection or starts TLS too
     */
    public void startTls(TlsOptions options) {
        Tls.checkName(options);
        checkCanStartTls();
        StreamReader in = reader();
        StreamWriter out = writer();
        out.flush();
        checkCanStartTls(); // it may have changed while the flush suspended
        startingTls = true;
        in.hold();
        out.hold();
        try {
            stream = Tls.wrap(stream, options, in.takeBuffered());
            in.goOn(stream);
        } finally {
            startingTls = false;
            in.release();
            out.goOn(stream);
        }
    }

    private void checkCanStartTls() {
        if (startingTls) {
            throw new IllegalStateException("Another task is starting TLS on " + this);
        }
        StreamWriter out = writer;
        if (stream.isClosed() || (out != null && out.hasEnded())) {
            throw new StreamClosedException("start TLS on", stream, "it is closed");
        }
        if (reader().isReading()) {
            throw new IllegalStateException(
                    "Another task is reading from "
                            + stream
                            + "\nStart TLS between two messages, when nobody reads");
        }
    }

    void attach(Transport transport) {
        this.transport = transport;
    }

    @Nullable Transport transport() {
        return transport;
    }

    /** Returns what is known of the connection. */
    public StreamInfo info() {
        return stream.info();
    }

    /** Sends what is buffered and closes. Suspends until it is done. */
    @Override
    public void close() {
        StreamWriter made = writer;
        if (made == null) {
            stream.close();
        } else {
            made.close();
            made.waitClosed();
        }
    }

    /**
     * Like {@link #close()}, but gives a peer up that takes nothing for so long; the stream is open
     * then.
     *
     * @throws TimeoutException if it did
     */
    void closeOrGiveUp(Duration stall) {
        StreamWriter made = writer;
        if (made == null) {
            stream.close();
            return;
        }
        made.close();
        for (int left = made.buffered(); !closesWithin(stall, made); left = made.buffered()) {
            if (made.buffered() >= left) {
                throw new TimeoutException("The peer took nothing for " + stall + ": " + this);
            }
        }
    }

    private static boolean closesWithin(Duration limit, StreamWriter closing) {
        try {
            Rondo.timeout(limit, closing::waitClosed);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "<Connection " + stream + ">";
    }
}
