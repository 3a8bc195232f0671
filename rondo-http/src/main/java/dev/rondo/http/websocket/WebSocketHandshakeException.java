package dev.rondo.http.websocket;

import dev.rondo.http.Headers;
import dev.rondo.http.wire.HandshakeException;

/**
 * The opening handshake failed: the request is none that a server can take, or the answer is not
 * what the client asked for.
 */
public final class WebSocketHandshakeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Headers headers;

    WebSocketHandshakeException(HandshakeException cause) {
        super(cause.getMessage());
        this.status = cause.status();
        this.headers = cause.headers();
    }

    /**
     * Returns the status of the answer: on a server that which it should give (400, 403, 405, 426),
     * on a client that which came.
     */
    public int status() {
        return status;
    }

    /** Returns fields that a server's answer needs: {@code Sec-WebSocket-Version} with 426. */
    public Headers headers() {
        return headers;
    }
}
