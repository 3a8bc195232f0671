package dev.rondo.http.client;

import org.jspecify.annotations.Nullable;

/**
 * The client or its pool was closed, before the request or while it was on its way.
 */
public final class ClientClosedException extends ClientException {
    private static final long serialVersionUID = 1L;

    ClientClosedException(String message, @Nullable Throwable cause, Progress progress) {
        super(message, cause, progress);
    }
}
