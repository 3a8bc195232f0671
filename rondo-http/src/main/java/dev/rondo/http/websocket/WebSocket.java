package dev.rondo.http.websocket;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Headers;
import dev.rondo.stream.ByteStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalInt;

/** One end of a WebSocket. */
public final class WebSocket implements AutoCloseable, Iterable<Message> {
    private WebSocket() {}

    /**
     * Goes on over a stream whose opening handshake is done: the door for those who make servers
     * and clients.
     *
     * @param stream owned by the socket from now on
     * @param rest what was read behind the handshake, which is taken out of it
     * @param server whether this end is the server's
     * @param answer the fields of the server's answer, which say what was agreed on
     */
    public static WebSocket over(
            ByteStream stream,
            ByteQueue rest,
            boolean server,
            WebSocketOptions options,
            Headers answer) {
        throw new UnsupportedOperationException();
    }

    /** Returns the next message, suspending until it is whole. */
    public Message receive() {
        throw new UnsupportedOperationException();
    }

    /** Like {@link #receive}, for text. */
    public String receiveText() {
        throw new UnsupportedOperationException();
    }

    /** Like {@link #receive}, for bytes. */
    public byte[] receiveBytes() {
        throw new UnsupportedOperationException();
    }

    /** Returns messages until a clean close. */
    @Override
    public Iterator<Message> iterator() {
        throw new UnsupportedOperationException();
    }

    /** Sends text. */
    public void send(String text) {
        throw new UnsupportedOperationException();
    }

    /** Sends bytes. */
    public void send(byte[] bytes) {
        throw new UnsupportedOperationException();
    }

    /** Sends all that remains in a buffer. */
    public void send(ByteBuffer bytes) {
        throw new UnsupportedOperationException();
    }

    /** Sends a message. */
    public void send(Message message) {
        throw new UnsupportedOperationException();
    }

    /** Pings the peer and returns how long its answer took. */
    public Duration ping() {
        throw new UnsupportedOperationException();
    }

    /** Pings the peer with bytes, at most 125. See {@link #ping()}. */
    public Duration ping(byte[] payload) {
        throw new UnsupportedOperationException();
    }

    /** Sends a pong that nobody asked for. */
    public void pong(byte[] payload) {
        throw new UnsupportedOperationException();
    }

    /** Closes with {@link CloseCode#OK}. */
    @Override
    public void close() {
        close(CloseCode.OK, "");
    }

    /** Closes, waiting for the peer's goodbye at most the close timeout. */
    public void close(int code, String reason) {
        throw new UnsupportedOperationException();
    }

    /** Closes at once; never suspends. */
    public void abort() {
        throw new UnsupportedOperationException();
    }

    /** Returns whether it is closed. */
    public boolean isClosed() {
        throw new UnsupportedOperationException();
    }

    /** Returns the code it was closed with; empty while it is open. */
    public OptionalInt closeCode() {
        throw new UnsupportedOperationException();
    }

    /** Returns the subprotocol that both agreed on. */
    public Optional<String> subprotocol() {
        throw new UnsupportedOperationException();
    }

    /** Returns the stream below: for its addresses and TLS, not to be read or written. */
    public ByteStream stream() {
        throw new UnsupportedOperationException();
    }

    /** Returns what is known of it now. */
    public WebSocketSnapshot snapshot() {
        throw new UnsupportedOperationException();
    }
}
