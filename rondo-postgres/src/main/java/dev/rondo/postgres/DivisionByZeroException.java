package dev.rondo.postgres;

/** A number is divided by zero: SQLSTATE 22012. */
public final class DivisionByZeroException extends DataException {
    private static final long serialVersionUID = 1L;

    DivisionByZeroException(String message, Notice notice) {
        super(message, notice);
    }
}
