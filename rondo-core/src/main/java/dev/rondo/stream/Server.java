package dev.rondo.stream;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.Task;
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
 * <p>When a handler returns or fails, its connection is closed; a failure goes to the loop's
 * exception handler. A process without descriptors pauses accepting for a second and goes on.
 * asyncio: {@code Server}.
 *
 * {@snippet :
 * Server server = new Server(List.of(network.listen(address, ListenOptions.defaults())), connection -> {
 *     connection.writer().write("hello\n");
 * });
 * server.serveForever();
 * }
 */
public final class Server implements AutoCloseable {
    private static final Duration PAUSE_WITHOUT_FILES =
            Duration.ofSeconds(1); // asyncio's ACCEPT_RETRY_DELAY

    private final EventLoop loop;
    private final List<Listener> listeners;
    private final ConnectionHandler handler;
    private final List<Task<?>> acceptors = new ArrayList<>();
    private final Map<Connection, Task<?>> connections = new LinkedHashMap<>();
    private boolean serving;
    private boolean closed;
    private @Nullable Future<@Nullable Void> serveForever;
    private @Nullable Future<@Nullable Void> drained; // done when closed and no connection is left

    /** Creates a server of the current loop that does not accept yet. */
    public Server(List<? extends Listener> listeners, ConnectionHandler handler) {
        this.loop = Rondo.runningLoop();
        this.listeners = List.copyOf(listeners);
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    /** Begins to accept. Does nothing when it accepts already. asyncio: {@code start_serving}. */
    public void startServing() {
        if (closed) {
            throw new IllegalStateException("server " + this + " is closed");
        }
        if (!serving) {
            serving = true;
            for (Listener listener : listeners) {
                acceptors.add(
                        Rondo.createTask(
                                "accept " + listener.address(),
                                () -> {
                                    acceptAll(listener);
                                }));
            }
        }
    }

    private void acceptAll(Listener listener) {
        while (!closed) {
            try {
                serve(listener.accept());
            } catch (TooManyFilesException e) {
                loop.callExceptionHandler(
                        new ExceptionContext("accept: out of file descriptors; pausing", e));
                Rondo.sleep(PAUSE_WITHOUT_FILES);
            } catch (StreamClosedException e) {
                return;
            } catch (StreamException e) {
                // The connection went away between its arrival and accept.
                loop.callExceptionHandler(new ExceptionContext("accept failed", e));
            }
        }
    }

    private void serve(ByteStream stream) {
        Connection connection = new Connection(stream);
        Task<?> task =
                Rondo.createTask(
                        "connection " + stream.info().peer().map(Object::toString).orElse("?"),
                        () -> {
                            handle(connection);
                        });
        connections.put(connection, task);
    }

    private void handle(Connection connection) {
        try {
            handler.handle(connection);
            connection.close();
        } catch (CancelledError e) {
            connection.stream().abort();
            throw e;
        } catch (Throwable e) { // a handler's failure must not stop the server
            connection.stream().abort();
            loop.callExceptionHandler(
                    new ExceptionContext(
                            "Unhandled exception in connection handler of " + connection.stream(),
                            e));
        } finally {
            connections.remove(connection);
            settle();
        }
    }

    private void settle() {
        Future<@Nullable Void> waiting = drained;
        if (closed && connections.isEmpty() && waiting != null && !waiting.done()) {
            waiting.setResult(null);
        }
    }

    /**
     * Accepts until the server is closed or the task is cancelled; a cancellation closes the server
     * and waits for its connections. asyncio: {@code serve_forever}.
     */
    public void serveForever() {
        if (serveForever != null) {
            throw new IllegalStateException(
                    "server " + this + " is already being awaited on serveForever()");
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

    /** Stops accepting; connections live on. Never suspends. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            serving = false;
            listeners.forEach(Listener::close);
            acceptors.forEach(task -> task.cancel());
            Future<@Nullable Void> until = serveForever;
            if (until != null && !until.done()) {
                until.setResult(null);
            }
            settle();
        }
    }

    /**
     * Suspends until the server is closed and its last connection has ended. asyncio: {@code
     * wait_closed} (3.12).
     */
    public void waitClosed() {
        if (closed && connections.isEmpty()) {
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
     * Cancels the handlers of all connections, which closes these. asyncio: {@code close_clients}.
     */
    public void closeClients() {
        for (Task<?> task : List.copyOf(connections.values())) {
            task.cancel("the server closes its connections");
        }
    }

    /** Aborts all connections at once. asyncio: {@code abort_clients}. */
    public void abortClients() {
        for (Connection connection : List.copyOf(connections.keySet())) {
            connection.stream().abort();
        }
        closeClients();
    }

    /** Returns whether it accepts. */
    public boolean isServing() {
        return serving;
    }

    /** Returns the addresses that it listens on. asyncio: {@code sockets}. */
    public List<SocketAddress> addresses() {
        return listeners.stream().map(Listener::address).toList();
    }

    /**
     * Returns the port of the first address that has one: the system's choice after port 0.
     *
     * @throws IllegalStateException if it listens on socket files alone
     */
    public int port() {
        for (SocketAddress address : addresses()) {
            if (address instanceof InetSocketAddress inet) {
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
                + addresses()
                + " connections="
                + connections.size()
                + ">";
    }
}
