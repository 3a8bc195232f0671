package dev.rondo.http.websocket;

import org.jspecify.annotations.Nullable;

/**
 * A WebSocket is closed: nothing more can be received or sent.
 *
 * <p>When the connection broke or the heartbeat had no answer, {@link #getCause} tells.
 */
public sealed class WebSocketClosedException extends RuntimeException
        permits WebSocketProtocolException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;
    private final boolean wasClean;

    WebSocketClosedException(String message, CloseState how, @Nullable Throwable cause) {
        super(message, cause);
        this.code = how.code();
        this.reason = how.reason();
        this.wasClean = how.wasClean();
    }

    /**
     * Returns the code that the peer gave, or this end's if it closed first; {@link
     * CloseCode#ABNORMAL_CLOSURE} when the connection ended without one.
     */
    public int code() {
        return code;
    }

    /** Returns what the peer gave as a reason, which a peer chose; empty if it gave none. */
    public String reason() {
        return reason;
    }

    /** Returns whether both sides said goodbye (RFC 6455, section 7.1.4). */
    public boolean wasClean() {
        return wasClean;
    }
}
