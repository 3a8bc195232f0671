package dev.rondo.postgres;

/**
 * The server lets nobody of this name in, or not from here, or not like this: SQLSTATE class 28.
 */
public class InvalidAuthorizationException extends ServerException {
    private static final long serialVersionUID = 1L;

    InvalidAuthorizationException(String message, Notice notice) {
        super(message, notice);
    }
}
