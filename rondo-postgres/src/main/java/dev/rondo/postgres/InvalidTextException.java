package dev.rondo.postgres;

/** A text is no value of the type: SQLSTATE 22P02. */
public final class InvalidTextException extends DataException {
    private static final long serialVersionUID = 1L;

    InvalidTextException(String message, Notice notice) {
        super(message, notice);
    }
}
