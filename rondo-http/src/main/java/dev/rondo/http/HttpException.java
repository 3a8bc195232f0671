package dev.rondo.http;

/**
 * Ends a request with a status: a handler throws it, and the server answers. asyncio's users know
 * aiohttp's {@code HTTPException} and its 58 subclasses; here the status is a number.
 *
 * <p>The message is sent as the text of the answer, so it must not tell secrets; the cause is not.
 */
public class HttpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Headers headers;

    /**
     * Creates one.
     *
     * @param status from 400 to 599
     * @param message the text of the answer
     * @throws IllegalArgumentException if the status is no error's
     */
    public HttpException(int status, String message) {
        this(status, message, Headers.none());
    }

    /** Like {@link #HttpException(int, String)}, with fields for the answer. */
    public HttpException(int status, String message, Headers headers) {
        super(message);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException(
                    "status must be 400 to 599, but is "
                            + status
                            + "\nReturn other answers as a Response");
        }
        this.status = status;
        this.headers = headers;
    }

    /** Creates one with the standard text of its status. */
    public HttpException(int status) {
        this(status, Status.reason(status));
    }

    /** Returns the status of the answer. */
    public int status() {
        return status;
    }

    /** Returns the fields of the answer. */
    public Headers headers() {
        return headers == null ? Headers.none() : headers; // null after deserialization
    }
}
