package dev.rondo.http.client;

import org.jspecify.annotations.Nullable;

/**
 * The request had to be sent again, for a redirect with 307 or 308, a challenge or a retry, and its
 * body can be made only once. {@link dev.rondo.http.Payload.Stream} can say that it is repeatable.
 */
public final class BodyNotRepeatableException extends ClientException {
    private static final long serialVersionUID = 1L;

    BodyNotRepeatableException(String message, @Nullable Throwable cause, Progress progress) {
        super(message, cause, progress);
    }
}
