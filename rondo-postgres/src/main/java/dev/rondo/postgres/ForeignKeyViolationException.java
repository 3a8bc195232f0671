package dev.rondo.postgres;

/** A row refers to one that is not there, or is referred to: SQLSTATE 23503. */
public final class ForeignKeyViolationException extends IntegrityConstraintViolationException {
    private static final long serialVersionUID = 1L;

    ForeignKeyViolationException(String message, Notice notice) {
        super(message, notice);
    }
}
