package dev.rondo.postgres;

/** A transaction of a {@link PooledConnection}: dead with it, and rolled back then. */
final class PooledTransaction implements Transaction {
    private final Lease lease;
    private final Transaction transaction;

    PooledTransaction(Lease lease, Transaction transaction) {
        this.lease = lease;
        this.transaction = transaction;
    }

    private Transaction using() {
        lease.use();
        return transaction;
    }

    @Override
    public void commit() {
        using().commit();
    }

    @Override
    public void rollback() {
        using().rollback();
    }

    /** Does nothing when the connection was given back: the pool has rolled it back then. */
    @Override
    public void close() {
        if (!lease.isOver()) {
            transaction.close();
        }
    }

    @Override
    public String toString() {
        return transaction.toString();
    }
}
