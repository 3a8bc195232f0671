package dev.rondo.http.client;

import dev.rondo.http.Headers;
import dev.rondo.http.Json;
import dev.rondo.http.MalformedException;
import dev.rondo.http.Url;
import dev.rondo.http.network.Networks;
import dev.rondo.http.wire.Http1Limits;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Network;
import dev.rondo.stream.TlsOptions;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a client behaves: what all its requests have in common. Immutable. aiohttp: the arguments of
 * {@code ClientSession} and {@code TCPConnector}.
 *
 * {@snippet :
 * ClientOptions options = ClientOptions.defaults()
 *         .withBaseUrl("https://api.example.com/v1/")
 *         .withHeader("Authorization", "Bearer " + token)
 *         .withRaiseForStatus(true);
 * }
 */
public final class ClientOptions {
    private static final Headers STANDARD =
            Headers.of(
                    "Accept", "*/*", "Accept-Encoding", Codings.accepted(), "User-Agent", "Rondo");
    private static final ClientOptions DEFAULTS = new ClientOptions();

    private @Nullable Url baseUrl;
    private Headers headers = STANDARD;
    private @Nullable Json json; // the standard one
    private PoolLimits limits = PoolLimits.defaults();
    private @Nullable ConnectionPool pool; // its own
    private Timeouts timeouts = Timeouts.defaults();
    private @Nullable Network network; // the system's
    private ConnectOptions connecting = ConnectOptions.defaults();
    private @Nullable SocketAddress address; // the URL's
    private @Nullable TlsOptions tls; // a client's, made when it is needed
    private List<String> fingerprints = List.of();
    private @Nullable Proxy proxy;
    private Map<String, String> environment = Map.of();
    private boolean decompress = true;
    private boolean allowRedirects = true;
    private int maxRedirects = 10;
    private boolean raiseForStatus;
    private boolean retriesDropped = true;
    private @Nullable RetryPolicy retry;
    private List<ClientMiddleware> middlewares = List.of();
    private List<Tracing> tracings = List.of();
    private long maxBody = 64L << 20;
    private int maxExpansion = 200;
    private Http1Limits heads = Http1Limits.defaults();
    private InstantSource clock = InstantSource.system();
    private @Nullable CookieJar cookies; // the client's own

    private ClientOptions() {}

    private ClientOptions(ClientOptions other) {
        baseUrl = other.baseUrl;
        headers = other.headers;
        json = other.json;
        limits = other.limits;
        pool = other.pool;
        timeouts = other.timeouts;
        network = other.network;
        connecting = other.connecting;
        address = other.address;
        tls = other.tls;
        fingerprints = other.fingerprints;
        proxy = other.proxy;
        environment = other.environment;
        decompress = other.decompress;
        allowRedirects = other.allowRedirects;
        maxRedirects = other.maxRedirects;
        raiseForStatus = other.raiseForStatus;
        retriesDropped = other.retriesDropped;
        retry = other.retry;
        middlewares = other.middlewares;
        tracings = other.tracings;
        maxBody = other.maxBody;
        maxExpansion = other.maxExpansion;
        heads = other.heads;
        clock = other.clock;
        cookies = other.cookies;
    }

    private ClientOptions with(Consumer<ClientOptions> change) {
        ClientOptions changed = new ClientOptions(this);
        change.accept(changed);
        return changed;
    }

    /** Returns the defaults. */
    public static ClientOptions defaults() {
        return DEFAULTS;
    }

    // ---- What is sent

    /**
     * Returns these options with a URL that relative ones are resolved against (RFC 3986, section
     * 5): end its path with a slash to have paths below it.
     *
     * @throws MalformedException if it is none
     */
    public ClientOptions withBaseUrl(String url) {
        return withBaseUrl(Url.parse(url));
    }

    /** Like {@link #withBaseUrl(String)}. */
    public ClientOptions withBaseUrl(Url url) {
        return with(o -> o.baseUrl = Objects.requireNonNull(url, "url"));
    }

    /**
     * Returns these options with a field for each request, in place of those of this name. {@code
     * Accept}, {@code Accept-Encoding} and {@code User-Agent} are there unless they are set.
     *
     * @throws IllegalArgumentException if it cannot be sent
     */
    public ClientOptions withHeader(String name, String value) {
        return with(o -> o.headers = o.headers.with(name, value));
    }

    /** Returns these options without a field for each request, also one of the standard ones. */
    public ClientOptions withoutHeader(String name) {
        return with(o -> o.headers = o.headers.without(name));
    }

    /** Returns these options with other JSON than {@link Json#standard}. */
    public ClientOptions withJson(Json json) {
        return with(o -> o.json = Objects.requireNonNull(json, "json"));
    }

    /**
     * Returns these options with a jar for cookies, which clients of one loop may share; {@link
     * CookieJar#none} keeps none. Unless set, each client has its own.
     */
    public ClientOptions withCookieJar(CookieJar jar) {
        return with(o -> o.cookies = Objects.requireNonNull(jar, "jar"));
    }

    // ---- Connections

    /** Returns these options with other limits of the client's own pool. */
    public ClientOptions withLimits(PoolLimits limits) {
        return with(o -> o.limits = Objects.requireNonNull(limits, "limits"));
    }

    /**
     * Returns these options with a pool that several clients of one loop share. It has its own
     * limits, and is not closed with the client. aiohttp: {@code connector_owner=False}.
     */
    public ClientOptions withPool(ConnectionPool pool) {
        return with(o -> o.pool = Objects.requireNonNull(pool, "pool"));
    }

    /** Returns these options with another network: a simulated one, or a test's. */
    public ClientOptions withNetwork(Network network) {
        return with(o -> o.network = Objects.requireNonNull(network, "network"));
    }

    /** Returns these options with others for connecting: local address, happy eyeballs, socket. */
    public ClientOptions withConnecting(ConnectOptions connecting) {
        return with(o -> o.connecting = Objects.requireNonNull(connecting, "connecting"));
    }

    /**
     * Returns these options connecting to an address, as that of a Unix socket, in place of what
     * the URL names; that stays the Host and the name that TLS checks. aiohttp: {@code
     * UnixConnector}.
     */
    public ClientOptions withAddress(SocketAddress address) {
        return with(o -> o.address = Objects.requireNonNull(address, "address"));
    }

    /**
     * Returns these options with others for TLS: authorities, a client's certificate. A host name
     * in them is checked in place of the URL's. ALPN says {@code http/1.1} in any case.
     *
     * @throws IllegalArgumentException if they are a server's
     */
    public ClientOptions withTls(TlsOptions tls) {
        if (tls.side() != TlsOptions.Side.CLIENT) {
            throw new IllegalArgumentException(
                    "These TLS options are a server's\nUse TlsOptions.client(...)");
        }
        return with(o -> o.tls = tls);
    }

    /**
     * Returns these options with the SHA-256 fingerprints of the certificates that servers may
     * have, besides being trusted; a server with another one is refused. aiohttp: {@code
     * Fingerprint}, which trusts every certificate that has it: for that, give a context that
     * trusts all.
     *
     * @param sha256 64 hexadecimal digits each; colons between them are passed over
     * @throws IllegalArgumentException if one is none
     */
    public ClientOptions withFingerprints(String... sha256) {
        List<String> pins = new ArrayList<>();
        for (String pin : sha256) {
            pins.add(Fingerprints.parse(pin));
        }
        return with(o -> o.fingerprints = List.copyOf(pins));
    }

    /** Returns these options with a proxy for all requests. See {@link Proxy#of}. */
    public ClientOptions withProxy(String url) {
        return withProxy(Proxy.of(url));
    }

    /** Returns these options with a proxy for all requests. */
    public ClientOptions withProxy(Proxy proxy) {
        return with(o -> o.proxy = Objects.requireNonNull(proxy, "proxy"));
    }

    /**
     * Returns these options with what this process's environment says: {@code HTTP_PROXY}, {@code
     * HTTPS_PROXY}, {@code ALL_PROXY}, {@code NO_PROXY} in lower or upper case, and users and
     * passwords from the file {@code NETRC} names, or {@code ~/.netrc}. aiohttp: {@code trust_env}.
     */
    public ClientOptions withTrustEnv() {
        return withEnvironment(System.getenv());
    }

    /** Like {@link #withTrustEnv}, with an environment of one's own. */
    public ClientOptions withEnvironment(Map<String, String> environment) {
        Map<String, String> copy = new LinkedHashMap<>(environment);
        return with(o -> o.environment = copy);
    }

    // ---- Behaviour

    /** Returns these options with other limits of time. */
    public ClientOptions withTimeouts(Timeouts timeouts) {
        return with(o -> o.timeouts = Objects.requireNonNull(timeouts, "timeouts"));
    }

    /** Returns these options with bodies handed out as they are compressed, or decompressed. */
    public ClientOptions withDecompress(boolean decompress) {
        return with(o -> o.decompress = decompress);
    }

    /** Returns these options following redirects or not. */
    public ClientOptions withAllowRedirects(boolean allow) {
        return with(o -> o.allowRedirects = allow);
    }

    /** Returns these options with another number of redirects; not negative, 10 unless set. */
    public ClientOptions withMaxRedirects(int max) {
        checkNotNegative("maxRedirects", max);
        return with(o -> o.maxRedirects = max);
    }

    /** Returns these options throwing {@link StatusException} for each status from 400 on. */
    public ClientOptions withRaiseForStatus(boolean raise) {
        return with(o -> o.raiseForStatus = raise);
    }

    /**
     * Returns these options sending a request once more, or not, when a connection that was used
     * before ended before it answered: only idempotent methods with repeatable bodies. It is on
     * unless set; aiohttp's cannot be switched off.
     */
    public ClientOptions withRetryOfDropped(boolean retry) {
        return with(o -> o.retriesDropped = retry);
    }

    /** Returns these options with a policy for sending again. */
    public ClientOptions withRetry(RetryPolicy policy) {
        return with(o -> o.retry = Objects.requireNonNull(policy, "policy"));
    }

    /** Returns these options with one more middleware, inside of those before. */
    public ClientOptions withMiddleware(ClientMiddleware middleware) {
        Objects.requireNonNull(middleware, "middleware");
        return with(o -> o.middlewares = plus(o.middlewares, middleware));
    }

    /** Returns these options with one more who is told what happens. */
    public ClientOptions withTracing(Tracing tracing) {
        Objects.requireNonNull(tracing, "tracing");
        return with(o -> o.tracings = plus(o.tracings, tracing));
    }

    private static <T> List<T> plus(List<T> list, T added) {
        List<T> more = new ArrayList<>(list);
        more.add(added);
        return List.copyOf(more);
    }

    /** Returns these options taking bodies of so many bytes whole; 64 MiB unless set. */
    public ClientOptions withMaxBody(long bytes) {
        checkNotNegative("maxBody", bytes);
        return with(o -> o.maxBody = bytes);
    }

    /**
     * Returns these options refusing bodies that expand to more than so many times their size, once
     * they are larger than 1 MiB; 200 unless set. What is taken whole is bounded by {@link
     * #withMaxBody}, too.
     *
     * @param times positive
     */
    public ClientOptions withMaxExpansion(int times) {
        if (times < 1) {
            throw new IllegalArgumentException("maxExpansion must be positive, but is " + times);
        }
        return with(o -> o.maxExpansion = times);
    }

    /**
     * Returns these options with other limits for the heads of answers.
     *
     * @param maxLine bytes of a status line; positive, 8190 unless set
     * @param maxField bytes of a field; positive, 8190 unless set
     * @param maxHeaders fields; positive, 128 unless set
     * @param maxHeadBytes bytes of a head; positive, 64 KiB unless set
     */
    public ClientOptions withHeadLimits(
            int maxLine, int maxField, int maxHeaders, int maxHeadBytes) {
        return with(o ->
                o.heads =
                        Http1Limits.defaults()
                                .withMaxLine(maxLine)
                                .withMaxField(maxField)
                                .withMaxHeaders(maxHeaders)
                                .withMaxHeadBytes(maxHeadBytes));
    }

    /** Returns these options with another source of the date, for cookies and Retry-After. */
    public ClientOptions withClock(InstantSource clock) {
        return with(o -> o.clock = Objects.requireNonNull(clock, "clock"));
    }

    private static void checkNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + value);
        }
    }

    // ---- What it says

    /** Returns the URL that relative ones are resolved against. */
    public Optional<Url> baseUrl() {
        return Optional.ofNullable(baseUrl);
    }

    /** Returns the fields of each request. */
    public Headers headers() {
        return headers;
    }

    /**
     * Returns the JSON.
     *
     * @throws dev.rondo.http.JsonException if none is set and there is no library
     */
    public Json json() {
        Json set = json;
        return set == null ? Json.standard() : set;
    }

    /** Returns the limits of the client's own pool. */
    public PoolLimits limits() {
        return limits;
    }

    /** Returns the limits of time. */
    public Timeouts timeouts() {
        return timeouts;
    }

    /** Returns the network. */
    public Network network() {
        Network set = network;
        return set == null ? Networks.ofSystem() : set;
    }

    @Nullable CookieJar cookieJar() {
        return cookies;
    }

    @Nullable ConnectionPool pool() {
        return pool;
    }

    ConnectOptions connecting() {
        return connecting;
    }

    @Nullable SocketAddress address() {
        return address;
    }

    @Nullable TlsOptions tls() {
        return tls;
    }

    List<String> fingerprints() {
        return fingerprints;
    }

    @Nullable Proxy proxy() {
        return proxy;
    }

    Map<String, String> environment() {
        return environment;
    }

    boolean decompress() {
        return decompress;
    }

    boolean allowRedirects() {
        return allowRedirects;
    }

    int maxRedirects() {
        return maxRedirects;
    }

    boolean raiseForStatus() {
        return raiseForStatus;
    }

    boolean retriesDropped() {
        return retriesDropped;
    }

    @Nullable RetryPolicy retry() {
        return retry;
    }

    List<ClientMiddleware> middlewares() {
        return middlewares;
    }

    List<Tracing> tracings() {
        return tracings;
    }

    long maxBody() {
        return maxBody;
    }

    int maxExpansion() {
        return maxExpansion;
    }

    Http1Limits heads() {
        return heads;
    }

    InstantSource clock() {
        return clock;
    }

    /** Shows no field's value. */
    @Override
    public String toString() {
        return "<ClientOptions"
                + baseUrl().map(url -> " base=" + url.redacted()).orElse("")
                + " "
                + headers
                + (proxy == null ? "" : " proxy=" + proxy)
                + ">";
    }
}
