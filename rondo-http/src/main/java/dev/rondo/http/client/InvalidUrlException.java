package dev.rondo.http.client;

import org.jspecify.annotations.Nullable;

/**
 * What was given as a URL is none, or none that can be requested. aiohttp: {@code InvalidURL}, {@code
 * NonHttpUrlClientError} and their redirect twins.
 */
public final class InvalidUrlException extends ClientException {
    private static final long serialVersionUID = 1L;

    InvalidUrlException(String message, @Nullable Throwable cause, Progress progress) {
        super(message, cause, progress);
    }
}
