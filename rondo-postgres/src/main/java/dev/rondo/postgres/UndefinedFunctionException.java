package dev.rondo.postgres;

/** There is no such function or operator for these types: SQLSTATE 42883. */
public final class UndefinedFunctionException extends SyntaxOrAccessException {
    private static final long serialVersionUID = 1L;

    UndefinedFunctionException(String message, Notice notice) {
        super(message, notice);
    }
}
