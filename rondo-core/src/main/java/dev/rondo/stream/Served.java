package dev.rondo.stream;

import dev.rondo.CancelledError;
import dev.rondo.ExceptionContext;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.Timeout;
import dev.rondo.TimeoutException;
import dev.rondo.struct.Linked;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a server: the body of its task, which runs the handler and sends what that has
 * written, and what a drain knows of it.
 *
 * <pre>
 *   BUSY --awaitRequest(), setIdle(true)-----> IDLE --bytes, the end, a drain--> BUSY
 *   BUSY, IDLE --the handler ends------------> CLOSING (sends what was written)
 *   CLOSING --all is sent, or nothing moves--> gone from its server
 * </pre>
 *
 * <p>A task in {@code awaitRequest} waits inside a stream, of which only cancellation is known to
 * end a wait and to lose nothing. So a drain asks for one that the task takes back, as {@link
 * dev.rondo.Timeout} does.
 *
 * <p>It is its own link in the server's list and its own body, so that an accepted connection costs
 * one object less of each. Belongs to the loop's thread.
 */
final class Served extends Linked.Member implements Callable<@Nullable Void> {
    private static final String DRAINS = "the server drains";

    private final Server server;
    private final Connection connection;
    private final Duration since; // in loop time
    private @Nullable Task<?> task; // null only until it is there
    private @Nullable Timeout untilDrain; // the scope of a wait in awaitRequest()
    private boolean idle; // the handler or protocol says so
    private boolean closing;
    private boolean cut; // a drain's deadline has passed
    private @Nullable CancelledError cancelled; // what the task ends with

    Served(Server server, ByteStream stream) {
        this.server = server;
        this.connection = new Connection(stream, this);
        this.since = server.loop().time();
    }

    void setTask(Task<?> task) {
        this.task = task;
    }

    @Nullable Task<?> task() {
        return task;
    }

    Server server() {
        return server;
    }

    Connection connection() {
        return connection;
    }

    Duration since() {
        return since;
    }

    boolean isIdle() {
        return idle || untilDrain != null;
    }

    boolean isClosing() {
        return closing;
    }

    // ---- The task

    @Override
    public @Nullable Void call() {
        task = Rondo.currentTask().orElseThrow(); // an eager one is known only now
        try {
            handle();
            closing = true;
            close();
        } catch (StreamException | TimeoutException e) {
            // It broke on its way out, since the peer has gone first, or the peer does not read.
        } finally {
            connection.stream().abort(); // nothing, when it is closed
            server.ended(this);
        }
        CancelledError cancellation = cancelled;
        if (cancellation != null) {
            throw cancellation;
        }
        return null;
    }

    private void handle() {
        try {
            server.handler().handle(connection);
        } catch (CancelledError e) {
            cancelled = e;
        } catch (Throwable e) { // a handler's failure must not stop the server
            report(e);
        }
    }

    /** Sends what was written. A cancellation meanwhile leaves it the time for last words. */
    private void close() {
        if (cancelled == null) {
            try {
                connection.closeAllTheSame();
                return;
            } catch (CancelledError e) {
                cancelled = e;
            }
        }
        Rondo.timeout(server.options().lastWords(), connection::closeAllTheSame);
    }

    private void report(Throwable failure) {
        boolean aborted =
                failure instanceof StreamClosedException
                        && Rondo.currentTask().orElseThrow().cancelling() > 0;
        if (aborted) {
            return;
        }
        if (PeerLog.isPeers(failure, connection)) {
            server.peerLog().log("connection", connection, failure);
        } else {
            server.loop()
                    .callExceptionHandler(
                            new ExceptionContext(
                                    "Unhandled exception in connection handler of "
                                            + connection.stream(),
                                    failure));
        }
    }

    // ---- Idle and draining

    /** See {@link Connection#awaitRequest}. */
    boolean awaitRequest(StreamReader reader) {
        if (reader.buffered() > 0) {
            return true;
        }
        if (server.isDraining() && !reader.isReadable()) {
            return false;
        }
        if (untilDrain != null) {
            throw new IllegalStateException(
                    "Another task is waiting for a request on " + connection);
        }
        if (Rondo.currentTask().isEmpty()) {
            throw new IllegalStateException(
                    "awaitRequest() of "
                            + connection
                            + " needs a task\nCallbacks have no way to wait");
        }
        Timeout wait = Timeout.never(); // unless a drain ends it
        untilDrain = wait;
        try {
            return wait.run(reader::awaitBytes);
        } catch (TimeoutException e) {
            if (!wait.expired()) {
                throw e;
            }
            return reader.isReadable() && reader.awaitBytes(); // it came in the same moment
        } finally {
            untilDrain = null;
        }
    }

    void setIdle(boolean idle) {
        this.idle = idle;
        letGoIfIdle();
    }

    /** Ends the connection if its server drains and nothing is going on. Never suspends. */
    void letGoIfIdle() {
        if (!server.isDraining() || closing) {
            return;
        }
        Timeout waiting = untilDrain;
        if (waiting != null) {
            if (!waiting.expired()) {
                waiting.reschedule(Duration.ZERO);
            }
        } else if (idle) {
            cancel(DRAINS);
        }
    }

    /** Cancels the handler, or closes the transport of a protocol. Never suspends. */
    void cancel(String reason) {
        Transport transport = connection.transport();
        Task<?> running = task;
        if (transport != null) {
            transport.close();
        } else if (running != null) {
            running.cancel(reason);
        }
    }

    /** Cancels it for a drain whose deadline has passed; returns false if that was done before. */
    boolean cutOff() {
        if (cut) {
            return false; // again it would take its last words away
        }
        cut = true;
        cancel(DRAINS);
        return true;
    }

    void abort() {
        Transport transport = connection.transport();
        if (transport != null) {
            transport.abort();
        } else {
            connection.stream().abort();
        }
    }
}
