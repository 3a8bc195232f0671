package dev.rondo.postgres;

/** A subquery has more rows than it may, or a row was to be changed twice: SQLSTATE class 21. */
public final class CardinalityViolationException extends ServerException {
    private static final long serialVersionUID = 1L;

    CardinalityViolationException(String message, Notice notice) {
        super(message, notice);
    }
}
