package dev.rondo.postgres;

import org.jspecify.annotations.Nullable;

/** The peer broke PostgreSQL's protocol, or speaks another; its connection is closed. */
public final class ProtocolException extends PostgresException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
