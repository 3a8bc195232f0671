package dev.rondo.http.client;

import org.jspecify.annotations.Nullable;

/**
 * The body of an answer is not whole, too large, or not what it was taken for. aiohttp: {@code
 * ClientPayloadError}, {@code ContentTypeError}.
 */
public final class PayloadException extends ClientException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    public enum Reason {
        /** The connection ended, or the client was closed, before the body did. */
        INCOMPLETE,
        /** It has more bytes, or expands to more, than the limits allow. */
        TOO_LARGE,
        /** Its chunks or its compression are broken. */
        BROKEN,
        /** It is not text of its charset, not the JSON or not the form that was asked for. */
        MALFORMED
    }

    private final Reason reason;

    PayloadException(Reason reason, String message, @Nullable Throwable cause, Progress progress) {
        super(message, cause, progress);
        this.reason = reason;
    }

    /** Returns what is wrong with it. */
    public Reason reason() {
        return reason;
    }
}
