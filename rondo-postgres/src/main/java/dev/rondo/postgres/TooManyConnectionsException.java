package dev.rondo.postgres;

/** The server has as many connections as it takes: SQLSTATE 53300. */
public final class TooManyConnectionsException extends InsufficientResourcesException {
    private static final long serialVersionUID = 1L;

    TooManyConnectionsException(String message, Notice notice) {
        super(message, notice);
    }
}
