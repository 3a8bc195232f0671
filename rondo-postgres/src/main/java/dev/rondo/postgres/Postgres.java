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

    /** Connects. Suspends; a cancellation leaves no connection behind. */
    public static Connection connect(PostgresOptions options) {
        return new ExclusiveConnection(Session.open(options, new Catalog(new TypeRegistry())));
    }

    /** Creates a pool with the default options, and its first connections. Suspends. */
    public static Pool createPool(String dsn) {
        return createPool(PostgresOptions.of(dsn), PoolOptions.defaults());
    }

    /** Creates a pool and its first connections. Suspends. */
    public static Pool createPool(PostgresOptions options, PoolOptions pool) {
        throw new UnsupportedOperationException();
    }
}
