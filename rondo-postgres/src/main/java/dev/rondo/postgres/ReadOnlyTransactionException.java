package dev.rondo.postgres;

/** A transaction that may only read, or a standby, was to write: SQLSTATE 25006. */
public final class ReadOnlyTransactionException extends InvalidTransactionStateException {
    private static final long serialVersionUID = 1L;

    ReadOnlyTransactionException(String message, Notice notice) {
        super(message, notice);
    }
}
