package dev.rondo.postgres;

/** There is such an object already: SQLSTATE 42710. */
public final class DuplicateObjectException extends SyntaxOrAccessException {
    private static final long serialVersionUID = 1L;

    DuplicateObjectException(String message, Notice notice) {
        super(message, notice);
    }
}
