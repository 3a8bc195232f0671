package dev.rondo.postgres;

import org.jspecify.annotations.Nullable;

/** A value does not become what was asked for; the message names the column or parameter. */
public final class ConversionException extends PostgresException {
    private static final long serialVersionUID = 1L;

    ConversionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
