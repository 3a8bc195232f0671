package dev.rondo.postgres;

/** A cursor is not there: SQLSTATE class 34. */
public final class InvalidCursorNameException extends ServerException {
    private static final long serialVersionUID = 1L;

    InvalidCursorNameException(String message, Notice notice) {
        super(message, notice);
    }
}
