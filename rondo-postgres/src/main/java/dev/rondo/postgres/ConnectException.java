package dev.rondo.postgres;

import org.jspecify.annotations.Nullable;

/** No server could be reached, or none would have us; the others' failures are suppressed in it. */
public final class ConnectException extends PostgresException {
    private static final long serialVersionUID = 1L;

    ConnectException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
