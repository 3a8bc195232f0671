package dev.rondo.postgres;

/** A row that others refer to may not go: SQLSTATE 23001. */
public final class RestrictViolationException extends IntegrityConstraintViolationException {
    private static final long serialVersionUID = 1L;

    RestrictViolationException(String message, Notice notice) {
        super(message, notice);
    }
}
