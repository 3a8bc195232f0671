package dev.rondo.postgres;

/** The server has not enough memory: SQLSTATE 53200. */
public final class ServerOutOfMemoryException extends InsufficientResourcesException {
    private static final long serialVersionUID = 1L;

    ServerOutOfMemoryException(String message, Notice notice) {
        super(message, notice);
    }
}
