package dev.rondo.postgres;

/** The system below the server failed: SQLSTATE class 58. */
public final class ServerSystemException extends ServerException {
    private static final long serialVersionUID = 1L;

    ServerSystemException(String message, Notice notice) {
        super(message, notice);
    }
}
