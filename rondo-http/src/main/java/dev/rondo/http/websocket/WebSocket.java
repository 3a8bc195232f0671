package dev.rondo.http.websocket;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Headers;
import dev.rondo.http.wire.ClosePayload;
import dev.rondo.http.wire.DeflateTerms;
import dev.rondo.http.wire.FrameParser;
import dev.rondo.http.wire.FrameWriter;
import dev.rondo.http.wire.HandshakeException;
import dev.rondo.http.wire.MessageDeflater;
import dev.rondo.http.wire.Opcode;
import dev.rondo.http.wire.WebSocketHandshake;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.StreamException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One end of a WebSocket: messages both ways, until one side says goodbye (RFC 6455).
 *
 * <p>Belongs to one loop. One task receives at a time, any number send: their messages leave whole,
 * in the order of the calls, and each call waits while the peer does not take them.
 *
 * <p><b>Reading happens only in {@link #receive}, {@link #ping} and {@link #close}</b>, as in
 * aiohttp: there pings are answered, pongs recognised and the peer's goodbye found. So a program
 * that does not receive slows its peer down instead of filling memory: at most one message is held
 * for it, which came while a task waited for a pong. What is due to a peer, such as an answer to
 * its ping, never keeps a task from receiving, and takes the place of the last one if that has not
 * left: a peer that pings and does not read makes nothing grow.
 *
 * <pre>
 *   OPEN --close(), peer's goodbye, broken rule--> CLOSING --goodbyes exchanged, or time up--> CLOSED
 *   OPEN, CLOSING --stream broken, no heartbeat, abort()--> CLOSED
 * </pre>
 *
 * {@snippet :
 * for (Message message : socket) {
 *     socket.send(message);
 * }
 * }
 *
 * <p>aiohttp: {@code WebSocketResponse} and {@code ClientWebSocketResponse}.
 */
public final class WebSocket implements AutoCloseable, Iterable<Message> {
    private final EventLoop loop;
    private final ByteStream stream;
    private final boolean server;
    private final WebSocketOptions options;
    private final Optional<String> subprotocol;
    private final boolean compressed;
    private final Incoming incoming;
    private final Outgoing outgoing;
    private final Heartbeat heartbeat;
    private final Farewell farewell;
    private final Reading reading;
    private long pings; // sent by ping(), to tell their pongs apart
    private long sent;

    private WebSocket(
            EventLoop loop,
            ByteStream stream,
            ByteQueue rest,
            boolean server,
            WebSocketOptions options,
            Headers answer) {
        this.loop = loop;
        this.stream = stream;
        this.server = server;
        this.options = options;
        this.subprotocol = WebSocketHandshake.subprotocol(answer);
        Optional<DeflateTerms> terms = WebSocketHandshake.agreed(answer);
        this.compressed = terms.isPresent();
        FrameParser parser =
                new FrameParser(
                        server,
                        options.maxMessageSize(),
                        terms.map(t -> server ? t.clientForgets() : t.serverForgets()));
        this.incoming = new Incoming(loop, stream, rest, parser, this::heard);
        this.outgoing =
                new Outgoing(
                        loop,
                        stream,
                        server,
                        options.fragmentSize(),
                        terms.map(this::deflater),
                        options.compress().map(Compression::minBytes).orElse(0),
                        this::breakOff);
        this.farewell =
                new Farewell(
                        server, stream, incoming, outgoing, options.closeTimeout(), this::changed);
        this.reading = new Reading(this, incoming, outgoing, farewell, options.autoPing());
        this.heartbeat =
                new Heartbeat(
                        loop,
                        options.heartbeat(),
                        outgoing,
                        () -> !reading.isPumping() && stream.isReadable(),
                        farewell::lost);
    }

    private MessageDeflater deflater(DeflateTerms terms) {
        Compression wanted = options.compress().orElse(Compression.standard());
        boolean forgets =
                server
                        ? terms.serverForgets() || !wanted.serverKeepsContext()
                        : terms.clientForgets() || !wanted.clientKeepsContext();
        return new MessageDeflater(wanted.level(), forgets);
    }

    /**
     * Goes on over a stream whose opening handshake is done: the door for those who make servers
     * and clients; see {@link WebSocketUpgrade} for the handshake. Never suspends.
     *
     * @param stream of the current loop; the socket's from now on, which closes it
     * @param rest what was read behind the handshake: frames may have come with it. It is taken
     * @param server whether this end is the server's: then the peer must mask its frames, and this
     *     end does not
     * @param answer the fields of the server's answer, which say what was agreed on; none for no
     *     subprotocol and no compression
     * @throws WebSocketHandshakeException if those are malformed or name another extension; nothing
     *     was taken
     * @throws IllegalStateException outside of a loop
     */
    public static WebSocket over(
            ByteStream stream,
            ByteQueue rest,
            boolean server,
            WebSocketOptions options,
            Headers answer) {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(rest, "rest");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(answer, "answer");
        try {
            return new WebSocket(Rondo.runningLoop(), stream, rest, server, options, answer);
        } catch (HandshakeException e) {
            throw new WebSocketHandshakeException(e);
        }
    }

    // ---- Receiving

    /**
     * Returns the next message, suspending until all of it has come. One task at a time. A
     * cancellation or a timeout loses no byte: the next call goes on where this one was. When the
     * peer says goodbye, it is answered here, and the stream is closed when this throws; that takes
     * the close timeout at most.
     *
     * @throws WebSocketClosedException if the socket is closed, or was while this waited
     * @throws WebSocketProtocolException if it was closed since the peer broke a rule
     * @throws TimeoutException if no message came within {@link WebSocketOptions#receiveTimeout};
     *     the socket is open still
     * @throws IllegalStateException if another task is receiving
     */
    public Message receive() {
        loop.checkThread("receive()");
        return reading.receive(options.receiveTimeout());
    }

    /**
     * Like {@link #receive}, for text.
     *
     * @throws UnexpectedMessageException if bytes came, which it has
     */
    public String receiveText() {
        Message message = receive();
        if (message instanceof Message.Text(String text)) {
            return text;
        }
        throw new UnexpectedMessageException("text", message);
    }

    /**
     * Like {@link #receive}, for bytes, which are the caller's.
     *
     * @throws UnexpectedMessageException if text came, which it has
     */
    public byte[] receiveBytes() {
        Message message = receive();
        if (message instanceof Message.Binary(byte[] bytes)) {
            return bytes;
        }
        throw new UnexpectedMessageException("bytes", message);
    }

    /**
     * Returns messages, each by {@link #receive}, until both sides have said goodbye, whatever the
     * code ({@link #closeCode} tells). Another end is thrown by {@code hasNext()}.
     */
    @Override
    public Iterator<Message> iterator() {
        return new MessageIterator(this);
    }

    private void heard() {
        if (farewell.isOpen()) {
            heartbeat.heard();
        }
    }

    private void breakOff() {
        farewell.breakOff();
    }

    private void changed() {
        heartbeat.stop();
        reading.changed();
    }

    // ---- Sending

    /**
     * Sends text, suspending while the peer does not take it. Messages of several tasks leave in
     * the order of the calls. Half of a surrogate pair leaves as {@code ?}.
     *
     * <p>A cancellation before the first byte has left takes the message back. One in the middle
     * breaks the socket off ({@link CloseCode#ABNORMAL_CLOSURE}): a frame that was begun can
     * neither be ended nor left out. So a limit on sending is a limit on the socket.
     *
     * @throws WebSocketClosedException if the socket is closed or closing, or the connection breaks
     */
    public void send(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        send(Opcode.TEXT, bytes, 0, bytes.length);
    }

    /** Sends bytes, which must not change until it returns. See {@link #send(String)}. */
    public void send(byte[] bytes) {
        send(Opcode.BINARY, bytes, 0, bytes.length);
    }

    /**
     * Sends all that remains in a buffer, which is taken at once; its bytes must not change until
     * this returns. See {@link #send(String)}.
     */
    @SuppressWarnings("ByteBufferBackingArray") // asked first
    public void send(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (bytes.hasArray()) {
            int from = bytes.arrayOffset() + bytes.position();
            bytes.position(bytes.limit());
            send(Opcode.BINARY, bytes.array(), from, length);
        } else {
            byte[] copy = new byte[length];
            bytes.get(copy);
            send(Opcode.BINARY, copy, 0, length);
        }
    }

    /** Sends a message. See {@link #send(String)}. */
    public void send(Message message) {
        switch (message) {
            case Message.Text(String text) -> send(text);
            case Message.Binary(byte[] bytes) -> send(bytes);
        }
    }

    private void send(int opcode, byte[] bytes, int from, int length) {
        checkOpen("send()");
        try {
            if (!outgoing.send(opcode, bytes, from, length)) {
                throw farewell.exception();
            }
            sent++;
        } catch (StreamException e) {
            throw farewell.sendFailed(e);
        }
    }

    private void checkOpen(String operation) {
        loop.checkThread(operation);
        if (!farewell.isOpen()) {
            throw farewell.exception();
        }
    }

    // ---- Pings

    /**
     * Pings the peer, and returns how long its answer took. Suspends until that has come. If no
     * task receives, this reads; it stops at a message, which it leaves to {@link #receive}, and
     * goes on when that was taken: so put a time limit on it where nobody may receive. A
     * cancellation leaves nothing behind.
     *
     * @throws WebSocketClosedException if the socket is closed or closing, or was while this waited
     */
    public Duration ping() {
        return ping(ByteBuffer.allocate(Long.BYTES).putLong(++pings).array());
    }

    /**
     * Pings the peer with bytes. See {@link #ping()}.
     *
     * @param payload at most 125 bytes; a pong with the same answers it, and all pings before it
     * @throws IllegalArgumentException if they are more
     */
    public Duration ping(byte[] payload) {
        byte[] copy = checkControl(payload);
        checkOpen("ping()");
        Pongs.Waiting waiting = reading.expectPong(copy);
        try {
            Duration start = loop.time();
            sendControl(Opcode.PING, copy);
            reading.awaitPong(waiting);
            return loop.time().minus(start);
        } finally {
            reading.forgetPong(waiting);
        }
    }

    /**
     * Sends a pong that nobody asked for: a heartbeat in one direction (RFC 6455, section 5.5.3).
     * Suspends as {@link #send(String)}.
     *
     * @param payload at most 125 bytes
     * @throws IllegalArgumentException if they are more
     * @throws WebSocketClosedException if the socket is closed or closing, or the connection breaks
     */
    public void pong(byte[] payload) {
        byte[] copy = checkControl(payload);
        checkOpen("pong()");
        sendControl(Opcode.PONG, copy);
    }

    private static byte[] checkControl(byte[] payload) {
        if (payload.length > FrameWriter.MAX_CONTROL) {
            throw new IllegalArgumentException(
                    "A ping or pong has at most 125 bytes, but this has " + payload.length);
        }
        return payload.clone();
    }

    private void sendControl(int opcode, byte[] payload) {
        try {
            if (!outgoing.sendControl(opcode, payload)) {
                throw farewell.exception();
            }
        } catch (StreamException e) {
            throw farewell.sendFailed(e);
        }
    }

    // ---- Closing

    /** Closes with {@link CloseCode#OK}. See {@link #close(int, String)}. */
    @Override
    public void close() {
        close(CloseCode.OK, "");
    }

    /**
     * Says goodbye, waits for the peer's and closes the stream, all within the close timeout: then
     * it breaks off. Messages that come meanwhile go to a task that is in {@link #receive}, and are
     * dropped if there is none; nothing can be sent any more. Does nothing when it is closed; a
     * second close waits for the first.
     *
     * <p>A cancellation breaks the socket off. A task that is being cancelled, and a callback, do
     * not wait: the goodbye leaves if it can at once, and the stream is closed.
     *
     * @param code 1000 to 1003, 1007 to 1014, or 3000 to 4999
     * @param reason at most 123 bytes of UTF-8
     * @throws IllegalArgumentException if they cannot be sent
     */
    public void close(int code, String reason) {
        byte[] payload = ClosePayload.of(code, reason);
        loop.checkThread("close()");
        if (farewell.isClosed()) {
            return;
        }
        if (Rondo.currentTask().isEmpty() || Rondo.cancelRequested()) {
            farewell.closeNow(code, reason, payload);
            return;
        }
        boolean done = false;
        try {
            Rondo.timeout(options.closeTimeout(), () -> closeWithPeer(code, reason, payload));
            done = true;
        } catch (TimeoutException e) {
            farewell.lost(e);
        } finally {
            if (!done) {
                farewell.abort();
            }
        }
    }

    private void closeWithPeer(int code, String reason, byte[] payload) {
        farewell.say(code, reason, payload);
        reading.awaitClosed();
    }

    /**
     * Closes at once, without a goodbye: the peer may see a reset, and what has not left is lost.
     * Never suspends.
     */
    public void abort() {
        farewell.abort();
    }

    // ---- Looking

    /** Returns whether it is closed, and its stream too. */
    public boolean isClosed() {
        return farewell.isClosed();
    }

    /**
     * Returns the code of whoever said goodbye first; {@link CloseCode#ABNORMAL_CLOSURE} if the
     * peer said none, what it was told if it broke a rule; empty while it is not closed. aiohttp:
     * {@code close_code}.
     */
    public OptionalInt closeCode() {
        CloseState how = farewell.how();
        return how == null || !farewell.isClosed()
                ? OptionalInt.empty()
                : OptionalInt.of(how.code());
    }

    /** Returns the subprotocol that both agreed on. */
    public Optional<String> subprotocol() {
        return subprotocol;
    }

    /** Returns the stream below: for its addresses and TLS, not to be read or written. */
    public ByteStream stream() {
        return stream;
    }

    /** Returns what is known of it now. */
    public WebSocketSnapshot snapshot() {
        return new WebSocketSnapshot(
                server,
                farewell.state(),
                closeCode(),
                subprotocol,
                compressed,
                reading.received(),
                sent,
                incoming.bytes(),
                outgoing.bytes(),
                outgoing.waiting());
    }

    @Override
    public String toString() {
        return "<WebSocket "
                + (server ? "server " : "client ")
                + farewell.state().name().toLowerCase(Locale.ROOT)
                + (closeCode().isEmpty() ? "" : " " + closeCode().getAsInt())
                + " over "
                + stream
                + ">";
    }
}
