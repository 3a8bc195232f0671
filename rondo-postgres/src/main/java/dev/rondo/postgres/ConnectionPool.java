package dev.rondo.postgres;

import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * The pool: its doors. Reading order: {@link PoolPlaces} (who gets which connection), {@link
 * PoolFilling} (how they are made), {@link PoolEnding} (what is done between two users, and at the
 * end), {@link PoolLine} and {@link PoolWaiting} (waits), {@link Lease} (one task's time with one),
 * {@link PoolSweep} (once a second).
 */
@NullUnmarked // see CONTRIBUTING.md: no overload has an annotated parameter
final class ConnectionPool implements Pool {
    private final EventLoop loop;
    private final PoolOptions options;
    private final String name;
    private final PoolPlaces places;
    private final PoolReport report;
    private final UnclosedLeases unclosed;
    private final PoolWaiting waiting;
    private final PoolSweep sweep;
    private final PoolStatements statements;
    private final Set<PoolListening> listenings = new LinkedHashSet<>();

    private ConnectionPool(String name, PoolOptions options, PoolFilling.Dialer dialer) {
        this.loop = Rondo.runningLoop();
        this.name = name;
        this.options = options;
        this.places = new PoolPlaces(this, loop, options, dialer);
        this.report = new PoolReport(places);
        this.unclosed = new UnclosedLeases(places, loop);
        this.waiting = new PoolWaiting(places, report, unclosed);
        this.sweep = new PoolSweep(places, loop, options, unclosed);
        this.statements = new PoolStatements(this, places, waiting);
    }

    /**
     * Creates a pool and its first connections. Suspends; leaves nothing behind when it throws.
     *
     * @param name whom its connections go to, for texts
     * @throws ConnectException if the first one could not be made
     */
    static ConnectionPool create(String name, PoolOptions options, PoolFilling.Dialer dialer) {
        options.check();
        ConnectionPool pool = new ConnectionPool(name, options, dialer);
        boolean begun = false;
        try {
            pool.places.filling().begin();
            pool.sweep.start();
            begun = true;
            return pool;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) { // of a hook
            throw new CompletionException(e);
        } finally {
            if (!begun) {
                pool.terminate();
            }
        }
    }

    static IllegalStateException closed() {
        return new IllegalStateException("The pool is closed");
    }

    /** Checks that it can be used here and now. */
    void checkUsable() {
        if (Rondo.runningLoop() != loop) {
            throw new IllegalStateException(
                    name + " belongs to another loop\nCreate a pool in each loop that needs one");
        }
        if (places.isClosed()) {
            throw closed();
        }
        sweep.start();
    }

    PoolOptions options() {
        return options;
    }

    EventLoop loop() {
        return loop;
    }

    PoolPlaces places() {
        return places;
    }

    // ---- A connection for one task

    @Override
    public Connection acquire() {
        return acquire(options.acquireTimeout());
    }

    @Override
    public Connection acquire(Duration timeout) {
        Lease lease = lease(PoolWaiting.currentTask(), timeout);
        PooledConnection connection = new PooledConnection(lease, lease.member().connection());
        PoolOptions.Hook setup = options.setup();
        if (setup != null) {
            boolean ready = false;
            try {
                Rondo.timeout(timeout, () -> setup.run(connection));
                ready = true;
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new CompletionException(e); // as tasks bring checked ones
            } finally {
                if (!ready) {
                    lease.terminate();
                }
            }
        }
        return connection;
    }

    private Lease lease(String who, Duration timeout) {
        checkUsable();
        PoolSlot slot = waiting.own(who, timeout);
        Lease lease = new Lease(places, slot);
        PoolSlot.Holder holder = slot.holder();
        if (holder != null) {
            unclosed.watch(lease, slot, holder);
        }
        return lease;
    }

    @Override
    public <X extends Throwable> void transaction(ConnectionAction<X> body) throws X {
        transaction(TransactionOptions.defaults(), body);
    }

    @Override
    public <X extends Throwable> void transaction(
            TransactionOptions options, ConnectionAction<X> body) throws X {
        try (Connection connection = acquire()) {
            connection.transaction(options, () -> body.run(connection));
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Throwable> T transactionResult(
            ConnectionBody<T, X> body) throws X {
        return transactionResult(TransactionOptions.defaults(), body);
    }

    @Override
    public <T extends @Nullable Object, X extends Throwable> T transactionResult(
            TransactionOptions options, ConnectionBody<T, X> body) throws X {
        try (Connection connection = acquire()) {
            return connection.transaction(options, () -> body.run(connection));
        }
    }

    // ---- Statements that share connections

    @Override
    public String execute(String sql, Object... arguments) {
        return statements.execute(sql, arguments);
    }

    @Override
    public void executeMany(String sql, Iterable<Object[]> arguments) {
        statements.executeMany(sql, arguments);
    }

    @Override
    public List<Row> fetchMany(String sql, Iterable<Object[]> arguments) {
        return statements.fetchMany(sql, arguments);
    }

    @Override
    public List<Row> fetch(String sql, Object... arguments) {
        return statements.fetch(sql, arguments);
    }

    @Override
    public <T> List<T> fetch(Class<T> type, String sql, Object... arguments) {
        return statements.fetch(type, sql, arguments);
    }

    @Override
    public Optional<Row> fetchRow(String sql, Object... arguments) {
        return statements.fetchRow(sql, arguments);
    }

    @Override
    public <T> Optional<T> fetchRow(Class<T> type, String sql, Object... arguments) {
        return statements.fetchRow(type, sql, arguments);
    }

    @Override
    public @Nullable Object fetchValue(String sql, Object... arguments) {
        return statements.fetchValue(sql, arguments);
    }

    @Override
    public <T> @Nullable T fetchValue(Class<T> type, String sql, Object... arguments) {
        return statements.fetchValue(type, sql, arguments);
    }

    @Override
    public Queryable withTimeout(Duration timeout) {
        return statements.withTimeout(timeout);
    }

    // ---- Listening

    @Override
    public Notifications listen(String... channels) {
        if (channels.length == 0) {
            throw new IllegalArgumentException("listen() needs a channel");
        }
        PoolListening listening = new PoolListening(this, List.of(channels));
        listening.begin();
        listenings.add(listening);
        return listening;
    }

    /** Returns a connection for the listening, which counts as one that is acquired. */
    Lease leaseToListen(PoolListening listening) {
        Lease lease = lease(listening.name(), options.acquireTimeout());
        lease.listeners().expect();
        return lease;
    }

    void listensNoMore(PoolListening listening) {
        listenings.remove(listening);
    }

    // ---- State and end

    @Override
    public PoolSnapshot snapshot() {
        return report.snapshot();
    }

    @Override
    public void expireConnections() {
        if (!places.isClosed()) {
            places.expire();
        }
    }

    @Override
    public boolean isClosed() {
        return places.isClosed();
    }

    @Override
    public void close() {
        shut();
        places.closeIdle();
        boolean late = false;
        try {
            if (!places.slots().isEmpty() && mayWait()) {
                Rondo.timeout(options.closeTimeout(), this::awaitEmpty);
            }
        } catch (TimeoutException e) {
            late = true;
        } finally {
            if (late) {
                reportHolders();
            }
            terminate();
        }
    }

    private static boolean mayWait() {
        return Rondo.currentTask().isPresent() && !Rondo.cancelRequested();
    }

    private void awaitEmpty() {
        while (!places.slots().isEmpty()) {
            places.emptied().await();
        }
    }

    private void reportHolders() {
        loop.callExceptionHandler(
                new ExceptionContext(
                        "The pool was closed, and connections that were out after "
                                + PoolTimes.text(options.closeTimeout())
                                + " were cut off: "
                                + report.snapshot().holders()));
    }

    @Override
    public void terminate() {
        shut();
        places.terminate();
    }

    private void shut() {
        if (!places.isClosed()) {
            sweep.stop();
            places.shut();
            listenings.forEach(PoolListening::end);
            listenings.clear();
        }
    }

    @Override
    public String toString() {
        PoolSnapshot state = snapshot();
        return "<pool of "
                + name
                + (state.isClosed() ? " closed" : "")
                + " size="
                + state.size()
                + " idle="
                + state.idle()
                + " acquired="
                + state.acquired()
                + " shared="
                + state.shared()
                + " waiting="
                + state.waiting()
                + ">";
    }
}
