package dev.rondo.postgres;

/**
 * The server ended a session that did nothing inside a transaction for too long: SQLSTATE 25P03.
 */
public final class IdleInTransactionTimeoutException extends InvalidTransactionStateException {
    private static final long serialVersionUID = 1L;

    IdleInTransactionTimeoutException(String message, Notice notice) {
        super(message, notice);
    }
}
