package dev.rondo.postgres;

/** There is no such database: SQLSTATE class 3D. */
public final class InvalidCatalogNameException extends ServerException {
    private static final long serialVersionUID = 1L;

    InvalidCatalogNameException(String message, Notice notice) {
        super(message, notice);
    }
}
