package dev.rondo.postgres;

/** There is no such table: SQLSTATE 42P01. */
public final class UndefinedTableException extends SyntaxOrAccessException {
    private static final long serialVersionUID = 1L;

    UndefinedTableException(String message, Notice notice) {
        super(message, notice);
    }
}
