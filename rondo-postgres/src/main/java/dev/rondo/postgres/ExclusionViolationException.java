package dev.rondo.postgres;

/** A row is in conflict with another by an exclusion constraint: SQLSTATE 23P01. */
public final class ExclusionViolationException extends IntegrityConstraintViolationException {
    private static final long serialVersionUID = 1L;

    ExclusionViolationException(String message, Notice notice) {
        super(message, notice);
    }
}
