package dev.rondo.postgres;

/** Another of the server's processes crashed, so all sessions end: SQLSTATE 57P02. */
public final class CrashShutdownException extends OperatorInterventionException {
    private static final long serialVersionUID = 1L;

    CrashShutdownException(String message, Notice notice) {
        super(message, notice);
    }
}
