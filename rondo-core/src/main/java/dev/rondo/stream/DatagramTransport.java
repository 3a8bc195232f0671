package dev.rondo.stream;

import dev.rondo.Action;
import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.Rondo;
import dev.rondo.TaskOptions;
import dev.rondo.TimeoutException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An end for datagrams for callback code: it receives from any {@link Datagrams} and calls a
 * protocol, and takes messages to send without ever suspending. asyncio: {@code DatagramTransport}.
 *
 * <p>Messages that the system does not take at once are buffered, and {@link
 * BaseProtocol#pauseWriting} says when they are too many. Belongs to one loop. No method suspends
 * but {@link #over}.
 *
 * <pre>
 *   OPEN --close()--------------------> CLOSING: sends its messages, receives no more
 *   CLOSING --all sent----------------> LOST: it is closed; the reading task calls connectionLost
 *   OPEN, CLOSING --abort(), failure--> LOST
 * </pre>
 *
 * {@snippet :
 * DatagramTransport transport = DatagramTransport.over(datagrams, new DatagramProtocol() {
 *     @Override
 *     public void datagramReceived(byte[] data, SocketAddress from) {
 *         println(data.length + " bytes from " + from);
 *     }
 * });
 * transport.sendTo("hello".getBytes(UTF_8), peer);
 * }
 */
public final class DatagramTransport {
    private enum State {
        OPEN,
        CLOSING,
        LOST
    }

    private static final Duration PATIENCE = ServerOptions.defaults().stallLimit();
    private static final int OVERHEAD = 8; // counted for each buffered message, as in asyncio

    /** A message that waits to be sent; without an address, to the connected peer. */
    private record Outgoing(ByteBuffer data, @Nullable SocketAddress to) {
        int size() {
            return data.remaining() + OVERHEAD;
        }
    }

    private final EventLoop loop;
    private final Datagrams datagrams;
    private final FlowControl flow;
    private final ReadingTask reader;
    private final Making making = new Making(this);
    private final Runnable receive = this::receive;
    private @Nullable Datagram received;
    private DatagramProtocol protocol;
    private final Deque<Outgoing> outgoing = new ArrayDeque<>();
    private int outgoingBytes;
    private boolean sending; // a task sends what the system did not take at once
    private State state = State.OPEN;
    private @Nullable Throwable failure;

    private DatagramTransport(Datagrams datagrams, DatagramProtocol protocol) {
        this.loop = Rondo.runningLoop();
        this.datagrams = Objects.requireNonNull(datagrams, "datagrams");
        this.protocol = Objects.requireNonNull(protocol, "protocol");
        this.flow = new FlowControl(loop, this);
        this.reader = new ReadingTask(this);
    }

    /**
     * Connects a protocol to an end, which the transport owns from now on. Suspends until {@link
     * DatagramProtocol#connectionMade} has returned; a cancellation meanwhile aborts it.
     */
    public static DatagramTransport over(Datagrams datagrams, DatagramProtocol protocol) {
        DatagramTransport transport = new DatagramTransport(datagrams, protocol);
        transport.making.start(
                transport.loop,
                "datagrams " + datagrams.address(),
                transport::run,
                transport::abort);
        return transport;
    }

    // ---- The reading task

    private void run() {
        reader.begin();
        try {
            try {
                call("connectionMade", () -> protocol.connectionMade(this));
            } finally {
                making.made();
            }
            while (state != State.LOST) {
                if (state == State.CLOSING) {
                    awaitSent();
                } else {
                    receiveOne();
                }
            }
        } catch (CancelledError e) {
            if (state == State.OPEN && loop.debug()) {
                loop.callExceptionHandler(new ExceptionContext("unclosed transport " + this));
            }
            throw e;
        } finally {
            lose(null);
            call("connectionLost", () -> protocol.connectionLost(Optional.ofNullable(failure)));
        }
    }

    /** Waits while the last messages are sent, and gives up when none is. */
    private void awaitSent() {
        int before = outgoing.size();
        try {
            Rondo.timeout(PATIENCE, reader::park);
        } catch (TimeoutException e) {
            if (state == State.CLOSING && outgoing.size() >= before) {
                lose(
                        new TimeoutException(
                                "close "
                                        + datagrams.address()
                                        + ": nothing was sent for "
                                        + PATIENCE
                                        + "; "
                                        + before
                                        + " messages are lost"));
            }
        }
    }

    private void receive() {
        received = datagrams.receive();
    }

    private void receiveOne() {
        Datagram message;
        try {
            if (!reader.read(receive)) {
                return;
            }
            message = Objects.requireNonNull(received);
            received = null;
        } catch (StreamClosedException e) {
            lose(e);
            return;
        } catch (StreamException e) {
            call("errorReceived", () -> protocol.errorReceived(e));
            return;
        } catch (RuntimeException e) {
            fatal("Fatal read error on datagram transport", e);
            return;
        }
        if (state == State.OPEN) {
            byte[] data = message.bytes();
            call("datagramReceived", () -> protocol.datagramReceived(data, message.from()));
        }
    }

    private void call(String name, Action<Exception> callback) {
        try {
            callback.run();
        } catch (Throwable e) { // one message that fails must not end the endpoint
            reader.passOn(e);
            flow.report("protocol." + name + "() failed", e, protocol);
        }
    }

    // ---- Sending

    /**
     * Sends a message to an address: at once if the system takes it, else later, in order. Never
     * suspends; the array may be changed afterwards. asyncio: {@code sendto}.
     *
     * @throws IllegalArgumentException if this end is connected to another peer
     */
    public void sendTo(byte[] data, SocketAddress to) {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(to, "to");
        Optional<SocketAddress> peer = datagrams.peer();
        if (peer.isEmpty()) {
            send(new Outgoing(ByteBuffer.wrap(data), to));
        } else if (peer.get().equals(to)) {
            send(data);
        } else {
            throw new IllegalArgumentException(
                    "Invalid address: " + to + "; this end is connected to " + peer.get());
        }
    }

    /**
     * Sends a message to the peer that this end is connected to. On a lost connection it does
     * nothing, and warns from the fifth time on.
     */
    public void send(byte[] data) {
        Objects.requireNonNull(data, "data");
        send(new Outgoing(ByteBuffer.wrap(data), null));
    }

    private void send(Outgoing message) {
        loop.checkThread("send() of a datagram transport");
        if (state == State.LOST) {
            flow.lostWrite();
            return;
        }
        if (outgoing.isEmpty() && !sending && trySend(message)) {
            return;
        }
        byte[] copy = new byte[message.data().remaining()];
        message.data().get(0, copy);
        outgoing.add(new Outgoing(ByteBuffer.wrap(copy), message.to()));
        outgoingBytes += message.size();
        startSending();
        flow.grown(outgoingBytes, protocol);
    }

    /** Returns whether the message was sent or refused. */
    private boolean trySend(Outgoing message) {
        try {
            ByteBuffer data = message.data().duplicate();
            SocketAddress to = message.to();
            return to == null ? datagrams.trySend(data) : datagrams.trySend(data, to);
        } catch (StreamException e) {
            call("errorReceived", () -> protocol.errorReceived(e));
        } catch (RuntimeException e) {
            fatal("Fatal write error on datagram transport", e);
        }
        return true;
    }

    private void startSending() {
        if (!sending) {
            sending = true;
            boolean created = false;
            try {
                loop.createTask(
                        TaskOptions.named("sender of " + datagrams.address()),
                        () -> {
                            sendAll();
                            return null;
                        });
                created = true;
            } finally {
                if (!created) { // a task factory failed: there is no task
                    sending = false;
                }
            }
        }
    }

    private void sendAll() {
        try {
            while (!outgoing.isEmpty()) {
                Outgoing message = outgoing.getFirst();
                sendWaiting(message);
                if (state != State.LOST) {
                    outgoing.remove();
                    outgoingBytes -= message.size();
                    flow.shrunk(outgoingBytes, protocol);
                }
            }
        } catch (CancelledError e) {
            abort();
            throw e;
        } catch (RuntimeException e) {
            fatal("Fatal write error on datagram transport", e);
        } finally {
            sending = false;
        }
        if (state == State.CLOSING) {
            lose(null);
        }
    }

    private void sendWaiting(Outgoing message) {
        try {
            ByteBuffer data = message.data().duplicate();
            SocketAddress to = message.to();
            if (to == null) {
                datagrams.send(data);
            } else {
                datagrams.send(data, to);
            }
        } catch (StreamException e) {
            if (state != State.LOST) {
                call("errorReceived", () -> protocol.errorReceived(e));
            }
        }
    }

    /** Returns how many bytes wait to be sent, with 8 more for each message. */
    public int buffered() {
        return outgoingBytes;
    }

    /** Returns the marks of the buffer: 16 and 64 KiB at first. */
    public WriteBufferLimits writeBufferLimits() {
        return flow.limits();
    }

    /** Sets the marks of the buffer. See {@link Transport#setWriteBufferLimits}. */
    public void setWriteBufferLimits(WriteBufferLimits limits) {
        flow.setLimits(Objects.requireNonNull(limits, "limits"));
        flow.grown(outgoingBytes, protocol);
    }

    // ---- What it is

    /** Returns the protocol. */
    public DatagramProtocol protocol() {
        return protocol;
    }

    /** Has another protocol called from now on; it does not hear {@code connectionMade}. */
    public void setProtocol(DatagramProtocol protocol) {
        this.protocol = Objects.requireNonNull(protocol, "protocol");
    }

    /** Returns the address of this end. */
    public SocketAddress address() {
        return datagrams.address();
    }

    /** Returns the address that this end is connected to, if it is. */
    public Optional<SocketAddress> peer() {
        return datagrams.peer();
    }

    // ---- Ending

    /**
     * Receives no more, sends what is buffered and closes; then {@code connectionLost} is called,
     * with a {@link TimeoutException} if nothing could be sent for a minute. Never suspends.
     */
    public void close() {
        loop.checkThread("close() of a datagram transport");
        if (state == State.OPEN) {
            state = State.CLOSING;
            if (outgoing.isEmpty()) {
                lose(null);
            } else {
                reader.wake();
            }
        }
    }

    /** Closes at once; what is buffered is lost. Then {@code connectionLost} is called. */
    public void abort() {
        loop.checkThread("abort() of a datagram transport");
        lose(null);
    }

    /** Returns whether it was closed, aborted or broke. */
    public boolean isClosing() {
        return state != State.OPEN;
    }

    private void fatal(String message, Throwable e) {
        if (state != State.LOST) {
            flow.report(message, e, protocol);
            lose(e);
        }
    }

    private void lose(@Nullable Throwable cause) {
        if (state != State.LOST) {
            state = State.LOST;
            failure = cause;
            outgoing.clear();
            outgoingBytes = 0;
            datagrams.close();
            reader.wake();
        }
    }

    @Override
    public String toString() {
        return "<DatagramTransport"
                + switch (state) {
                    case OPEN -> " open";
                    case CLOSING -> " closing";
                    case LOST -> " closed";
                }
                + " buffered="
                + outgoingBytes
                + " over "
                + datagrams
                + ">";
    }
}
