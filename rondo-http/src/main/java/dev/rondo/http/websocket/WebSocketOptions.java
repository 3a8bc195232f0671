package dev.rondo.http.websocket;

import dev.rondo.http.wire.WebSocketHandshake;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a WebSocket may do and how long things may take; the same for both sides.
 *
 * {@snippet :
 * WebSocketOptions options = WebSocketOptions.defaults()
 *         .withHeartbeat(Duration.ofSeconds(30))
 *         .withSubprotocols("chat.v2", "chat.v1");
 * }
 *
 * @param maxMessageSize how many bytes a received message may have, after inflation; more closes
 *     the socket with 1009. aiohttp: {@code max_msg_size}
 * @param heartbeat after how long without a byte from the peer it is pinged; it is given up when
 *     nothing comes for half as long again
 * @param closeTimeout how long closing waits for the peer, in all
 * @param autoPing whether pings are answered, as RFC 6455 wants; else they are dropped, for tests
 *     of a peer's heartbeat
 * @param compress how messages are compressed if the peer can; empty for never
 * @param receiveTimeout how long {@link WebSocket#receive} waits for a message
 * @param subprotocols what a client offers and a server can, the best first
 * @param fragmentSize how many bytes a frame of a sent message has at most; longer ones leave in
 *     several, and answers to pings come between
 * @param origins whose pages may connect to a server: none for the server's own only, origins as
 *     {@code https://example.com}, or {@code *} for all. Who sends no {@code Origin} is no browser
 *     and may always
 */
public record WebSocketOptions(
        int maxMessageSize,
        Optional<Duration> heartbeat,
        Duration closeTimeout,
        boolean autoPing,
        Optional<Compression> compress,
        Optional<Duration> receiveTimeout,
        List<String> subprotocols,
        int fragmentSize,
        List<String> origins) {
    private static final WebSocketOptions DEFAULTS = new Draft().done();

    /** Checks it. */
    public WebSocketOptions {
        checkPositive("maxMessageSize", maxMessageSize);
        checkPositive("fragmentSize", fragmentSize);
        heartbeat.ifPresent(time -> checkPositive("heartbeat", time));
        checkPositive("closeTimeout", closeTimeout);
        Objects.requireNonNull(compress, "compress");
        receiveTimeout.ifPresent(time -> checkPositive("receiveTimeout", time));
        subprotocols = List.copyOf(subprotocols);
        WebSocketHandshake.checkSubprotocols(subprotocols);
        origins = List.copyOf(origins);
    }

    private static void checkPositive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
    }

    private static void checkPositive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
    }

    /**
     * Returns: messages of 4 MiB, 10 s for closing, pings answered, frames of any size, pages of
     * the server's own origin; no heartbeat, compression, receive timeout or subprotocol. aiohttp's
     * server compresses by default; Rondo does when told, for the memory and the secrets that it
     * costs.
     */
    public static WebSocketOptions defaults() {
        return DEFAULTS;
    }

    /** Returns this with another limit of received messages, in bytes; positive. */
    public WebSocketOptions withMaxMessageSize(int value) {
        return with(draft -> draft.maxMessageSize = value);
    }

    /** Returns this with a heartbeat; positive. */
    public WebSocketOptions withHeartbeat(Duration value) {
        return with(draft -> draft.heartbeat = Optional.of(value));
    }

    /** Returns this without a heartbeat. */
    public WebSocketOptions withoutHeartbeat() {
        return with(draft -> draft.heartbeat = Optional.empty());
    }

    /** Returns this with another limit of closing; positive. */
    public WebSocketOptions withCloseTimeout(Duration value) {
        return with(draft -> draft.closeTimeout = value);
    }

    /** Returns this answering pings or not. */
    public WebSocketOptions withAutoPing(boolean value) {
        return with(draft -> draft.autoPing = value);
    }

    /** Returns this compressing in the standard way. */
    public WebSocketOptions withCompress() {
        return withCompress(Compression.standard());
    }

    /** Returns this compressing. */
    public WebSocketOptions withCompress(Compression value) {
        return with(draft -> draft.compress = Optional.of(value));
    }

    /** Returns this without compression. */
    public WebSocketOptions withoutCompress() {
        return with(draft -> draft.compress = Optional.empty());
    }

    /** Returns this with a limit for each wait for a message; positive. */
    public WebSocketOptions withReceiveTimeout(Duration value) {
        return with(draft -> draft.receiveTimeout = Optional.of(value));
    }

    /**
     * Returns this with other subprotocols, the best first.
     *
     * @throws IllegalArgumentException if one is no token or is there twice
     */
    public WebSocketOptions withSubprotocols(String... values) {
        return with(draft -> draft.subprotocols = List.of(values));
    }

    /** Returns this with frames of at most so many bytes; positive. */
    public WebSocketOptions withFragmentSize(int value) {
        return with(draft -> draft.fragmentSize = value);
    }

    /** Returns this for pages of other origins; {@code *} stands for all. */
    public WebSocketOptions withOrigins(String... values) {
        return with(draft -> draft.origins = List.of(values));
    }

    private WebSocketOptions with(Consumer<Draft> change) {
        Draft draft = new Draft();
        draft.maxMessageSize = maxMessageSize;
        draft.heartbeat = heartbeat;
        draft.closeTimeout = closeTimeout;
        draft.autoPing = autoPing;
        draft.compress = compress;
        draft.receiveTimeout = receiveTimeout;
        draft.subprotocols = subprotocols;
        draft.fragmentSize = fragmentSize;
        draft.origins = origins;
        change.accept(draft);
        return draft.done();
    }

    /** What is to be options, with the defaults. */
    private static final class Draft {
        private int maxMessageSize = 4 * 1024 * 1024; // aiohttp's
        private Optional<Duration> heartbeat = Optional.empty();
        private Duration closeTimeout = Duration.ofSeconds(10); // aiohttp's
        private boolean autoPing = true;
        private Optional<Compression> compress = Optional.empty();
        private Optional<Duration> receiveTimeout = Optional.empty();
        private List<String> subprotocols = List.of();
        private int fragmentSize = Integer.MAX_VALUE;
        private List<String> origins = List.of();

        private WebSocketOptions done() {
            return new WebSocketOptions(
                    maxMessageSize,
                    heartbeat,
                    closeTimeout,
                    autoPing,
                    compress,
                    receiveTimeout,
                    subprotocols,
                    fragmentSize,
                    origins);
        }
    }
}
