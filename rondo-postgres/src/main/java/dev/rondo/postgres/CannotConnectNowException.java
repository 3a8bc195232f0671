package dev.rondo.postgres;

/** The server starts, shuts down or recovers: SQLSTATE 57P03. */
public final class CannotConnectNowException extends OperatorInterventionException {
    private static final long serialVersionUID = 1L;

    CannotConnectNowException(String message, Notice notice) {
        super(message, notice);
    }
}
