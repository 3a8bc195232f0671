package dev.rondo.postgres;

/** There is such a table already: SQLSTATE 42P07. */
public final class DuplicateTableException extends SyntaxOrAccessException {
    private static final long serialVersionUID = 1L;

    DuplicateTableException(String message, Notice notice) {
        super(message, notice);
    }
}
