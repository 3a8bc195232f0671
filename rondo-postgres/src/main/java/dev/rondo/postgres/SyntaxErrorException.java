package dev.rondo.postgres;

/** The statement is no SQL: SQLSTATE 42601. {@link Notice#position} says where. */
public final class SyntaxErrorException extends SyntaxOrAccessException {
    private static final long serialVersionUID = 1L;

    SyntaxErrorException(String message, Notice notice) {
        super(message, notice);
    }
}
