package dev.rondo.postgres;

/** The server cannot go on with the connection, or not reach another: SQLSTATE class 08. */
public final class ServerConnectionException extends ServerException {
    private static final long serialVersionUID = 1L;

    ServerConnectionException(String message, Notice notice) {
        super(message, notice);
    }
}
