package dev.rondo.postgres;

import dev.rondo.stream.Network;

/** Whom to connect with, and how; immutable. */
public final class PostgresOptions {
    private PostgresOptions() {}

    /** Returns the options of a DSN: a URI or {@code key=value} pairs, as libpq has them. */
    public static PostgresOptions of(String dsn) {
        throw new UnsupportedOperationException();
    }

    /** Returns the options of {@code PG*} variables, or libpq's defaults. */
    public static PostgresOptions fromEnvironment() {
        throw new UnsupportedOperationException();
    }

    /** Returns these on another network than the machine's: a simulated one. */
    public PostgresOptions withNetwork(Network network) {
        throw new UnsupportedOperationException();
    }
}
