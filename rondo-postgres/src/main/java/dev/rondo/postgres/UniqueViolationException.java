package dev.rondo.postgres;

/** There is such a row already: SQLSTATE 23505. {@link Notice#constraint} names the key. */
public final class UniqueViolationException extends IntegrityConstraintViolationException {
    private static final long serialVersionUID = 1L;

    UniqueViolationException(String message, Notice notice) {
        super(message, notice);
    }
}
