package dev.rondo.postgres;

/** There is no such type, role or other object: SQLSTATE 42704. */
public final class UndefinedObjectException extends SyntaxOrAccessException {
    private static final long serialVersionUID = 1L;

    UndefinedObjectException(String message, Notice notice) {
        super(message, notice);
    }
}
