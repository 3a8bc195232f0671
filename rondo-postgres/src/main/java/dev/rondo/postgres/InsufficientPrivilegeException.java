package dev.rondo.postgres;

/** The user may not do this: SQLSTATE 42501. */
public final class InsufficientPrivilegeException extends SyntaxOrAccessException {
    private static final long serialVersionUID = 1L;

    InsufficientPrivilegeException(String message, Notice notice) {
        super(message, notice);
    }
}
