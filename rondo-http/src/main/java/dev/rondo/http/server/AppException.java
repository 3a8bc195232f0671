package dev.rondo.http.server;

/**
 * What an app does at its start or end has failed with a checked exception, which is the cause.
 * Unchecked ones come through as they are.
 */
public final class AppException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AppException(Throwable cause) {
        super(cause.getMessage(), cause);
    }

    /** Returns a failure as one that needs no declaration. */
    static RuntimeException unchecked(Throwable failure) {
        return switch (failure) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case Throwable e -> new AppException(e);
        };
    }
}
