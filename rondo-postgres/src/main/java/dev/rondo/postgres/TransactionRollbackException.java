package dev.rondo.postgres;

/** The transaction was rolled back; run as a whole once more it may succeed: SQLSTATE class 40. */
public class TransactionRollbackException extends ServerException {
    private static final long serialVersionUID = 1L;

    TransactionRollbackException(String message, Notice notice) {
        super(message, notice);
    }
}
