package dev.rondo.postgres;

/** The server ended a session that did nothing for too long: SQLSTATE 57P05. */
public final class IdleSessionTimeoutException extends OperatorInterventionException {
    private static final long serialVersionUID = 1L;

    IdleSessionTimeoutException(String message, Notice notice) {
        super(message, notice);
    }
}
