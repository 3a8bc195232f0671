package dev.rondo.postgres;

import org.jspecify.annotations.Nullable;

/** No connection came free in time; the message says who holds them, and since when. */
public final class PoolTimeoutException extends PostgresException {
    private static final long serialVersionUID = 1L;

    PoolTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
