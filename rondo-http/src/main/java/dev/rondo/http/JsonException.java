package dev.rondo.http;

/** JSON is malformed, does not fit a type, or there is no library for it. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates one. */
    public JsonException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Creates one without a cause. */
    public JsonException(String message) {
        super(message);
    }
}
