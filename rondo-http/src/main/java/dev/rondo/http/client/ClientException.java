package dev.rondo.http.client;

import dev.rondo.http.Url;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request failed: the root of what {@link Client} throws. It says which request, without its
 * credentials, how far it had come and how much of it was sent. aiohttp: {@code ClientError}.
 *
 * <p>Mistakes of the program are {@link IllegalArgumentException}s and {@link
 * IllegalStateException}s, and a failed opening of a WebSocket is a {@link
 * dev.rondo.http.websocket.WebSocketHandshakeException}.
 */
public abstract sealed class ClientException extends RuntimeException
        permits BodyNotRepeatableException,
                ClientClosedException,
                ClientConnectException,
                ClientTimeoutException,
                InvalidUrlException,
                PayloadException,
                ResponseException,
                ServerDisconnectedException,
                StatusException,
                TooManyRedirectsException {
    private static final long serialVersionUID = 1L;

    private final String method;
    private final transient Optional<Url> url;
    private final RequestPhase phase;
    private final long bytesSent;

    ClientException(String message, @Nullable Throwable cause, Progress progress) {
        super(progress.describe(message), cause);
        this.method = progress.method();
        this.url = progress.url();
        this.phase = progress.phase();
        this.bytesSent = progress.bytesSent();
    }

    /** Returns the method of the request; empty if it was not known yet. */
    public String method() {
        return method;
    }

    /** Returns the URL of the request without user info; empty if it was none. */
    @SuppressWarnings("OptionalAssignedToNull") // after deserialization
    public Optional<Url> url() {
        return url == null ? Optional.empty() : url;
    }

    /** Returns how far the request had come. */
    public RequestPhase phase() {
        return phase;
    }

    /** Returns how many bytes of the request the connection had taken, head included. */
    public long bytesSent() {
        return bytesSent;
    }
}
