package dev.rondo.http.client;

import org.jspecify.annotations.Nullable;

/**
 * The answer is no HTTP, or more of it than the limits allow. The connection is closed. aiohttp:
 * {@code ClientResponseError} with status 400, {@code BadHttpMessage}.
 */
public final class ResponseException extends ClientException {
    private static final long serialVersionUID = 1L;

    ResponseException(String message, @Nullable Throwable cause, Progress progress) {
        super(message, cause, progress);
    }
}
