package dev.rondo.http.websocket;

import dev.rondo.http.Headers;
import dev.rondo.http.wire.HandshakeException;
import dev.rondo.http.wire.WebSocketHandshake;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The opening handshake on the fields of HTTP (RFC 6455, section 4): the door for those who make
 * servers and clients. Nothing here suspends.
 *
 * <p>A server answers with status 101 and these fields, and goes on with a socket:
 *
 * {@snippet :
 * Headers answer = WebSocketUpgrade.answer("GET", requestHeaders, options);
 * sendHead(101, answer);
 * WebSocket socket = WebSocket.over(stream, bytesReadAlready, true, options, answer);
 * }
 *
 * <p>A client sends a GET with its fields, and checks the answer:
 *
 * {@snippet :
 * WebSocketUpgrade upgrade = WebSocketUpgrade.request(options);
 * sendHead("GET", upgrade.headers());
 * upgrade.check(status, answer);
 * WebSocket socket = WebSocket.over(stream, bytesReadAlready, false, options, answer);
 * }
 */
public final class WebSocketUpgrade {
    private final String key;
    private final WebSocketOptions options;

    private WebSocketUpgrade(String key, WebSocketOptions options) {
        this.key = key;
        this.options = options;
    }

    /** Returns a client's handshake with a key of secure random bytes. */
    public static WebSocketUpgrade request(WebSocketOptions options) {
        return request(options, new SecureRandom());
    }

    /** Returns a client's handshake. */
    public static WebSocketUpgrade request(WebSocketOptions options, RandomGenerator random) {
        Objects.requireNonNull(options, "options");
        return new WebSocketUpgrade(WebSocketHandshake.newKey(random), options);
    }

    /** Returns the fields of the request, but {@code Host} and {@code Origin}. */
    public Headers headers() {
        return WebSocketHandshake.request(key, options.subprotocols(), Deflates.of(options));
    }

    /**
     * Checks the answer to the request.
     *
     * @throws WebSocketHandshakeException if the status is not 101, or the fields do not fit the
     *     request: then the connection is good for nothing
     */
    public void check(int status, Headers answer) {
        try {
            WebSocketHandshake.check(
                    key, options.subprotocols(), Deflates.of(options), status, answer);
        } catch (HandshakeException e) {
            throw new WebSocketHandshakeException(e);
        }
    }

    /**
     * Returns whether a request wants to go on as a WebSocket: then {@link #answer} should look at
     * it.
     */
    public static boolean isRequested(Headers request) {
        return WebSocketHandshake.isRequested(request);
    }

    /**
     * Checks a client's request and returns the fields of the answer, whose status is 101.
     *
     * @param method of the request
     * @throws WebSocketHandshakeException if it cannot be taken, with the status to answer: 400 for
     *     what is malformed, 403 for a page of another origin, 405 for another method than GET, 426
     *     for another version of the protocol than 13
     */
    public static Headers answer(String method, Headers request, WebSocketOptions options) {
        try {
            return WebSocketHandshake.answer(
                    method,
                    request,
                    options.subprotocols(),
                    options.origins(),
                    Deflates.of(options));
        } catch (HandshakeException e) {
            throw new WebSocketHandshakeException(e);
        }
    }

    @Override
    public String toString() {
        return "<WebSocketUpgrade subprotocols=" + options.subprotocols() + ">";
    }
}
