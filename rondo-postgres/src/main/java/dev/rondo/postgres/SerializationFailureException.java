package dev.rondo.postgres;

/**
 * Transactions at the same time would not be as if one after another: SQLSTATE 40001. Repeat it.
 */
public final class SerializationFailureException extends TransactionRollbackException {
    private static final long serialVersionUID = 1L;

    SerializationFailureException(String message, Notice notice) {
        super(message, notice);
    }
}
