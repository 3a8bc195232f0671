package dev.rondo.postgres;

/** How a pool keeps its connections; immutable. asyncpg's options by name. */
public final class PoolOptions {
    private PoolOptions() {}

    /** Returns 10 connections, made at once. */
    public static PoolOptions defaults() {
        throw new UnsupportedOperationException();
    }
}
