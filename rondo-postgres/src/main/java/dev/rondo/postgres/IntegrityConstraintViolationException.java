package dev.rondo.postgres;

/** A constraint is violated: SQLSTATE class 23. {@link Notice#constraint} names it. */
public class IntegrityConstraintViolationException extends ServerException {
    private static final long serialVersionUID = 1L;

    IntegrityConstraintViolationException(String message, Notice notice) {
        super(message, notice);
    }
}
