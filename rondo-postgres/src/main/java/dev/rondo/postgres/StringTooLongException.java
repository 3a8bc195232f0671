package dev.rondo.postgres;

/** A text is longer than its column: SQLSTATE 22001. */
public final class StringTooLongException extends DataException {
    private static final long serialVersionUID = 1L;

    StringTooLongException(String message, Notice notice) {
        super(message, notice);
    }
}
