package dev.rondo.postgres;

import org.jspecify.annotations.Nullable;

/**
 * A transaction, or a savepoint in one.
 *
 * <pre>
 *   OPEN --commit(): the server agrees--> ENDED
 *   OPEN --commit(): the server refuses--> ENDED, rolled back; a savepoint: OPEN, failed
 *   OPEN --rollback()--> ENDED, and with it those inside
 *   OPEN --the connection ends, one outside of it ends--> ENDED
 * </pre>
 */
final class OpenTransaction implements Transaction {
    private final Transactions all;
    private final @Nullable String savepoint; // null: the transaction itself
    private boolean ended;

    OpenTransaction(Transactions all, @Nullable String savepoint) {
        this.all = all;
        this.savepoint = savepoint;
    }

    @Nullable String savepoint() {
        return savepoint;
    }

    boolean hasEnded() {
        return ended;
    }

    void end() {
        ended = true;
    }

    @Override
    public void commit() {
        all.commit(this);
    }

    @Override
    public void rollback() {
        all.rollback(this);
    }

    @Override
    public void close() {
        all.close(this, null);
    }

    @Override
    public String toString() {
        return "<"
                + (savepoint == null ? "Transaction" : "Savepoint " + savepoint)
                + (ended ? " ended" : "")
                + " on "
                + all.session()
                + ">";
    }
}
