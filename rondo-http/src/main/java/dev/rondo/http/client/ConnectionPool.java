package dev.rondo.http.client;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import java.util.List;
import java.util.Objects;

/**
 * The connections of one or more clients. Belongs to the loop that it is made in. aiohttp: {@code
 * BaseConnector}.
 */
public final class ConnectionPool implements AutoCloseable {
    private final EventLoop loop;
    private final PoolLimits limits;
    private boolean closed;

    /**
     * Creates a pool without connections.
     *
     * @throws IllegalStateException if no loop runs here
     */
    public ConnectionPool(PoolLimits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.loop = Rondo.runningLoop();
    }

    void checkUsable(EventLoop user) {
        if (user != loop || closed) {
            throw new IllegalStateException("The pool is closed, or another loop's");
        }
    }

    /** Returns whether it was closed. */
    public boolean isClosed() {
        return closed;
    }

    /** Returns what is known of it now. Never suspends. */
    public PoolSnapshot snapshot() {
        return new PoolSnapshot(limits, 0, 0, 0, 0, closed, List.of());
    }

    /**
     * Closes all connections; requests on their way, and answers that are being read, fail with a
     * {@link ClientClosedException}. Never suspends but for TLS's good-bye.
     */
    @Override
    public void close() {
        closed = true;
    }
}
