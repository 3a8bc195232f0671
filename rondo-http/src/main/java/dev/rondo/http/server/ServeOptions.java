package dev.rondo.http.server;

import dev.rondo.http.wire.Http1Limits;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Network;
import dev.rondo.stream.ServerOptions;
import dev.rondo.stream.TlsKeys;
import dev.rondo.stream.TlsOptions;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where and how an app is served. Immutable. Each limit has a default that is safe in front of
 * strangers; times are kept to the second.
 *
 * {@snippet :
 * app.serve(ServeOptions.on("", 8080).withIdleLimit(Duration.ofSeconds(15)));
 * }
 */
public final class ServeOptions {
    private List<String> hosts = List.of();
    private int port;
    private List<SocketAddress> addresses = List.of();
    private @Nullable Network network; // the system's
    private ListenOptions listening = ListenOptions.defaults();
    private @Nullable TlsOptions tls;
    private int maxConnections = 10_000;
    private int maxRequests = Integer.MAX_VALUE;
    private Duration idleLimit = Duration.ofSeconds(75);
    private Duration headLimit = Duration.ofSeconds(10);
    private Duration bodyLimit = Duration.ofSeconds(10);
    private Duration stallLimit = Duration.ofSeconds(60);
    private Duration shutdownLimit = Duration.ofSeconds(60);
    private long maxBody = 1 << 20;
    private Http1Limits heads = Http1Limits.defaults();
    private boolean cancelsOnHangUp;
    private InstantSource clock = InstantSource.system();
    private @Nullable AccessLog accessLog;

    private ServeOptions() {}

    private ServeOptions(ServeOptions other) {
        hosts = other.hosts;
        port = other.port;
        addresses = other.addresses;
        network = other.network;
        listening = other.listening;
        tls = other.tls;
        maxConnections = other.maxConnections;
        maxRequests = other.maxRequests;
        idleLimit = other.idleLimit;
        headLimit = other.headLimit;
        bodyLimit = other.bodyLimit;
        stallLimit = other.stallLimit;
        shutdownLimit = other.shutdownLimit;
        maxBody = other.maxBody;
        heads = other.heads;
        cancelsOnHangUp = other.cancelsOnHangUp;
        clock = other.clock;
        accessLog = other.accessLog;
    }

    private ServeOptions with(Consumer<ServeOptions> change) {
        ServeOptions changed = new ServeOptions(this);
        change.accept(changed);
        return changed;
    }

    // ---- Where

    /**
     * Returns options for all addresses of a host; an empty one stands for all interfaces.
     *
     * @param port 0 to 65,535; 0 lets the system choose
     */
    public static ServeOptions on(String host, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, but is " + port);
        }
        return new ServeOptions()
                .with(o -> {
                    o.hosts = List.of(host);
                    o.port = port;
                });
    }

    ServeOptions withPort(int port) {
        return with(o -> o.port = port);
    }

    /** Returns options for an address, as that of a Unix socket. */
    public static ServeOptions on(SocketAddress address) {
        return new ServeOptions().with(o -> o.addresses = List.of(address));
    }

    /** Returns these options with another network: a simulated one, or a test's. */
    public ServeOptions withNetwork(Network network) {
        return with(o -> o.network = Objects.requireNonNull(network, "network"));
    }

    /** Returns these options with others for listening: backlog, reuse of the port. */
    public ServeOptions withListening(ListenOptions listening) {
        return with(o -> o.listening = Objects.requireNonNull(listening, "listening"));
    }

    /**
     * Returns these options with TLS: https. ALPN agrees on {@code http/1.1}, unless the options
     * name protocols themselves.
     */
    public ServeOptions withTls(TlsOptions tls) {
        return with(o ->
                o.tls =
                        tls.applicationProtocols().isEmpty()
                                ? tls.withApplicationProtocols("http/1.1")
                                : tls);
    }

    /**
     * Returns these options with TLS: https, with a certificate and its key in PEM files. {@code
     * rondo cert} makes them for development.
     *
     * @throws java.io.UncheckedIOException if a file cannot be read
     */
    public ServeOptions withTls(Path certificates, Path privateKey) {
        return withTls(TlsOptions.server(TlsKeys.fromPem(certificates, privateKey)));
    }

    // ---- Limits

    /** Returns these options with a bound for the connections; positive, 10,000 unless set. */
    public ServeOptions withMaxConnections(int connections) {
        checkPositive("maxConnections", connections);
        return with(o -> o.maxConnections = connections);
    }

    /** Returns these options with a bound for the requests of a connection; positive. */
    public ServeOptions withMaxRequests(int requests) {
        checkPositive("maxRequests", requests);
        return with(o -> o.maxRequests = requests);
    }

    /**
     * Returns these options with how long a connection may wait for its next request; positive, 75
     * s unless set (nginx's).
     */
    public ServeOptions withIdleLimit(Duration limit) {
        checkPositive("idleLimit", limit);
        return with(o -> o.idleLimit = limit);
    }

    /**
     * Returns these options with how long a request's head may take from its first byte to its
     * last; positive, 10 s unless set. Then the answer is 408.
     */
    public ServeOptions withHeadLimit(Duration limit) {
        checkPositive("headLimit", limit);
        return with(o -> o.headLimit = limit);
    }

    /**
     * Returns these options with how long nothing may come of a body that is being read; positive,
     * 10 s unless set. Then the answer is 408.
     */
    public ServeOptions withBodyLimit(Duration limit) {
        checkPositive("bodyLimit", limit);
        return with(o -> o.bodyLimit = limit);
    }

    /**
     * Returns these options with how long a client may take nothing of an answer, before its
     * connection is aborted; positive, 60 s unless set.
     */
    public ServeOptions withStallLimit(Duration limit) {
        checkPositive("stallLimit", limit);
        return with(o -> o.stallLimit = limit);
    }

    /**
     * Returns these options with how long requests may go on when the server stops; not negative,
     * 60 s unless set (aiohttp's).
     */
    public ServeOptions withShutdownLimit(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("shutdownLimit must not be negative: " + limit);
        }
        return with(o -> o.shutdownLimit = limit);
    }

    /**
     * Returns these options with how many bytes of a request's body are taken whole at most; not
     * negative, 1 MiB unless set. A route may have its own: {@link Route#maxBody}.
     */
    public ServeOptions withMaxBody(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("maxBody must not be negative, but is " + bytes);
        }
        return with(o -> o.maxBody = bytes);
    }

    /** Returns these options with a bound for the first line and each field; positive, 8,190. */
    public ServeOptions withMaxLine(int bytes) {
        return with(o -> o.heads = heads.withMaxLine(bytes).withMaxField(bytes));
    }

    /** Returns these options with a bound for the fields of a head; positive, 128 unless set. */
    public ServeOptions withMaxHeaders(int fields) {
        return with(o -> o.heads = heads.withMaxHeaders(fields));
    }

    // ---- Habits

    /**
     * Returns these options with or without this habit: a handler is cancelled when its client
     * leaves. Not unless set, since a half-done write may be worse than a wasted one. aiohttp:
     * {@code handler_cancellation}.
     */
    public ServeOptions withCancelOnHangUp(boolean cancels) {
        return with(o -> o.cancelsOnHangUp = cancels);
    }

    /** Returns these options with another source of the time for Date and logs. */
    public ServeOptions withClock(InstantSource clock) {
        return with(o -> o.clock = Objects.requireNonNull(clock, "clock"));
    }

    /** Returns these options with a log of what was answered. */
    public ServeOptions withAccessLog(AccessLog log) {
        return with(o -> o.accessLog = Objects.requireNonNull(log, "log"));
    }

    private static void checkPositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
    }

    private static void checkPositive(String name, Duration limit) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException(name + " must be positive, but is " + limit);
        }
    }

    // ---- For the server

    List<String> hosts() {
        return hosts;
    }

    int port() {
        return port;
    }

    List<SocketAddress> addresses() {
        return addresses;
    }

    Optional<Network> network() {
        return Optional.ofNullable(network);
    }

    ListenOptions listening() {
        return listening;
    }

    Optional<TlsOptions> tls() {
        return Optional.ofNullable(tls);
    }

    ServerOptions server() {
        return ServerOptions.defaults()
                .withMaxConnections(maxConnections)
                .withStallLimit(stallLimit);
    }

    int maxRequests() {
        return maxRequests;
    }

    Duration idleLimit() {
        return idleLimit;
    }

    Duration headLimit() {
        return headLimit;
    }

    Duration bodyLimit() {
        return bodyLimit;
    }

    Duration stallLimit() {
        return stallLimit;
    }

    Duration shutdownLimit() {
        return shutdownLimit;
    }

    long maxBody() {
        return maxBody;
    }

    Http1Limits heads() {
        return heads;
    }

    boolean cancelsOnHangUp() {
        return cancelsOnHangUp;
    }

    InstantSource clock() {
        return clock;
    }

    Optional<AccessLog> accessLog() {
        return Optional.ofNullable(accessLog);
    }

    @Override
    public String toString() {
        return "<ServeOptions "
                + (addresses.isEmpty() ? hosts + ":" + port : addresses)
                + (tls == null ? "" : " tls")
                + ">";
    }
}
