package dev.rondo.postgres;

/** A transaction, or a savepoint in one, that is ended by hand. asyncpg: {@code Transaction}. */
public interface Transaction extends AutoCloseable {
    /**
     * Makes it take effect. Suspends.
     *
     * @throws IllegalStateException if it has ended, or one inside it has not
     * @throws ServerException if the server refuses; it is rolled back then
     */
    void commit();

    /** Takes it back. Suspends. */
    void rollback();

    /** Rolls back, unless it has ended. Suspends, bounded. */
    @Override
    void close();
}
