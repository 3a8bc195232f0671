package dev.rondo.http.websocket;

import org.jspecify.annotations.Nullable;

/**
 * The peer broke the protocol, sent text that is not UTF-8 or a message that is too large, and the
 * socket was closed for it; {@link #code} is what the peer was told: 1002, 1007 or 1009.
 */
public final class WebSocketProtocolException extends WebSocketClosedException {
    private static final long serialVersionUID = 1L;

    WebSocketProtocolException(String message, CloseState how, @Nullable Throwable cause) {
        super(message, how, cause);
    }
}
