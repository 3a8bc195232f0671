package dev.rondo.postgres;

/** A function of the database says so (RAISE): SQLSTATE P0001. */
public final class RaiseException extends ServerException {
    private static final long serialVersionUID = 1L;

    RaiseException(String message, Notice notice) {
        super(message, notice);
    }
}
