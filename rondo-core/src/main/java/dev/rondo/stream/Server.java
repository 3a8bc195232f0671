package dev.rondo.stream;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.Owned;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Accepts connections on some listeners and runs a handler as a task for each.
 *
 * <p>When a handler returns, fails or is cancelled, what it wrote is sent and its connection is
 * closed. A failure goes to the loop's exception handler, but what the peer did ({@link
 * PeerException}: it left, broke the connection, sent nonsense) is one line of the log at level
 * DEBUG, ten a second at most, since anybody can do that. A peer that takes nothing of what was
 * written for a minute is given up: a handler with more patience calls {@link StreamWriter#flush}.
 * When connections cannot be accepted, for want of descriptors or memory, the listener pauses for a
 * second and goes on; at 10,000 connections, until one ends. {@link ServerOptions} has these
 * limits.
 *
 * <p>Its states and their order are drawn at {@link ServerState}. Belongs to the loop that it was
 * made in: other threads and loops are refused. asyncio: {@code Server}.
 *
 * {@snippet :
 * Server server = Server.start(network, address, connection -> {
 *     connection.writer().write("hello\n");
 * });
 * server.serveForever();
 * }
 */
public final class Server implements AutoCloseable, Owned {
    // What an aborted connection's handler may take to notice: it needs a pass or two.
    private static final Duration AFTER_ABORT = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final List<Listener> listeners;
    private final ServerOptions options;
    private final ConnectionHandler handler;
    private final PeerLog peerLog;
    private final Parking closing = new Parking("close of", this);
    private final Parking ended = new Parking("end of the connections of", this);
    private final Connections connections = new Connections(this);

    // The loop's thread.
    private ServerState state = ServerState.NOT_SERVING;
    private final List<Task<?>> acceptors = new ArrayList<>();
    private int accepting; // acceptors that have not ended
    private boolean servesForever; // a task is in serveForever()

    /** Creates a server of the current loop that does not accept yet. */
    public Server(List<? extends Listener> listeners, ConnectionHandler handler) {
        this(listeners, ServerOptions.defaults(), handler);
    }

    /** Creates a server of the current loop that does not accept yet, with options. */
    public Server(
            List<? extends Listener> listeners, ServerOptions options, ConnectionHandler handler) {
        this.loop = Rondo.runningLoop();
        this.listeners = List.copyOf(listeners);
        this.options = Objects.requireNonNull(options, "options");
        this.handler = Objects.requireNonNull(handler, "handler");
        this.peerLog = new PeerLog(loop);
    }

    // ---- Starting

    /**
     * Listens on an address of a network, real or not, and serves each connection. It accepts
     * already. Suspends only to look a name up.
     *
     * @throws AddressInUseException if somebody listens there already
     * @throws AddressNotAvailableException if it is not an address of this machine
     */
    public static Server start(Network network, SocketAddress address, ConnectionHandler handler) {
        return start(
                network,
                List.of(address),
                ListenOptions.defaults(),
                ServerOptions.defaults(),
                handler);
    }

    /**
     * Like {@link #start(Network, SocketAddress, ConnectionHandler)}, on several addresses and with
     * options. If one cannot be had, or the call is cancelled, none is kept.
     */
    public static Server start(
            Network network,
            List<? extends SocketAddress> addresses,
            ListenOptions listening,
            ServerOptions options,
            ConnectionHandler handler) {
        return started(Listening.onAddresses(network, addresses, listening), options, handler);
    }

    /**
     * Like {@link #start(Network, SocketAddress, ConnectionHandler)}, on all addresses of several
     * hosts. Suspends to look them up. An empty host stands for all interfaces of both families,
     * with one socket. An address that this machine does not have is left out, unless there is no
     * other. If another one cannot be had, or the call is cancelled, none is kept.
     *
     * @param port 0 lets the system choose
     * @throws UnknownHostException if a name has no address
     */
    public static Server start(
            Network network,
            List<String> hosts,
            int port,
            ListenOptions listening,
            ServerOptions options,
            ConnectionHandler handler) {
        return started(Listening.onHosts(network, hosts, port, listening), options, handler);
    }

    private static Server started(
            List<Listener> listeners, ServerOptions options, ConnectionHandler handler) {
        boolean serving = false;
        try {
            Server server = new Server(listeners, options, handler);
            server.startServing();
            serving = true;
            return server;
        } finally {
            if (!serving) { // a null handler, or a task factory that refuses
                listeners.forEach(Listener::close);
            }
        }
    }

    /**
     * Begins to accept. Does nothing when it accepts already. Never suspends. A task factory that
     * fails closes the server. asyncio: {@code start_serving}.
     *
     * @throws IllegalStateException if the server is closed or draining
     */
    public void startServing() {
        loop.checkThread("startServing()");
        if (state.isClosed()) {
            throw new IllegalStateException(
                    "server " + this + " is closed\nListen again, and make a new one");
        }
        if (state == ServerState.SERVING) {
            return;
        }
        become(ServerState.SERVING);
        int begun = 0;
        try {
            for (; begun < listeners.size(); begun++) {
                accepting++;
                acceptors.add(new Acceptor(this, listeners.get(begun)).start());
            }
        } finally {
            if (begun < listeners.size()) { // a task factory failed: there is no task
                accepting--;
                close();
            }
        }
    }

    /** An acceptor's task is at its end. */
    void acceptorEnded() {
        accepting--;
        settle();
    }

    private void become(ServerState next) {
        assert state.leadsTo(next) : this + " cannot become " + next;
        state = next;
    }

    // ---- Connections

    /** Suspends while there are as many connections as may be. */
    void awaitRoom() {
        connections.awaitRoom();
    }

    /** Starts the task of a connection. */
    void serve(ByteStream stream) {
        connections.begin(stream);
    }

    /** A connection's task is at its end. */
    void ended(Served served) {
        connections.remove(served);
        settle();
    }

    /** Wakes those who wait for the end, if this is it. */
    private void settle() {
        if (!isOver()) {
            return;
        }
        if (state == ServerState.DRAINING) {
            become(ServerState.CLOSED);
        }
        closing.wakeAll();
        ended.wakeAll();
    }

    private boolean isOver() {
        return state.isClosed() && connections.size() == 0 && accepting == 0;
    }

    // ---- Ending

    /**
     * Accepts until the server is closed or has drained, or the task is cancelled; a cancellation
     * closes the server and its connections, and waits for these. asyncio: {@code serve_forever}.
     *
     * @throws IllegalStateException if the server is closed, or another task is in this call
     */
    public void serveForever() {
        loop.checkThread("serveForever()");
        if (servesForever) {
            throw new IllegalStateException(
                    "server "
                            + this
                            + " is already being awaited on serveForever()\nUse waitClosed() to"
                            + " wait beside it");
        }
        startServing();
        servesForever = true;
        try {
            while (state == ServerState.SERVING || state == ServerState.DRAINING) {
                closing.await();
            }
        } catch (CancelledError e) {
            close();
            closeClients();
            awaitEnd();
            throw e;
        } finally {
            servesForever = false;
        }
    }

    /**
     * Stops accepting and closes the listeners; connections live on, and {@link #drain} ends them
     * in good order. Never suspends. Does nothing when it is closed or draining already. asyncio:
     * {@code close}.
     */
    @Override
    public void close() {
        if (state.isClosed()) {
            return;
        }
        loop.checkThread("close() of a server");
        stopListening(ServerState.CLOSED);
        if (!loop.isClosed()) { // else its tasks never go on
            closing.wakeAll();
            settle();
        }
    }

    private void stopListening(ServerState next) {
        boolean listens = !state.isClosed();
        become(next);
        if (listens) {
            listeners.forEach(Listener::close);
            if (!loop.isClosed()) {
                acceptors.forEach(task -> task.cancel());
            }
        }
    }

    /**
     * Suspends until the server is closed and its last connection has ended. asyncio: {@code
     * wait_closed} (3.12).
     *
     * @throws IllegalStateException if the caller is the task of one of its handlers, which would
     *     wait for itself
     */
    public void waitClosed() {
        loop.checkThread("waitClosed()");
        connections.refuseHandler("waitClosed()");
        awaitEnd();
    }

    private void awaitEnd() {
        while (!isOver()) {
            ended.await();
        }
    }

    /**
     * Ends the server in good order, and returns how many connections had not ended by themselves
     * at the deadline and were cancelled. In this order, which is aiohttp's:
     *
     * <ol>
     *   <li>It stops listening.
     *   <li>Idle connections end: those whose handler waits in {@link Connection#awaitRequest},
     *       which returns false, or that have said {@link Connection#setIdle}.
     *   <li>Busy ones are told: {@link Connection#draining} is true from now on, and their next
     *       {@code awaitRequest} returns false.
     *   <li>It waits for all of them until the deadline.
     *   <li>The handlers of those that are left are cancelled, and transports closed, as {@link
     *       #closeClients} does. What they wrote is sent.
     *   <li>When the time for {@link ServerOptions#lastWords} is over, what is left is aborted. A
     *       handler that goes on all the same a second later is reported to the loop's exception
     *       handler, and left behind.
     * </ol>
     *
     * <p>So it takes at most the deadline, the last words and a second. A cancellation goes on with
     * step 5 at once, and a second one aborts what is left. Several tasks may drain a server: the
     * shortest deadline counts, and all get the same number. After {@link #close} it ends the
     * connections that live on.
     *
     * {@snippet :
     * Server server = Server.start(network, address, connection -> {});
     * runningLoop().addSignalHandler("TERM", () -> createTask(() -> server.drain(Duration.ofSeconds(30))));
     * server.serveForever(); // until it has drained
     * }
     *
     * @param deadline how long connections may take to end by themselves, from now on; not negative
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if the caller is the task of one of its handlers, which would
     *     wait for itself
     */
    public int drain(Duration deadline) {
        loop.checkThread("drain()");
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("deadline must not be negative, but is " + deadline);
        }
        connections.refuseHandler("drain()");
        beginDraining();
        try {
            if (endsWithin(deadline)) {
                return connections.cut();
            }
        } catch (CancelledError e) {
            cutOff();
            throw e;
        }
        cutOff();
        return connections.cut();
    }

    private void beginDraining() {
        if (state == ServerState.DRAINING || isOver()) {
            return;
        }
        stopListening(ServerState.DRAINING);
        connections.letIdleOnesGo();
        settle();
    }

    private boolean endsWithin(Duration limit) {
        try {
            Rondo.timeout(limit, this::awaitEnd);
            return true;
        } catch (TimeoutException e) {
            return isOver();
        }
    }

    /** Steps 5 and 6 of {@link #drain}. */
    private void cutOff() {
        connections.cutOff();
        boolean over = false;
        try {
            over = endsWithin(options.lastWords());
        } finally { // a second cancellation comes by here
            if (!over) {
                connections.abortAll();
            }
        }
        if (!over && !endsWithin(AFTER_ABORT)) {
            connections.reportStubborn();
        }
    }

    /**
     * Cancels the handlers of all connections. What they have written is sent, for as long as
     * {@link ServerOptions#lastWords} says, then their connections are closed: see {@link
     * #waitClosed}. The transports of protocols are closed. Never suspends. asyncio: {@code
     * close_clients}.
     */
    public void closeClients() {
        loop.checkThread("closeClients()");
        connections.cancelAll("the server closes its connections");
    }

    /**
     * Aborts all connections at once and cancels their handlers; what is not sent is lost. Never
     * suspends. asyncio: {@code abort_clients}.
     */
    public void abortClients() {
        closeClients(); // first, so that the handlers hear of it as a cancellation
        connections.abortAll();
    }

    // ---- What it is

    /** Returns whether it accepts. */
    public boolean isServing() {
        return state == ServerState.SERVING;
    }

    boolean isDraining() {
        return state == ServerState.DRAINING;
    }

    /** Returns what it is doing. */
    public ServerState state() {
        return state;
    }

    /**
     * Returns the addresses that it listens on; none once it is closed or draining. asyncio: {@code
     * sockets}.
     */
    public List<SocketAddress> addresses() {
        return state.isClosed() ? List.of() : listeners.stream().map(Listener::address).toList();
    }

    /** Returns its loop. asyncio: {@code get_loop}. */
    public EventLoop loop() {
        return loop;
    }

    /** Returns its options. */
    public ServerOptions options() {
        return options;
    }

    ConnectionHandler handler() {
        return handler;
    }

    PeerLog peerLog() {
        return peerLog;
    }

    /**
     * Returns the port of the first address that has one: the system's choice after port 0.
     *
     * @throws IllegalStateException if it listens on socket files alone
     */
    public int port() {
        for (Listener listener : listeners) {
            if (listener.address() instanceof InetSocketAddress inet) {
                return inet.getPort();
            }
        }
        throw new IllegalStateException(
                "server " + this + " has no port, only socket files\nUse addresses()");
    }

    /** Returns how many connections are open. */
    public int connections() {
        return connections.size();
    }

    /** Returns what is known of it and its connections now. */
    public ServerSnapshot snapshot() {
        loop.checkThread("snapshot() of a server");
        return new ServerSnapshot(
                state, addresses(), options.maxConnections(), connections.snapshot());
    }

    /**
     * Returns the tasks of its connections' handlers, without which {@link #waitClosed} does not
     * end once it is closed; before that anybody may close it, and there are none.
     */
    @Override
    public Collection<? extends Task<?>> owners() {
        return state.isClosed() ? connections.handlers() : List.of();
    }

    @Override
    public String toString() {
        return "<Server "
                + state.text()
                + " on "
                + listeners.stream().map(Listener::address).toList()
                + " connections="
                + connections.size()
                + ">";
    }
}
