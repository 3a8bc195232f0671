package dev.rondo.http.client;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.http.MalformedException;
import dev.rondo.http.Url;
import dev.rondo.http.websocket.WebSocket;
import dev.rondo.http.websocket.WebSocketOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends HTTP requests: a session with a pool of connections, cookies and defaults. Belongs to the
 * loop that it is made in, and its tasks share it. aiohttp: {@code ClientSession}.
 *
 * {@snippet :
 * try (var http = new Client()) {
 *     String page = http.get("https://example.com/").text();
 *     try (var response = http.get("https://example.com/log").timeout(5).send()) {
 *         for (String line : response.body().lines()) {
 *             println(line);
 *         }
 *     }
 *     User user = http.post("https://example.com/users").json(new User(0, "Ada")).json(User.class);
 * }
 * }
 */
public final class Client implements AutoCloseable {
    private final EventLoop loop;
    private final ClientOptions options;
    private final ConnectionPool pool;
    private final boolean ownsPool;
    private final CookieJar cookies;
    private final Sending sending;
    private final Forgotten.@Nullable Owner owner; // of its pool
    private boolean closed;

    /**
     * Creates one with the default options.
     *
     * @throws IllegalStateException if no loop runs here
     */
    public Client() {
        this(ClientOptions.defaults());
    }

    /**
     * Creates one. Connects to nothing yet.
     *
     * @throws IllegalStateException if no loop runs here, or the pool is another loop's or closed
     */
    public Client(ClientOptions options) {
        this.options = Objects.requireNonNull(options, "options");
        this.loop = Rondo.runningLoop();
        ConnectionPool shared = options.pool();
        this.ownsPool = shared == null;
        this.pool = shared == null ? new ConnectionPool(options.limits()) : shared;
        pool.checkUsable(loop);
        CookieJar jar = options.cookieJar();
        this.cookies = jar == null ? new CookieJar(options.clock()) : jar;
        this.sending = new Sending(this, pool);
        this.owner = ownsPool ? pool.forgotten().watch(this, pool::close) : null;
    }

    // ---- Requests

    /**
     * Returns a request with the method GET, to be sent.
     *
     * @param url absolute, or relative to the base URL if there is one
     * @throws InvalidUrlException if it is none
     */
    public ClientRequest get(String url) {
        return request("GET", url);
    }

    /** Returns a request with the method GET. */
    public ClientRequest get(Url url) {
        return request("GET", url);
    }

    /** Returns a request with the method POST. See {@link #get(String)}. */
    public ClientRequest post(String url) {
        return request("POST", url);
    }

    /** Returns a request with the method POST. */
    public ClientRequest post(Url url) {
        return request("POST", url);
    }

    /** Returns a request with the method PUT. See {@link #get(String)}. */
    public ClientRequest put(String url) {
        return request("PUT", url);
    }

    /** Returns a request with the method PUT. */
    public ClientRequest put(Url url) {
        return request("PUT", url);
    }

    /** Returns a request with the method PATCH. See {@link #get(String)}. */
    public ClientRequest patch(String url) {
        return request("PATCH", url);
    }

    /** Returns a request with the method PATCH. */
    public ClientRequest patch(Url url) {
        return request("PATCH", url);
    }

    /** Returns a request with the method DELETE. See {@link #get(String)}. */
    public ClientRequest delete(String url) {
        return request("DELETE", url);
    }

    /** Returns a request with the method DELETE. */
    public ClientRequest delete(Url url) {
        return request("DELETE", url);
    }

    /** Returns a request with the method HEAD. See {@link #get(String)}. */
    public ClientRequest head(String url) {
        return request("HEAD", url);
    }

    /** Returns a request with the method HEAD. */
    public ClientRequest head(Url url) {
        return request("HEAD", url);
    }

    /** Returns a request with the method OPTIONS. See {@link #get(String)}. */
    public ClientRequest options(String url) {
        return request("OPTIONS", url);
    }

    /** Returns a request with the method OPTIONS. */
    public ClientRequest options(Url url) {
        return request("OPTIONS", url);
    }

    /**
     * Returns a request with any method but CONNECT. See {@link #get(String)}.
     *
     * @param method a token, in upper case for those that are known
     * @throws IllegalArgumentException if the method is none
     */
    public ClientRequest request(String method, String url) {
        Methods.check(method);
        return new ClientRequest(this, method, resolve(method, url));
    }

    /** Returns a request with any method but CONNECT. See {@link #request(String, String)}. */
    public ClientRequest request(String method, Url url) {
        Methods.check(method);
        return new ClientRequest(this, method, url);
    }

    private Url resolve(String method, String url) {
        try {
            Url base = options.baseUrl().orElse(null);
            return base == null ? Url.parse(url) : base.resolve(url);
        } catch (MalformedException e) {
            throw new InvalidUrlException(message(e), e, new Progress(method, null));
        }
    }

    private static String message(MalformedException e) {
        return String.valueOf(e.getMessage());
    }

    /**
     * Opens a WebSocket. Suspends.
     *
     * @param url {@code ws} or {@code wss}, or {@code http} or {@code https}; may be relative
     * @throws ClientException if there is no answer
     * @throws dev.rondo.http.websocket.WebSocketHandshakeException if the server answers something
     *     else
     */
    public WebSocket webSocket(String url) {
        return webSocket(url, WebSocketOptions.defaults());
    }

    /** Opens a WebSocket. See {@link #webSocket(String)}. */
    public WebSocket webSocket(String url, WebSocketOptions webSocketOptions) {
        return get(url).webSocket(webSocketOptions);
    }

    /** Opens a WebSocket. See {@link #webSocket(String)}. */
    public WebSocket webSocket(Url url, WebSocketOptions webSocketOptions) {
        return get(url).webSocket(webSocketOptions);
    }

    // ---- Sending

    ClientResponse send(ClientRequest request) {
        checkUsable(request);
        return sending.send(request);
    }

    WebSocket webSocket(ClientRequest request, WebSocketOptions webSocketOptions) {
        checkUsable(request);
        return sending.webSocket(request, webSocketOptions);
    }

    private void checkUsable(ClientRequest request) {
        loop.checkThread("a Client");
        if (closed || pool.isClosed()) {
            throw new ClientClosedException(
                    "the client is closed", null, new Progress(request.method(), request.url()));
        }
    }

    // ---- State

    /** Returns the options it was made with. */
    public ClientOptions options() {
        return options;
    }

    /** Returns the jar of its cookies. */
    public CookieJar cookies() {
        return cookies;
    }

    EventLoop loop() {
        return loop;
    }

    /** Returns what is known of its pool now. Never suspends. */
    public PoolSnapshot snapshot() {
        return pool.snapshot();
    }

    /** Returns whether it was closed. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Closes it with its idle connections; requests on their way, and answers that are being read,
     * fail with a {@link ClientClosedException}. A pool that was given to it stays open, and
     * requests on their way go on. Does nothing the second time. Never suspends but for TLS's
     * good-bye.
     */
    @Override
    public void close() {
        if (!closed) {
            loop.checkThread("a Client");
            closed = true;
            if (owner != null) {
                pool.forgotten().forget(owner);
                pool.close();
            }
        }
    }

    @Override
    public String toString() {
        return "<Client" + (closed ? " closed" : "") + " " + pool + ">";
    }
}
