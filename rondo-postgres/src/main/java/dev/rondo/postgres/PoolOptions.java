package dev.rondo.postgres;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a pool keeps its connections; immutable. asyncpg: the arguments of {@code create_pool}.
 *
 * {@snippet :
 * PoolOptions options = PoolOptions.defaults()
 *         .withMinSize(2)
 *         .withMaxSize(20)
 *         .withInit(connection -> connection.execute("SET lock_timeout = '5s'"));
 * }
 */
public final class PoolOptions {
    private static final int SIZE = 10; // as asyncpg's
    private static final Pattern FORGETTING =
            Pattern.compile("discard\\s+all|deallocate\\s+all", Pattern.CASE_INSENSITIVE);
    private static final PoolOptions DEFAULTS = new PoolOptions();

    /** Makes a connection in place of the pool, as with a password that has to be fetched. */
    @FunctionalInterface
    public interface Connector {
        /** Returns a new connection, made by {@link Postgres#connect}. May suspend. */
        Connection connect(PostgresOptions options) throws Exception;
    }

    /** What is done to a connection at a point of its life. It may suspend. */
    @FunctionalInterface
    public interface Hook {
        /** Does it. */
        void run(Connection connection) throws Exception;
    }

    private int minSize = -1; // 10, or maxSize if that is less
    private int maxSize = SIZE;
    private long maxQueries = 50_000;
    private Duration maxInactiveConnectionLifetime = Duration.ofMinutes(5); // asyncpg: 300 s
    private @Nullable Duration maxLifetime; // as long as it lives
    private Duration acquireTimeout = Duration.ofSeconds(30); // as HikariCP; asyncpg has none
    private Duration releaseTimeout = Duration.ofSeconds(10);
    private Duration closeTimeout = Duration.ofSeconds(60);
    private int depth = 64; // 4 connections were saturated by 64 each
    private int maxEvents = 10_000;
    private @Nullable String resetQuery; // the standard one; empty for none
    private boolean resetForgets; // what was prepared
    private @Nullable Connector connect;
    private @Nullable Hook init;
    private @Nullable Hook setup;
    private @Nullable Hook reset;

    private PoolOptions() {}

    private PoolOptions(PoolOptions other) {
        minSize = other.minSize;
        maxSize = other.maxSize;
        maxQueries = other.maxQueries;
        maxInactiveConnectionLifetime = other.maxInactiveConnectionLifetime;
        maxLifetime = other.maxLifetime;
        acquireTimeout = other.acquireTimeout;
        releaseTimeout = other.releaseTimeout;
        closeTimeout = other.closeTimeout;
        depth = other.depth;
        maxEvents = other.maxEvents;
        resetQuery = other.resetQuery;
        resetForgets = other.resetForgets;
        connect = other.connect;
        init = other.init;
        setup = other.setup;
        reset = other.reset;
    }

    private PoolOptions with(Consumer<PoolOptions> change) {
        PoolOptions changed = new PoolOptions(this);
        change.accept(changed);
        return changed;
    }

    /** Returns 10 connections, made at once, and the defaults that each method names. */
    public static PoolOptions defaults() {
        return DEFAULTS;
    }

    // ---- How many

    /**
     * Returns these with another number of connections that are always there: made with the pool,
     * and made again when they are lost. Not negative; unless set 10, or {@link #maxSize} if that
     * is less. With 0 a pool is created without a word to the server. asyncpg: {@code min_size}.
     */
    public PoolOptions withMinSize(int connections) {
        if (connections < 0) {
            throw new IllegalArgumentException(
                    "minSize must not be negative, but is " + connections);
        }
        return with(o -> o.minSize = connections);
    }

    /**
     * Returns these with another number of connections that there are at most, with those that are
     * being made, that are being closed, and that listen. Positive, 10 unless set. asyncpg: {@code
     * max_size}.
     */
    public PoolOptions withMaxSize(int connections) {
        return with(o -> o.maxSize = positive("maxSize", connections));
    }

    /**
     * Returns these with another number of statements on one shared connection that were sent and
     * not answered; positive, 64 unless set. 1 sends each when the one before is answered: for
     * poolers (PgBouncer) that choke on more.
     */
    public PoolOptions withDepth(int statements) {
        return with(o -> o.depth = positive("depth", statements));
    }

    /**
     * Returns these with another number of events that {@link Pool#listen} keeps for a task that
     * does not ask for them; positive, 10,000 unless set.
     */
    public PoolOptions withMaxEvents(int events) {
        return with(o -> o.maxEvents = positive("maxEvents", events));
    }

    // ---- How long

    /**
     * Returns these with another number of statements after which a connection is replaced; 50,000
     * unless set, 0 for no limit. asyncpg: {@code max_queries}.
     */
    public PoolOptions withMaxQueries(long statements) {
        if (statements < 0) {
            throw new IllegalArgumentException(
                    "maxQueries must not be negative, but is " + statements);
        }
        return with(o -> o.maxQueries = statements);
    }

    /**
     * Returns these with another time after which a connection that nobody used is closed, kept to
     * the second, while there are more than {@link #minSize}; 300 s unless set, zero for no limit.
     * asyncpg: {@code max_inactive_connection_lifetime}, which closes the last ones, too.
     */
    public PoolOptions withMaxInactiveConnectionLifetime(Duration time) {
        return with(o -> o.maxInactiveConnectionLifetime = notNegative("the time", time));
    }

    /**
     * Returns these with an age at which a connection is replaced once nobody uses it; positive, no
     * limit unless set. Those that were made together go up to a tenth of it earlier, one after the
     * other.
     */
    public PoolOptions withMaxLifetime(Duration age) {
        return with(o -> o.maxLifetime = positive("maxLifetime", age));
    }

    /**
     * Returns these with another time that an acquire, or a statement of the pool's own, waits for
     * a connection; positive, 30 s unless set. asyncpg: {@code timeout} of {@code acquire}, which
     * waits for ever unless set.
     */
    public PoolOptions withAcquireTimeout(Duration time) {
        return with(o -> o.acquireTimeout = positive("acquireTimeout", time));
    }

    /**
     * Returns these with another time for what is done to a connection that is given back; one that
     * takes longer is thrown away. Positive, 10 s unless set.
     */
    public PoolOptions withReleaseTimeout(Duration time) {
        return with(o -> o.releaseTimeout = positive("releaseTimeout", time));
    }

    /**
     * Returns these with another time that {@link Pool#close} waits for connections that are out;
     * zero cuts them off at once, 60 s unless set.
     */
    public PoolOptions withCloseTimeout(Duration time) {
        return with(o -> o.closeTimeout = notNegative("closeTimeout", time));
    }

    // ---- What is done to a connection

    /** Returns these with another way of connecting. asyncpg: {@code connect}. */
    public PoolOptions withConnect(Connector connector) {
        return with(o -> o.connect = Objects.requireNonNull(connector, "connector"));
    }

    /**
     * Returns these with something that is done once to each new connection: codecs, settings. If
     * it throws, the connection counts as not made. What {@link #withResetQuery} takes back, such
     * as LISTEN and SET, is gone after the first use. asyncpg: {@code init}.
     */
    public PoolOptions withInit(Hook hook) {
        return with(o -> o.init = Objects.requireNonNull(hook, "hook"));
    }

    /**
     * Returns these with something that is done to a connection before {@link Pool#acquire} returns
     * it. If it throws, the connection is thrown away and acquire throws that. The pool's own
     * statements do without. asyncpg: {@code setup}.
     */
    public PoolOptions withSetup(Hook hook) {
        return with(o -> o.setup = Objects.requireNonNull(hook, "hook"));
    }

    /**
     * Returns these with something that is done to a connection that is given back, after an open
     * transaction was rolled back, in place of the reset query and inside of the release timeout.
     * If it throws, the connection is thrown away, and the loop's exception handler hears of it.
     * asyncpg: {@code reset}.
     */
    public PoolOptions withReset(Hook hook) {
        return with(o -> o.reset = Objects.requireNonNull(hook, "hook"));
    }

    /**
     * Returns these with another script for a connection that is given back, in place of that of
     * {@link Connection#reset}; an empty one for none, which saves a round trip and is right where
     * nobody changes the session. {@code DISCARD ALL} takes the prepared statements with it, which
     * are then prepared again. asyncpg: {@code get_reset_query}.
     */
    public PoolOptions withResetQuery(String script) {
        boolean forgets = FORGETTING.matcher(script).find();
        return with(o -> {
            o.resetQuery = script;
            o.resetForgets = forgets;
        });
    }

    // ---- What it says

    /** Returns how many connections are always there. */
    public int minSize() {
        return minSize < 0 ? Math.min(SIZE, maxSize) : minSize;
    }

    /** Returns how many connections there are at most. */
    public int maxSize() {
        return maxSize;
    }

    /** Returns how many statements are in flight on a shared connection at most. */
    public int depth() {
        return depth;
    }

    /** Returns how many events are kept at most. */
    public int maxEvents() {
        return maxEvents;
    }

    /** Returns after how many statements a connection is replaced; 0 for no limit. */
    public long maxQueries() {
        return maxQueries;
    }

    /** Returns how long an unused connection is kept; zero for no limit. */
    public Duration maxInactiveConnectionLifetime() {
        return maxInactiveConnectionLifetime;
    }

    /** Returns at which age a connection is replaced, if at all. */
    public Optional<Duration> maxLifetime() {
        return Optional.ofNullable(maxLifetime);
    }

    /** Returns how long an acquire waits. */
    public Duration acquireTimeout() {
        return acquireTimeout;
    }

    /** Returns how long a release may take. */
    public Duration releaseTimeout() {
        return releaseTimeout;
    }

    /** Returns how long closing waits for connections that are out. */
    public Duration closeTimeout() {
        return closeTimeout;
    }

    /** Returns the script for a connection that is given back; empty if it is the standard one. */
    public Optional<String> resetQuery() {
        return Optional.ofNullable(resetQuery);
    }

    boolean resetForgetsStatements() {
        return resetForgets;
    }

    @Nullable Connector connect() {
        return connect;
    }

    @Nullable Hook init() {
        return init;
    }

    @Nullable Hook setup() {
        return setup;
    }

    @Nullable Hook reset() {
        return reset;
    }

    /**
     * Checks what no single method can: they come in any order.
     *
     * @throws IllegalArgumentException if more are always there than may be
     */
    void check() {
        if (minSize() > maxSize) {
            throw new IllegalArgumentException(
                    "minSize is "
                            + minSize
                            + ", but maxSize is "
                            + maxSize
                            + "\nSet withMaxSize, too: it is 10 unless set");
        }
    }

    private static int positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
        return value;
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
        return value;
    }

    private static Duration notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + value);
        }
        return value;
    }

    @Override
    public String toString() {
        return "<PoolOptions minSize="
                + minSize()
                + " maxSize="
                + maxSize
                + " depth="
                + depth
                + " maxQueries="
                + maxQueries
                + " inactive="
                + maxInactiveConnectionLifetime
                + maxLifetime().map(age -> " lifetime=" + age).orElse("")
                + " acquire="
                + acquireTimeout
                + " release="
                + releaseTimeout
                + " close="
                + closeTimeout
                + resetQuery().map(query -> " resetQuery=" + query).orElse("")
                + hook(" connect", connect)
                + hook(" init", init)
                + hook(" setup", setup)
                + hook(" reset", reset)
                + ">";
    }

    private static String hook(String name, @Nullable Object hook) {
        return hook == null ? "" : name;
    }
}
