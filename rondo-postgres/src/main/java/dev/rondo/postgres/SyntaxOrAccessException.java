package dev.rondo.postgres;

/** The statement is wrong, names what is not there, or may not be run: SQLSTATE class 42. */
public class SyntaxOrAccessException extends ServerException {
    private static final long serialVersionUID = 1L;

    SyntaxOrAccessException(String message, Notice notice) {
        super(message, notice);
    }
}
