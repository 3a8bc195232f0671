package dev.rondo.postgres;

/** A check constraint says no: SQLSTATE 23514. */
public final class CheckViolationException extends IntegrityConstraintViolationException {
    private static final long serialVersionUID = 1L;

    CheckViolationException(String message, Notice notice) {
        super(message, notice);
    }
}
