package dev.rondo.postgres;

/** There is no such schema: SQLSTATE class 3F. */
public final class InvalidSchemaNameException extends ServerException {
    private static final long serialVersionUID = 1L;

    InvalidSchemaNameException(String message, Notice notice) {
        super(message, notice);
    }
}
