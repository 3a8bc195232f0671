package dev.rondo.stream;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TaskOptions;
import dev.rondo.TimeoutException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections on some listeners and runs a handler as a task for each.
 *
 * <p>When a handler returns, fails or is cancelled, what it wrote is sent and its connection is
 * closed; a failure goes to the loop's exception handler, but a {@link ConnectionResetException} or
 * {@link BrokenPipeException} does so in debug mode only, since peers come and go. A cancellation
 * while that is sent aborts the connection, and so does a peer that takes nothing for a minute: a
 * handler with more patience calls {@link StreamWriter#flush}. When connections cannot be accepted,
 * for want of descriptors or memory, the listener pauses for a second and goes on. Connections that
 * come in a burst are accepted up to 100 at a time, then other tasks have their turn.
 *
 * <p>Belongs to the loop that it was made in: other threads and loops are refused. asyncio: {@code
 * Server}.
 *
 * <pre>
 *   NOT SERVING --startServing(), serveForever()--> SERVING --close()--> CLOSED
 *   NOT SERVING --close()--> CLOSED
 * </pre>
 *
 * {@snippet :
 * Server server = new Server(List.of(network.listen(address, ListenOptions.defaults())), connection -> {
 *     connection.writer().write("hello\n");
 * });
 * server.serveForever();
 * }
 */
public final class Server implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1); // asyncio's ACCEPT_RETRY_DELAY
    private static final int BURST = 100; // accepts in a row; asyncio's backlog, which bounds it

    // What a cancelled handler has written may take so long to send: enough for a peer that reads,
    // and Ctrl-C does not wait for one that does not.
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    // nginx's send_timeout. Without one, a peer that never reads keeps its connection for ever.
    private static final Duration STALL = Duration.ofMinutes(1);

    private final EventLoop loop;
    private final List<Listener> listeners;
    private final ConnectionHandler handler;
    private final List<Task<?>> acceptors = new ArrayList<>();
    private final Map<Connection, Task<?>> connections = new LinkedHashMap<>();
    private boolean serving;
    private boolean closed;
    private int accepting; // acceptors that have not ended
    private @Nullable Future<@Nullable Void> serveForever;
    private @Nullable Future<@Nullable Void> drained; // done when closed and nothing is left

    /** Creates a server of the current loop that does not accept yet. */
    public Server(List<? extends Listener> listeners, ConnectionHandler handler) {
        this.loop = Rondo.runningLoop();
        this.listeners = List.copyOf(listeners);
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    /**
     * Begins to accept. Does nothing when it accepts already. Never suspends. asyncio: {@code
     * start_serving}.
     *
     * @throws IllegalStateException if the server is closed
     */
    public void startServing() {
        loop.checkThread("startServing()");
        if (closed) {
            throw new IllegalStateException(
                    "server " + this + " is closed\nListen again, and make a new one");
        }
        if (!serving) {
            serving = true;
            for (Listener listener : listeners) {
                accepting++;
                acceptors.add(
                        loop.createTask(
                                TaskOptions.named("accept " + listener.address()),
                                () -> {
                                    acceptUntilClosed(listener);
                                    return null;
                                }));
            }
        }
    }

    private void acceptUntilClosed(Listener listener) {
        try {
            for (int inARow = 1; acceptOne(listener); inARow++) {
                if (inARow % BURST == 0) {
                    Rondo.sleep(0);
                }
            }
        } finally {
            accepting--;
            settle();
        }
    }

    /** Returns false when there is nothing to come. */
    private boolean acceptOne(Listener listener) {
        try {
            serve(listener.accept());
        } catch (StreamClosedException e) {
            if (!closed) {
                loop.callExceptionHandler(
                        new ExceptionContext(
                                "accept ended: the listener was closed, but not by its server", e));
            }
            return false;
        } catch (ConnectionResetException e) {
            // It went away between its arrival and accept.
        } catch (StreamException e) {
            String what =
                    e instanceof TooManyFilesException
                            ? "accept: out of file descriptors; pausing"
                            : "accept failed; pausing";
            loop.callExceptionHandler(new ExceptionContext(what, e));
            Rondo.sleep(PAUSE);
        }
        return !closed;
    }

    private void serve(ByteStream stream) {
        Connection connection = new Connection(stream);
        Task<?> task =
                Rondo.createTask(
                        "connection " + stream.info().peer().map(Object::toString).orElse("?"),
                        () -> {
                            handle(connection);
                        });
        if (!task.done()) { // an eager one may be
            connections.put(connection, task);
        }
    }

    private void handle(Connection connection) {
        CancelledError cancelled = null;
        try {
            try {
                handler.handle(connection);
            } catch (CancelledError e) {
                cancelled = e;
            } catch (Throwable e) { // a handler's failure must not stop the server
                report(connection, e);
            }
            if (cancelled == null) {
                connection.closeOrGiveUp(STALL);
            } else {
                Rondo.timeout(LAST_WORDS, connection::close);
            }
        } catch (StreamException | TimeoutException e) {
            // It broke on its way out, since the peer has gone first, or the peer does not read.
        } finally {
            connection.stream().abort(); // nothing, when it is closed
            connections.remove(connection);
            settle();
        }
        if (cancelled != null) {
            throw cancelled;
        }
    }

    /** A peer that goes away is no failure of the program, and must not be able to fill its log. */
    private void report(Connection connection, Throwable failure) {
        boolean aborted =
                failure instanceof StreamClosedException
                        && Rondo.currentTask().orElseThrow().cancelling() > 0;
        boolean left =
                failure instanceof ConnectionResetException
                        || failure instanceof BrokenPipeException;
        if (!aborted && (!left || loop.debug())) {
            loop.callExceptionHandler(
                    new ExceptionContext(
                            "Unhandled exception in connection handler of " + connection.stream(),
                            failure));
        }
    }

    private void settle() {
        Future<@Nullable Void> waiting = drained;
        if (isOver() && waiting != null && !waiting.done()) {
            waiting.setResult(null);
        }
    }

    private boolean isOver() {
        return closed && connections.isEmpty() && accepting == 0;
    }

    /**
     * Accepts until the server is closed or the task is cancelled; a cancellation closes the server
     * and its connections, and waits for these. asyncio: {@code serve_forever}.
     *
     * @throws IllegalStateException if the server is closed, or another task is in this call
     */
    public void serveForever() {
        loop.checkThread("serveForever()");
        if (serveForever != null) {
            throw new IllegalStateException(
                    "server "
                            + this
                            + " is already being awaited on serveForever()\nUse waitClosed() to"
                            + " wait beside it");
        }
        startServing();
        Future<@Nullable Void> until = loop.createFuture();
        serveForever = until;
        try {
            until.await();
        } catch (CancelledError e) {
            close();
            closeClients();
            waitClosed();
            throw e;
        } finally {
            serveForever = null;
        }
    }

    /**
     * Stops accepting and closes the listeners; connections live on. Never suspends. Does nothing
     * when it is closed already. asyncio: {@code close}.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        loop.checkThread("close() of a server");
        closed = true;
        serving = false;
        listeners.forEach(Listener::close);
        if (loop.isClosed()) {
            return; // its tasks never go on
        }
        acceptors.forEach(task -> task.cancel());
        Future<@Nullable Void> until = serveForever;
        if (until != null && !until.done()) {
            until.setResult(null);
        }
        settle();
    }

    /**
     * Suspends until the server is closed and its last connection has ended. A handler that calls
     * it waits for itself. asyncio: {@code wait_closed} (3.12).
     */
    public void waitClosed() {
        loop.checkThread("waitClosed()");
        if (isOver()) {
            return;
        }
        Future<@Nullable Void> waiting = drained;
        if (waiting == null) {
            waiting = loop.createFuture();
            drained = waiting;
        }
        Rondo.shield(waiting).await();
    }

    /**
     * Cancels the handlers of all connections. What they have written is sent, for at most two
     * seconds, then their connections are closed: see {@link #waitClosed}. The transports of
     * protocols are closed. asyncio: {@code close_clients}.
     */
    public void closeClients() {
        loop.checkThread("closeClients()");
        for (Map.Entry<Connection, Task<?>> entry : List.copyOf(connections.entrySet())) {
            Transport transport = entry.getKey().transport();
            if (transport != null) {
                transport.close();
            } else {
                entry.getValue().cancel("the server closes its connections");
            }
        }
    }

    /**
     * Aborts all connections at once and cancels their handlers; what is not sent is lost. asyncio:
     * {@code abort_clients}.
     */
    public void abortClients() {
        closeClients(); // first, so that the handlers hear of it as a cancellation
        for (Connection connection : List.copyOf(connections.keySet())) {
            Transport transport = connection.transport();
            if (transport != null) {
                transport.abort();
            } else {
                connection.stream().abort();
            }
        }
    }

    /** Returns whether it accepts. */
    public boolean isServing() {
        return serving;
    }

    /**
     * Returns the addresses that it listens on; none once it is closed. asyncio: {@code sockets}.
     */
    public List<SocketAddress> addresses() {
        return closed ? List.of() : listeners.stream().map(Listener::address).toList();
    }

    /** Returns its loop. asyncio: {@code get_loop}. */
    public EventLoop loop() {
        return loop;
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

    @Override
    public String toString() {
        return "<Server "
                + (closed ? "closed" : serving ? "serving" : "not serving")
                + " on "
                + listeners.stream().map(Listener::address).toList()
                + " connections="
                + connections.size()
                + ">";
    }
}
