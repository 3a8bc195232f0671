package dev.rondo.postgres;

/** A column that must have a value has none: SQLSTATE 23502. {@link Notice#column} names it. */
public final class NotNullViolationException extends IntegrityConstraintViolationException {
    private static final long serialVersionUID = 1L;

    NotNullViolationException(String message, Notice notice) {
        super(message, notice);
    }
}
