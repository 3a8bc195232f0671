package dev.rondo.stream;

import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
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
    private final @Nullable Served served; // by a server
    private @Nullable TlsException handshakeFailure; // of startTls

    /** Wraps a stream of the current loop. */
    public Connection(ByteStream stream) {
        this(stream, StreamReader.DEFAULT_LIMIT);
    }

    /** Wraps a stream of the current loop, with a limit for its reader. */
    public Connection(ByteStream stream, int limit) {
        this(stream, limit, Optional.empty());
    }

    /** Wraps a stream for a server. */
    Connection(ByteStream stream, Served served) {
        this(stream, StreamReader.DEFAULT_LIMIT, Optional.of(served));
    }

    private Connection(ByteStream stream, int limit, Optional<Served> served) {
        this.stream = Objects.requireNonNull(stream, "stream");
        this.limit = limit;
        this.served = served.orElse(null);
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
            made = new StreamWriter(stream, patience());
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
        in.inbox().hold();
        out.hold();
        try {
            stream = Tls.wrap(stream, options, in.takeBuffered());
            in.inbox().goOn(stream);
        } catch (TlsException e) {
            handshakeFailure = e;
            throw e;
        } finally {
            startingTls = false;
            in.inbox().release();
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
        if (reader().inbox().isReading()) {
            throw new IllegalStateException(
                    "Another task is reading from "
                            + stream
                            + "\nStart TLS between two messages, when nobody reads");
        }
    }

    /** Returns whether that is how a close told that the peer did not take the last bytes. */
    boolean hasGivenUp(TimeoutException failure) {
        return writer != null && failure == writer.givenUp();
    }

    boolean isHandshakeFailure(TlsException failure) {
        return failure == handshakeFailure;
    }

    @Nullable Served served() {
        return served;
    }

    // ---- Between two requests

    /**
     * Suspends until there is something to read, and returns true; false when the peer has ended
     * its direction, or when the server drains and nothing more has arrived. So the loop of a
     * handler that answers one request after the other ends by itself, and in good order:
     *
     * {@snippet :
     * ConnectionHandler handler = connection -> {
     *     while (connection.awaitRequest()) {
     *         String request = connection.reader().nextLine().orElseThrow();
     *         connection.writer().write("got " + request + "\n");
     *     }
     * };
     * }
     *
     * <p>While it waits, the connection is idle: {@link Server#drain} lets it go. What arrives in
     * the same moment is still answered. A cancellation loses nothing. One task waits at a time. On
     * a connection that is no server's it only waits. asyncio has none; aiohttp's server has it
     * inside.
     *
     * @throws StreamException as {@link StreamReader#read(int)}
     * @throws IllegalStateException if another task is reading or waiting, or the caller is none
     */
    public boolean awaitRequest() {
        Served place = served;
        return place == null ? reader().awaitBytes() : place.awaitRequest(reader());
    }

    /**
     * Says whether the connection may be let go at any time: for protocols, and for handlers that
     * wait for something else than bytes. {@link Server#drain} closes the transport of one that is
     * idle, or cancels its handler; during a drain this does so itself. Never suspends. Does
     * nothing on a connection that is no server's.
     */
    public void setIdle(boolean idle) {
        Served place = served;
        if (place != null) {
            place.setIdle(idle);
        }
    }

    /**
     * Returns whether its server drains: the answer to this request should be the last. False for a
     * connection that is no server's. Never suspends.
     */
    public boolean draining() {
        Served place = served;
        return place != null && place.server().isDraining();
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

    /** Returns how long a peer may take nothing when this is closed. */
    Duration patience() {
        return served == null ? Closing.PATIENCE : served.server().options().stallLimit();
    }

    /**
     * Sends what is buffered and closes. Suspends until it is done, but no longer than the peer
     * takes something of it: see {@link StreamWriter#close}. A cancellation meanwhile, as by the
     * deadline of a {@link Rondo#timeout}, aborts the connection. In a task that is being cancelled
     * it does not suspend: what does not leave at once is lost, and the connection is aborted. A
     * callback does not wait for the end.
     *
     * @throws TimeoutException if the peer took nothing for 2 s (of a server's connection: {@link
     *     ServerOptions#stallLimit}), and the connection was aborted
     */
    @Override
    public void close() {
        StreamWriter made = writer;
        if (made == null) {
            stream.close();
        } else {
            made.closeAndWait();
        }
    }

    /**
     * Sends what is buffered and closes, also in a task that is being cancelled. Suspends as {@link
     * #close}; a cancellation leaves it closing.
     */
    void closeAllTheSame() {
        StreamWriter made =
                Rondo.cancelRequested() ? writer() : writer; // its task closes the stream
        if (made == null) {
            stream.close();
        } else if (!made.closeIfSent()) {
            made.closeInBackground();
            made.waitClosed();
        }
    }

    /** Returns what is known of it now. The loop's thread. */
    public ConnectionSnapshot snapshot() {
        Served place = served;
        StreamReader in = reader;
        StreamWriter out = writer;
        Transport callbacks = transport;
        return new ConnectionSnapshot(
                info().peer(),
                state(),
                Optional.ofNullable(place).map(Served::since),
                in == null ? 0 : in.buffered(),
                callbacks != null ? callbacks.buffered() : out == null ? 0 : out.buffered());
    }

    private ConnectionSnapshot.State state() {
        Served place = served;
        if (stream.isClosed()) {
            return ConnectionSnapshot.State.CLOSED;
        }
        if (place == null) {
            return ConnectionSnapshot.State.BUSY;
        }
        return place.isClosing()
                ? ConnectionSnapshot.State.CLOSING
                : place.isIdle() ? ConnectionSnapshot.State.IDLE : ConnectionSnapshot.State.BUSY;
    }

    @Override
    public String toString() {
        return "<Connection " + stream + ">";
    }
}
