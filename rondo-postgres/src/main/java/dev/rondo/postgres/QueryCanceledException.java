package dev.rondo.postgres;

/** The statement was cancelled, by a request or by statement_timeout: SQLSTATE 57014. */
public final class QueryCanceledException extends OperatorInterventionException {
    private static final long serialVersionUID = 1L;

    QueryCanceledException(String message, Notice notice) {
        super(message, notice);
    }
}
