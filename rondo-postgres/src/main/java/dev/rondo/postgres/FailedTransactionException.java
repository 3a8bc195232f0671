package dev.rondo.postgres;

/**
 * An earlier statement of the transaction failed; nothing but a rollback is possible: SQLSTATE
 * 25P02.
 */
public final class FailedTransactionException extends InvalidTransactionStateException {
    private static final long serialVersionUID = 1L;

    FailedTransactionException(String message, Notice notice) {
        super(message, notice);
    }
}
