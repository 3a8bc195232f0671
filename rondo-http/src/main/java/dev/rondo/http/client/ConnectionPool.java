package dev.rondo.http.client;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.TimerHandle;
import dev.rondo.http.wire.Http1Limits;
import dev.rondo.stream.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one or more clients. Belongs to the loop that it is made in. aiohttp: {@code
 * BaseConnector}.
 *
 * <p>A connection is given to who asks first: idle ones, the last used first; then new ones, while
 * the limits allow, for which the idle one that was not used for longest makes room; then requests
 * wait in line. What is freed goes to the one that has waited longest of those that can use it.
 *
 * <pre>
 *   acquire --idle one, that is still good--> IN USE --release()--> idle, or the first in line has it
 *           --a place is free---------------> CONNECTING --> IN USE --discard()--> the place is free
 *           --else--------------------------> in line
 * </pre>
 *
 * <p>Once a second, while there are connections, it looks at all of them: idle ones that are over,
 * requests that are late, answers that nobody has any more.
 */
public final class ConnectionPool implements AutoCloseable {
    // Invariant: nobody waits while there is a place that he could have.
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** The pool was closed while somebody waited or connected. */
    static final class PoolClosed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PoolClosed() {
            super("the pool is closed", null, false, false); // wrapped at once
        }
    }

    private final EventLoop loop;
    private final PoolLimits limits;
    private final long lifetimeNanos;
    private final Map<PoolKey, HostPool> hosts = new LinkedHashMap<>();
    private final Set<HostPool> hostsWithWaiters = new LinkedHashSet<>();
    private final Set<PooledConnection> connections = new LinkedHashSet<>(); // in use and idle
    private final Set<PooledConnection> idle = new LinkedHashSet<>(); // the last used last
    private final Forgotten forgotten;
    private int connecting;
    private long turns;
    private @Nullable TimerHandle timer;
    private boolean closed;

    /**
     * Creates a pool without connections.
     *
     * @throws IllegalStateException if no loop runs here
     */
    public ConnectionPool(PoolLimits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.lifetimeNanos = limits.lifetime().map(Duration::toNanos).orElse(Long.MAX_VALUE);
        this.loop = Rondo.runningLoop();
        this.forgotten = new Forgotten(loop);
    }

    void checkUsable(EventLoop user) {
        if (user != loop || closed) {
            throw new IllegalStateException(
                    closed ? "The pool is closed" : "The pool belongs to another loop");
        }
    }

    EventLoop loop() {
        return loop;
    }

    PoolLimits limits() {
        return limits;
    }

    Forgotten forgotten() {
        return forgotten;
    }

    // ---- Taking

    /** Returns an idle connection that is still good, or null. Never suspends. */
    @Nullable PooledConnection tryIdle(PoolKey key) {
        HostPool host = hosts.get(key);
        if (host != null) {
            long now = loop.passNanos();
            for (PooledConnection last = host.idle().peekLast();
                    last != null;
                    last = host.idle().peekLast()) {
                if (last.isUsable(now, lifetimeNanos)) {
                    host.idle().removeLast();
                    idle.remove(last);
                    return last;
                }
                last.abort();
            }
        }
        return null;
    }

    /** Closes the idle connections to one place. */
    void dropIdle(PoolKey key) {
        HostPool host = hosts.get(key);
        if (host != null) {
            for (PooledConnection connection : new ArrayList<>(host.idle())) {
                connection.abort();
            }
        }
    }

    /** Returns whether a connection can be made without waiting. */
    boolean hasRoom(PoolKey key) {
        HostPool host = hosts.get(key);
        return hasRoomAtHost(host) && (open() < limits.connections() || !idle.isEmpty());
    }

    private boolean hasRoomAtHost(@Nullable HostPool host) {
        return host == null || limits.perHost() == 0 || host.open() < limits.perHost();
    }

    private int open() {
        return connections.size() + connecting;
    }

    /**
     * Takes a place for a new connection, or waits in line for one or for a connection. Suspends
     * only if there is none.
     *
     * @throws PoolClosed if it is closed meanwhile
     * @return a connection that somebody gave back; null for a place, which {@link #connect} uses
     */
    @Nullable PooledConnection awaitTurn(PoolKey key) {
        HostPool host = hosts.computeIfAbsent(key, HostPool::new);
        if (hasRoom(key)) {
            reserve(host);
            return null;
        }
        HostPool.Waiter waiter = new HostPool.Waiter(turns++);
        hostsWithWaiters.add(host);
        try {
            host.waiting().awaitWith(waiter);
        } finally {
            if (host.waiting().isEmpty()) {
                hostsWithWaiters.remove(host);
                removeIfUnused(host);
            }
        }
        if (closed) {
            if (waiter.hasPlace()) {
                giveUpPlace(host);
            }
            throw new PoolClosed();
        }
        PooledConnection given = waiter.given();
        if (given != null && given.stream().isReadable()) {
            replace(given);
            return null;
        }
        return given;
    }

    /** Makes a place of a connection that is of no use any more. */
    private void replace(PooledConnection bad) {
        connections.remove(bad);
        connecting++;
        bad.abortForgotten();
    }

    /** Counts a connection that is about to be made, for which an idle one may have to go. */
    private void reserve(HostPool host) {
        if (open() >= limits.connections()) {
            evictOldest();
        }
        host.opened();
        connecting++;
    }

    private void evictOldest() {
        PooledConnection oldest = idle.iterator().next();
        remove(oldest);
        oldest.closeForgotten();
    }

    /**
     * Makes a connection in the place that {@link #awaitTurn} took; the place is free again if that
     * fails. Suspends.
     */
    PooledConnection connect(PoolKey key, Http1Limits heads, Supplier<Connection> making) {
        HostPool host = Objects.requireNonNull(hosts.get(key), "host");
        Connection made = null;
        try {
            made = making.get();
        } finally {
            if (made == null) {
                giveUpPlace(host);
            } else {
                connecting--;
            }
        }
        PooledConnection connection = new PooledConnection(this, host, made, heads);
        connections.add(connection);
        if (closed) {
            connection.closeByPool();
            throw new PoolClosed();
        }
        startTimer();
        return connection;
    }

    private void giveUpPlace(HostPool host) {
        connecting--;
        host.closed();
        admit();
        removeIfUnused(host);
    }

    // ---- Giving back

    /** Takes a connection that can be used again. */
    void giveBack(PooledConnection connection) {
        HostPool next = firstInLine(connection.host());
        if (next == connection.host()) {
            wake(next, connection);
        } else if (next != null) { // the one in turn goes elsewhere
            connection.discard();
        } else {
            connection.beginIdle(loop.passNanos());
            connection.host().idle().addLast(connection);
            idle.add(connection);
        }
    }

    /** Frees the place of a connection that is being closed. */
    void forget(PooledConnection connection) {
        remove(connection);
        admit();
        removeIfUnused(connection.host());
    }

    private void remove(PooledConnection connection) {
        if (connections.remove(connection)) {
            connection.host().closed();
        }
        if (idle.remove(connection)) {
            connection.host().idle().remove(connection);
        }
    }

    private void removeIfUnused(HostPool host) {
        if (host.isUnused()) {
            hosts.remove(host.key(), host);
        }
    }

    /** Lets those in line go on for whom there is a place. */
    private void admit() {
        while (!closed && (open() < limits.connections() || !idle.isEmpty())) {
            HostPool next = firstInLine(null);
            if (next == null) {
                return;
            }
            reserve(next);
            wake(next, null);
        }
    }

    /** Returns where somebody waits longest, of the places that may have one more, or have a one. */
    private @Nullable HostPool firstInLine(@Nullable HostPool having) {
        HostPool first = null;
        long turn = Long.MAX_VALUE;
        for (HostPool host : hostsWithWaiters) {
            if (host.firstTurn() < turn && (host == having || hasRoomAtHost(host))) {
                first = host;
                turn = host.firstTurn();
            }
        }
        return first;
    }

    private static void wake(HostPool host, @Nullable PooledConnection connection) {
        HostPool.Waiter waiter = (HostPool.Waiter) host.waiting().firstPlace();
        if (waiter != null && connection != null) {
            waiter.give(connection);
        } else if (waiter != null) {
            waiter.givePlace();
        }
        host.waiting().wakeOne();
    }

    // ---- Each second

    private void startTimer() {
        if (timer == null) {
            timer = loop.callLater(INTERVAL, this::tick);
        }
    }

    private void tick() {
        timer = null;
        forgotten.report();
        long now = loop.passNanos();
        for (PooledConnection connection : new ArrayList<>(connections)) {
            if (!connection.isIdle()) {
                connection.tick(now);
            } else if (!connection.isUsable(now, lifetimeNanos)) {
                connection.abort();
            }
        }
        if (!connections.isEmpty()) {
            startTimer();
        }
    }

    // ---- State

    /** Returns whether it was closed. */
    public boolean isClosed() {
        return closed;
    }

    /** Returns what is known of it now. Never suspends. */
    public PoolSnapshot snapshot() {
        List<PoolSnapshot.Host> states = new ArrayList<>(hosts.size());
        int waiting = 0;
        for (HostPool host : hosts.values()) {
            states.add(host.snapshot());
            waiting += host.waiting().waiters();
        }
        return new PoolSnapshot(
                limits,
                connections.size() - idle.size(),
                connecting,
                idle.size(),
                waiting,
                closed,
                states);
    }

    /**
     * Closes all connections; requests on their way, and answers that are being read, fail with a
     * {@link ClientClosedException}. Does nothing the second time. Never suspends.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        for (PooledConnection connection : new ArrayList<>(connections)) {
            if (connection.isIdle()) {
                connection.discard();
            } else {
                connection.closeByPool();
            }
        }
        for (HostPool host : new ArrayList<>(hosts.values())) {
            host.waiting().wakeAll(); // each sees that it is closed
        }
    }

    @Override
    public String toString() {
        return "<ConnectionPool"
                + (closed ? " closed" : "")
                + " open="
                + open()
                + " idle="
                + idle.size()
                + ">";
    }
}
