package dev.rondo.postgres;

/** The disk of the server is full: SQLSTATE 53100. */
public final class DiskFullException extends InsufficientResourcesException {
    private static final long serialVersionUID = 1L;

    DiskFullException(String message, Notice notice) {
        super(message, notice);
    }
}
