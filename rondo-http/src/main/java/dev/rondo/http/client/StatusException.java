package dev.rondo.http.client;

import dev.rondo.http.Headers;

/**
 * The answer has a status of 400 or more, and {@link ClientResponse#raiseForStatus} was asked for.
 * aiohttp: {@code ClientResponseError}.
 */
public final class StatusException extends ClientException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Headers headers;

    StatusException(int status, String reason, Headers headers, Progress progress) {
        super(reason.isEmpty() ? "" + status : status + " " + reason, null, progress);
        this.status = status;
        this.headers = headers;
    }

    /** Returns the status, from 400 on. */
    public int status() {
        return status;
    }

    /** Returns the fields of the answer. */
    public Headers headers() {
        return headers == null ? Headers.none() : headers; // after deserialization
    }
}
