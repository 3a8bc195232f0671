package dev.rondo.postgres;

/** A number is larger than its type: SQLSTATE 22003. */
public final class NumericOutOfRangeException extends DataException {
    private static final long serialVersionUID = 1L;

    NumericOutOfRangeException(String message, Notice notice) {
        super(message, notice);
    }
}
