package dev.rondo.postgres;

/** The server cannot do this: SQLSTATE class 0A. */
public final class FeatureNotSupportedException extends ServerException {
    private static final long serialVersionUID = 1L;

    FeatureNotSupportedException(String message, Notice notice) {
        super(message, notice);
    }
}
