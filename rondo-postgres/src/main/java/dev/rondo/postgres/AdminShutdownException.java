package dev.rondo.postgres;

/** The server shuts down, or an administrator ended the session: SQLSTATE 57P01. */
public final class AdminShutdownException extends OperatorInterventionException {
    private static final long serialVersionUID = 1L;

    AdminShutdownException(String message, Notice notice) {
        super(message, notice);
    }
}
