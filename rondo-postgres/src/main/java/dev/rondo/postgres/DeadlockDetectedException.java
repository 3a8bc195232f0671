package dev.rondo.postgres;

/**
 * Transactions waited for one another, and this one was chosen to end: SQLSTATE 40P01. Repeat it.
 */
public final class DeadlockDetectedException extends TransactionRollbackException {
    private static final long serialVersionUID = 1L;

    DeadlockDetectedException(String message, Notice notice) {
        super(message, notice);
    }
}
