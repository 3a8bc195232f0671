package dev.rondo.http.wire;

import dev.rondo.http.Headers;

/** A request or an answer that opens no WebSocket. */
public final class HandshakeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Headers headers;

    HandshakeException(int status, String message) {
        this(status, message, Headers.none());
    }

    HandshakeException(int status, String message, Headers headers) {
        super(message);
        this.status = status;
        this.headers = headers;
    }

    /** Returns the status to answer with, or the one that came. */
    public int status() {
        return status;
    }

    /** Returns the fields that the answer needs. */
    public Headers headers() {
        return headers;
    }
}
