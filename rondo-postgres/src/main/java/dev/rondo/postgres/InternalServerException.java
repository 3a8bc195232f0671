package dev.rondo.postgres;

/** The server met a fault of its own, or damaged data: SQLSTATE class XX. */
public final class InternalServerException extends ServerException {
    private static final long serialVersionUID = 1L;

    InternalServerException(String message, Notice notice) {
        super(message, notice);
    }
}
