package dev.rondo.postgres;

/** The server has not enough of something: SQLSTATE class 53. */
public class InsufficientResourcesException extends ServerException {
    private static final long serialVersionUID = 1L;

    InsufficientResourcesException(String message, Notice notice) {
        super(message, notice);
    }
}
