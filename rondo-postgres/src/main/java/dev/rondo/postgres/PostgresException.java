package dev.rondo.postgres;

import org.jspecify.annotations.Nullable;

/**
 * The root of what this package throws beside wrong use ({@link IllegalStateException} and so on).
 */
public abstract class PostgresException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PostgresException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
