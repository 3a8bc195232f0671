package dev.rondo.postgres;

/** There is no such column: SQLSTATE 42703. */
public final class UndefinedColumnException extends SyntaxOrAccessException {
    private static final long serialVersionUID = 1L;

    UndefinedColumnException(String message, Notice notice) {
        super(message, notice);
    }
}
