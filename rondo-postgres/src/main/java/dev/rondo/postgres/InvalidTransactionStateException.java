package dev.rondo.postgres;

/** The transaction is in no state for this: SQLSTATE class 25. */
public class InvalidTransactionStateException extends ServerException {
    private static final long serialVersionUID = 1L;

    InvalidTransactionStateException(String message, Notice notice) {
        super(message, notice);
    }
}
