package dev.rondo.stream;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection for callback code: it reads from any {@link ByteStream} and calls a protocol, and
 * takes writes that never suspend. asyncio: {@code Transport}.
 *
 * <p>Back-pressure is the protocol's business: what the stream does not take at once is buffered
 * without bound, and {@link BaseProtocol#pauseWriting} says when it is too much. {@link
 * StreamWriter} is the door where the writer waits instead.
 *
 * <p>Belongs to one loop; called by its tasks and callbacks. No method suspends but {@link #over}
 * and {@link #startTls}.
 *
 * <p>One task a connection reads and calls the protocol. While it waits it holds no buffer, so an
 * idle connection costs the task and a few objects. A cancellation of that task from outside, as at
 * the end of {@code Rondo.run}, aborts the connection.
 *
 * {@snippet :
 * Transport transport = Transport.over(stream, new Protocol() {
 *     @Override
 *     public void dataReceived(byte[] data) {
 *         println(data.length + " bytes");
 *     }
 * });
 * transport.write("hello\n".getBytes(UTF_8));
 * }
 */
public final class Transport {
    /** How far {@link #startTls} is: in OPEN and CLOSING alone. */
    private enum Upgrade {
        NONE,
        FLUSHING, // what is plain goes out
        SHAKING // the stream is the handshake's
    }

    /** What sending comes to. */
    private final class Sending implements OutboxOwner {
        @Override
        public void shrunk() {
            flow.shrunk(out.size(), protocol);
        }

        @Override
        public void emptied() {
            drained();
        }

        @Override
        public void failed(Throwable failure) {
            fatal("Fatal write error on transport", failure);
        }

        @Override
        public void cancelled() {
            abort();
        }
    }

    private final EventLoop loop;
    private final FlowControl flow;
    private final Outbox out; // has the stream
    private final Receiver in;
    private final Duration patience; // with a peer that takes nothing of what is left at a close
    private @Nullable Making making; // unless a server's
    private StreamProtocol protocol;
    private TransportState state = TransportState.OPEN;
    private Upgrade upgrade = Upgrade.NONE;
    private boolean outputEnded; // writeEof() was called
    private @Nullable Throwable failure;

    private Transport(ByteStream stream, StreamProtocol protocol, Duration patience) {
        this.loop = Rondo.runningLoop();
        this.protocol = Objects.requireNonNull(protocol, "protocol");
        this.flow = new FlowControl(loop, this);
        this.out = new Outbox(loop, Objects.requireNonNull(stream, "stream"), this, new Sending());
        this.in = new Receiver(this, loop);
        this.patience = patience;
    }

    /**
     * Connects a protocol to a stream, which the transport owns from now on. Suspends until {@link
     * StreamProtocol#connectionMade} has returned; a cancellation meanwhile aborts the connection.
     */
    public static Transport over(ByteStream stream, StreamProtocol protocol) {
        Transport transport =
                new Transport(stream, protocol, ServerOptions.defaults().stallLimit());
        Making making = new Making(transport);
        transport.making = making;
        making.start(
                transport.loop,
                "transport " + stream.info().peer().map(Object::toString).orElse("?"),
                transport::run,
                transport::abort);
        return transport;
    }

    /** Serves a server's connection in the current task, until it is lost. */
    static void serve(Connection connection, ByteStream stream, StreamProtocol protocol) {
        Transport transport = new Transport(stream, protocol, connection.patience());
        connection.attach(transport);
        transport.run();
    }

    // ---- The reading task

    private void run() {
        try {
            in.task().begin();
            notifyMade();
            in.run();
        } catch (CancelledError e) {
            if (state == TransportState.OPEN && loop.debug()) {
                loop.callExceptionHandler(new ExceptionContext("unclosed transport " + this));
            }
            abort();
            throw e;
        } finally {
            lose(null); // if an interrupt came here
            end();
        }
    }

    private void notifyMade() {
        try {
            protocol.connectionMade(this);
        } catch (Throwable e) { // told to the protocol's owner, as all that callbacks throw
            in.callbackFailed("connectionMade", e);
        } finally {
            if (making != null) {
                making.made();
            }
        }
    }

    // ---- Writing

    /**
     * Sends bytes: what the stream takes now at once, the rest later, in order. Never suspends; the
     * array may be changed afterwards. On a lost connection it does nothing, and warns from the
     * fifth time on.
     *
     * @throws IllegalStateException after {@link #writeEof}
     */
    public void write(byte[] data) {
        Objects.requireNonNull(data, "data");
        write(ByteBuffer.wrap(data));
    }

    /** Sends all that remains in a buffer. See {@link #write(byte[])}. */
    public void write(ByteBuffer data) {
        Objects.requireNonNull(data, "data");
        checkWrite("write()");
        if (data.hasRemaining() && !dropsWrites()) {
            out.put(data);
            sendRest();
        }
    }

    /**
     * Sends several pieces together, as {@link #write(byte[])} does; no line ends are added.
     * asyncio: {@code writelines}.
     *
     * @throws IllegalStateException after {@link #writeEof}
     */
    public void writeLines(Iterable<byte[]> pieces) {
        Objects.requireNonNull(pieces, "pieces");
        checkWrite("writeLines()");
        if (!dropsWrites()) {
            try {
                for (byte[] piece : pieces) {
                    out.leave(ByteBuffer.wrap(piece));
                }
            } finally { // pieces may fail in the middle
                out.sendNow();
                sendRest();
            }
        }
    }

    private void sendRest() {
        out.sendInBackground();
        flow.grown(out.size(), protocol);
    }

    private void checkWrite(String operation) {
        loop.checkThread(operation);
        if (outputEnded) {
            throw new IllegalStateException("Cannot call " + operation + " after writeEof()");
        }
    }

    private boolean dropsWrites() {
        if (isLost()) {
            flow.lostWrite();
            return true;
        }
        return false;
    }

    ByteStream stream() {
        return out.stream();
    }

    boolean isLost() {
        return state.isLost();
    }

    /** Sends what is left after a close, which ends the connection. The reading task. */
    void sendLastWords() {
        try {
            if (!Closing.flushes(out, patience)) {
                loseWith(Closing.gaveUp(StreamInfo.nameOf(stream()), patience, out));
            }
            lose(null); // nothing, when the last byte has done so
        } catch (RuntimeException e) {
            fatal("Fatal write error on transport", e); // nothing, when it was told already
        }
    }

    /** The buffer is empty: what waited for that is done. */
    private void drained() {
        if (state == TransportState.CLOSING) {
            lose(null);
        } else if (outputEnded) {
            endOutput();
        }
    }

    /**
     * Ends the outgoing direction when the buffer is sent; the peer reads the rest and then its
     * end. Reading goes on. Does nothing when it has ended already or the transport is closing.
     * asyncio: {@code write_eof}.
     *
     * @throws UnsupportedOperationException if {@link #canWriteEof} is false
     */
    public void writeEof() {
        loop.checkThread("writeEof()");
        if (isClosing() || outputEnded) {
            return;
        }
        if (!canWriteEof()) {
            throw new UnsupportedOperationException(
                    "TLS cannot end one direction alone: " + this + "\nclose() it");
        }
        outputEnded = true;
        if (out.isEmpty() && upgrade != Upgrade.SHAKING) {
            endOutput();
        }
    }

    private void endOutput() {
        try {
            stream().writeEof();
        } catch (StreamException e) {
            fatal("Fatal error on transport", e);
        }
    }

    /** Returns whether one direction can be ended alone. */
    public boolean canWriteEof() {
        return stream().canWriteEof();
    }

    // ---- Flow control

    /** Returns how many bytes wait to be sent. asyncio: {@code get_write_buffer_size}. */
    public int buffered() {
        return out.size();
    }

    /** Returns the marks of the buffer: 16 and 64 KiB at first. */
    public WriteBufferLimits writeBufferLimits() {
        return flow.limits();
    }

    /**
     * Sets the marks of the buffer; a buffer that is over the new one pauses the protocol at once.
     * asyncio: {@code set_write_buffer_limits}.
     */
    public void setWriteBufferLimits(WriteBufferLimits limits) {
        flow.setLimits(Objects.requireNonNull(limits, "limits"));
        flow.grown(out.size(), protocol);
    }

    /** Like {@link #setWriteBufferLimits(WriteBufferLimits)}: {@code 0 <= low <= high}. */
    public void setWriteBufferLimits(int low, int high) {
        setWriteBufferLimits(new WriteBufferLimits(low, high));
    }

    /** Calls the protocol no more with bytes until {@link #resumeReading}; they wait. */
    public void pauseReading() {
        loop.checkThread("pauseReading()");
        in.pause();
    }

    /** Goes on reading. Does nothing when it was not paused. */
    public void resumeReading() {
        loop.checkThread("resumeReading()");
        in.resume();
    }

    /** Returns whether arriving bytes are given to the protocol: it is open and not paused. */
    public boolean isReading() {
        return state == TransportState.OPEN && !in.isPaused();
    }

    // ---- What it is

    /** Returns the protocol. */
    public StreamProtocol protocol() {
        return protocol;
    }

    /** Has another protocol called from now on; it does not hear {@code connectionMade}. */
    public void setProtocol(StreamProtocol protocol) {
        this.protocol = Objects.requireNonNull(protocol, "protocol");
    }

    /** Returns what is known of the connection. asyncio: {@code get_extra_info}. */
    public StreamInfo info() {
        return stream().info();
    }

    // ---- TLS

    /**
     * Shakes hands on this connection, which is secure from then on; another protocol may take
     * over, which does not hear {@code connectionMade}. Suspends. What is written meanwhile is sent
     * after it. Bytes that were read but not given to a protocol belong to the handshake. The
     * transport stays the same object, unlike asyncio's. A failure aborts the connection; the
     * protocol hears of it in {@code connectionLost}. asyncio: {@code start_tls}.
     *
     * @throws IllegalStateException if the transport is closing or is shaking hands already
     * @throws TlsException if the handshake fails
     */
    public void startTls(StreamProtocol next, TlsOptions options) {
        Objects.requireNonNull(next, "next");
        Tls.checkName(options);
        boolean shaking = upgrade != Upgrade.NONE;
        if (isClosing() || outputEnded || in.isEnded() || shaking) {
            throw new IllegalStateException(
                    "TLS cannot be started on "
                            + this
                            + (shaking ? ": a handshake is going on" : ": it has ended"));
        }
        upgrade = Upgrade.FLUSHING;
        ByteStream stream = stream();
        try {
            out.flush(); // what was written before is plain text
            out.hold();
            upgrade = Upgrade.SHAKING;
            stream = Tls.wrap(stream, options, in.handOver());
            protocol = next;
        } catch (StreamException | TimeoutException e) {
            loseWith(e);
            throw e;
        } catch (Throwable e) { // the connection is neither plain nor secure; rethrown
            loseWith(null);
            throw e;
        } finally {
            boolean held = upgrade == Upgrade.SHAKING;
            upgrade = Upgrade.NONE;
            in.takeBack();
            if (held) {
                out.goOn(stream);
            }
        }
    }

    // ---- Ending

    /**
     * Stops reading, sends what is buffered and closes; then {@code connectionLost} is called. A
     * peer that takes nothing for a minute (of a server's connection: {@link
     * ServerOptions#stallLimit}) is given up: {@code connectionLost} gets a {@link
     * TimeoutException}. Does nothing when it is closing already. Never suspends.
     */
    public void close() {
        loop.checkThread("close()");
        if (state == TransportState.OPEN) {
            move(TransportState.CLOSING);
            if (out.isEmpty()) {
                lose(null);
            } else {
                in.task().wake();
            }
        }
    }

    /**
     * Closes at once; what is buffered is lost, and the peer may see a reset. Then {@code
     * connectionLost} is called.
     */
    public void abort() {
        if (!isLost() || state == TransportState.SAYING_BYE) {
            stream().abort();
        }
        lose(null);
    }

    /** Returns whether it was closed, aborted or broke. */
    public boolean isClosing() {
        return state != TransportState.OPEN;
    }

    /** Ends the connection for a failure that is reported unless it is the world's. */
    void fatal(String message, Throwable e) {
        if (isLost()) {
            return;
        }
        if (!(e instanceof StreamException)) {
            flow.report(message, e, protocol);
        } else if (loop.debug()) {
            FlowControl.logger().log(System.Logger.Level.DEBUG, this + ": " + message, e);
        }
        loseWith(e);
    }

    /** Ends the connection for what a callback threw. */
    void callbackFailed(String message, Throwable e) {
        flow.report(message, e, protocol);
        loseWith(e);
    }

    private void loseWith(@Nullable Throwable e) {
        if (!isLost()) {
            stream().abort();
            lose(e);
        }
    }

    /** Lets the reading task end the connection. */
    private void lose(@Nullable Throwable cause) {
        if (!isLost()) {
            move(TransportState.LOST);
            failure = cause;
            out.end();
            in.task().wake();
        }
    }

    /** The last act of the reading task: closes the stream and tells the protocol. */
    private void end() {
        move(TransportState.SAYING_BYE);
        try {
            stream().close();
        } catch (StreamException | TimeoutException e) {
            failure = failure == null ? e : failure;
        } finally {
            move(TransportState.CLOSED);
            notifyLost();
        }
    }

    private void move(TransportState to) {
        assert state.mayBecome(to) : state + " to " + to + " in " + this;
        state = to;
    }

    private void notifyLost() {
        try {
            protocol.connectionLost(Optional.ofNullable(failure));
        } catch (Throwable e) { // nothing is left that it could end
            in.task().passOn(e);
            flow.report("protocol.connectionLost() failed", e, protocol);
        }
    }

    /** Returns what is known of it now. Never suspends. */
    public TransportSnapshot snapshot() {
        return new TransportSnapshot(
                stream().info().peer(), state, out.size(), in.isPaused(), flow.isPaused());
    }

    @Override
    public String toString() {
        return "<Transport"
                + (isLost()
                        ? " closed"
                        : isClosing() ? " closing" : in.isPaused() ? " paused" : " reading")
                + " buffered="
                + out.size()
                + " over "
                + stream()
                + ">";
    }
}
