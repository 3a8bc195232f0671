package dev.rondo.postgres;

import dev.rondo.postgres.type.TypeRegistry;

/** Where programs begin: connections and pools. asyncpg: its module. */
public final class Postgres {
    private Postgres() {}

    /**
     * Connects as {@code PG*} variables and the defaults of libpq say. Suspends.
     *
     * @throws ConnectException if no server could be reached or none would have us
     */
    public static Connection connect() {
        return connect(PostgresOptions.fromEnvironment());
    }

    /**
     * Connects to a DSN: {@code postgresql://user:password@host:port/database?key=value}. Suspends.
     */
    public static Connection connect(String dsn) {
        return connect(PostgresOptions.of(dsn));
    }

    /**
     * Connects. Suspends; a cancellation leaves no connection behind. One that is never closed, and
     * that nobody has any more, is cut off when the garbage collector finds it, and told to the
     * loop's exception handler.
     *
     * @throws ConnectException if no server could be reached or none would have us
     * @throws ServerException if a server has refused us: the password, the database
     * @throws IllegalArgumentException if settings are wrong, also those of files
     * @throws java.io.UncheckedIOException if a file of settings cannot be read
     */
    public static Connection connect(PostgresOptions options) {
        Session session = Session.open(options, new Catalog(new TypeRegistry()));
        ExclusiveConnection connection = new ExclusiveConnection(session);
        Unclosed.watch(connection.operations().turn(), session);
        return connection;
    }

    /**
     * Creates a pool with the default options. See {@link #createPool(PostgresOptions,
     * PoolOptions)}.
     */
    public static Pool createPool(String dsn) {
        return createPool(PostgresOptions.of(dsn), PoolOptions.defaults());
    }

    /**
     * Creates a pool and its first connections: one, then the others at once. Suspends until they
     * are there; those that cannot be made are tried again later, as long as the first one was. A
     * cancellation leaves nothing behind. asyncpg: {@code create_pool}.
     *
     * @throws ConnectException if the first connection cannot be made
     * @throws IllegalArgumentException if the pool's minimum is more than its maximum
     */
    public static Pool createPool(PostgresOptions options, PoolOptions pool) {
        return ConnectionPool.create(where(options), pool, SessionMember.dialer(options, pool));
    }

    private static String where(PostgresOptions options) {
        return options.setting("host").or(() -> options.setting("hostaddr")).orElse("the default")
                + options.setting("dbname").map(name -> "/" + name).orElse("");
    }
}
