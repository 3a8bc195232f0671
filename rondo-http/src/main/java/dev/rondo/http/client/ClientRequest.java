package dev.rondo.http.client;

import dev.rondo.http.BodySource;
import dev.rondo.http.Cookie;
import dev.rondo.http.Form;
import dev.rondo.http.Headers;
import dev.rondo.http.Payload;
import dev.rondo.http.Url;
import dev.rondo.http.websocket.WebSocket;
import dev.rondo.http.websocket.WebSocketOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request that is put together and then sent. Mutable: each method that sets something returns
 * the request itself. It may be sent again if its body is repeatable. Belongs to the client's loop.
 *
 * <p>{@link #send} returns as soon as the answer's head is there; {@link #text}, {@link #bytes},
 * {@link #json(Class)} and {@link #saveTo} read the body whole, too, and give the connection back.
 *
 * {@snippet :
 * String csv = http.get("/report").query("year", "2026").header("Accept", "text/csv").timeout(5).text();
 * }
 */
public final class ClientRequest {
    private final Client client;
    private final String method;
    private Url url;
    private Headers headers;
    private Payload payload = Payload.EMPTY;
    private boolean hasPayload;
    private boolean sent;
    private List<Cookie> cookies = List.of();
    private Timeouts timeouts;
    private boolean allowRedirects;
    private int maxRedirects;
    private boolean expectContinue;
    private boolean raiseForStatus;
    private boolean decompress;
    private @Nullable Proxy proxy;
    private boolean noProxy;
    private @Nullable RetryPolicy retry;
    private List<ClientMiddleware> middlewares = List.of(); // of the request, inside the client's
    private long maxBody;

    ClientRequest(Client client, String method, Url url) {
        ClientOptions options = client.options();
        this.client = client;
        this.method = method;
        this.url = url;
        this.headers = options.headers();
        this.timeouts = options.timeouts();
        this.allowRedirects = options.allowRedirects();
        this.maxRedirects = options.maxRedirects();
        this.raiseForStatus = options.raiseForStatus();
        this.decompress = options.decompress();
        this.retry = options.retry();
        this.maxBody = options.maxBody();
    }

    private ClientRequest(ClientRequest other, String method, Url url) {
        this.client = other.client;
        this.method = method;
        this.url = url;
        this.headers = other.headers;
        this.payload = other.payload;
        this.hasPayload = other.hasPayload;
        this.cookies = other.cookies;
        this.timeouts = other.timeouts;
        this.allowRedirects = other.allowRedirects;
        this.maxRedirects = other.maxRedirects;
        this.expectContinue = other.expectContinue;
        this.raiseForStatus = other.raiseForStatus;
        this.decompress = other.decompress;
        this.proxy = other.proxy;
        this.noProxy = other.noProxy;
        this.retry = other.retry;
        this.middlewares = other.middlewares;
        this.maxBody = other.maxBody;
    }

    /** Returns one that a middleware may change. */
    ClientRequest copy() {
        return new ClientRequest(this, method, url);
    }

    ClientRequest copyTo(String newMethod, Url newUrl) {
        return new ClientRequest(this, newMethod, newUrl);
    }

    // ---- Head

    /**
     * Sets a field, in place of those of this name.
     *
     * @throws IllegalArgumentException if it cannot be sent
     */
    public ClientRequest header(String name, String value) {
        headers = headers.with(name, value);
        return this;
    }

    /** Adds a field behind those of this name. See {@link #header}. */
    public ClientRequest addHeader(String name, String value) {
        headers = headers.plus(name, value);
        return this;
    }

    /** Sets fields, each name in place of those that were there. */
    public ClientRequest headers(Headers fields) {
        Headers kept = headers;
        for (Headers.Field field : fields) {
            kept = kept.without(field.name());
        }
        headers = kept.plus(fields);
        return this;
    }

    /** Takes a field away, also one that all requests of the client have. */
    public ClientRequest withoutHeader(String name) {
        headers = headers.without(name);
        return this;
    }

    /** Adds a parameter to the URL's query, encoded. */
    public ClientRequest query(String name, String value) {
        url = url.plusQuery(name, value);
        return this;
    }

    /** Adds a parameter to the URL's query. */
    public ClientRequest query(String name, long value) {
        return query(name, Long.toString(value));
    }

    /**
     * Adds a cookie for this request alone, besides those of the jar.
     *
     * @throws IllegalArgumentException if it cannot be sent
     */
    public ClientRequest cookie(String name, String value) {
        List<Cookie> more = new ArrayList<>(cookies);
        more.add(new Cookie(name, value));
        cookies = List.copyOf(more);
        return this;
    }

    /**
     * Authorizes by Basic (RFC 7617). It is dropped when a redirect leads to another origin.
     *
     * @throws IllegalArgumentException if the name has a colon
     */
    public ClientRequest basicAuth(String user, String password) {
        return header("Authorization", BasicAuth.encode(user, password));
    }

    /** Authorizes by a token (RFC 6750). It is dropped when a redirect leads to another origin. */
    public ClientRequest bearer(String token) {
        return header("Authorization", "Bearer " + token);
    }

    // ---- Body

    /** Sets the body, and its type as {@code application/octet-stream} if it has none. */
    public ClientRequest body(byte[] bytes) {
        return payload(Payload.of(bytes), "application/octet-stream");
    }

    /** Sets a text as the body, and {@code text/plain} in UTF-8 if it has no type. */
    public ClientRequest text(String text) {
        return payload(Payload.text(text), "text/plain; charset=utf-8");
    }

    /**
     * Sets an object's JSON as the body.
     *
     * @throws dev.rondo.http.JsonException if it has none, or there is no library
     */
    public ClientRequest json(Object value) {
        return payload(Payload.of(client.options().json().write(value)), "application/json");
    }

    /** Sets a form as the body, in the media type {@code application/x-www-form-urlencoded}. */
    public ClientRequest form(Form form) {
        return payload(Payload.text(form.format()), "application/x-www-form-urlencoded");
    }

    /** Sets a form with files as the body, in the media type {@code multipart/form-data}. */
    public ClientRequest multipart(MultipartForm form) {
        header("Content-Type", form.type().toString());
        return payload(form.payload());
    }

    /** Sets what a source writes as the body, in chunks. It can be sent once. */
    public ClientRequest stream(BodySource source) {
        return payload(Payload.stream(source));
    }

    /**
     * Sets a part of a file as the body.
     *
     * @param offset where it begins, in bytes
     * @param length how many bytes; they must be there when it is sent
     */
    public ClientRequest file(Path file, long offset, long length) {
        return payload(new Payload.FilePart(file, offset, length), "application/octet-stream");
    }

    /** Sets the body. Its type is set with {@link #header}. */
    public ClientRequest payload(Payload body) {
        payload = Objects.requireNonNull(body, "body");
        hasPayload = true;
        return this;
    }

    private ClientRequest payload(Payload body, String type) {
        if (!headers.contains("Content-Type")) {
            header("Content-Type", type);
        }
        return payload(body);
    }

    // ---- Behaviour

    /** Limits all of it to seconds. See {@link Timeouts#total}. */
    public ClientRequest timeout(double seconds) {
        return timeout(Duration.ofNanos((long) (seconds * 1e9)));
    }

    /** Limits all of it. See {@link Timeouts#total}. */
    public ClientRequest timeout(Duration total) {
        return timeouts(timeouts.withTotal(total));
    }

    /** Limits its parts. */
    public ClientRequest timeouts(Timeouts limits) {
        timeouts = Objects.requireNonNull(limits, "limits");
        return this;
    }

    /** Follows redirects or not. */
    public ClientRequest allowRedirects(boolean allow) {
        allowRedirects = allow;
        return this;
    }

    /** Follows at most so many redirects; not negative. */
    public ClientRequest maxRedirects(int max) {
        if (max < 0) {
            throw new IllegalArgumentException("maxRedirects must not be negative, but is " + max);
        }
        maxRedirects = max;
        return this;
    }

    /** Asks the server before a body is sent (RFC 9110, section 10.1.1). */
    public ClientRequest expectContinue(boolean expect) {
        expectContinue = expect;
        return this;
    }

    /** Throws {@link StatusException} for a status from 400 on. */
    public ClientRequest raiseForStatus(boolean raise) {
        raiseForStatus = raise;
        return this;
    }

    /** Decompresses the answer's body, or hands it out as it is. */
    public ClientRequest decompress(boolean on) {
        decompress = on;
        return this;
    }

    /** Sends it through a proxy. See {@link Proxy#of}. */
    public ClientRequest proxy(String proxyUrl) {
        return proxy(Proxy.of(proxyUrl));
    }

    /** Sends it through a proxy. */
    public ClientRequest proxy(Proxy through) {
        proxy = Objects.requireNonNull(through, "through");
        noProxy = false;
        return this;
    }

    /** Sends it through no proxy, whatever the client's options and the environment say. */
    public ClientRequest noProxy() {
        proxy = null;
        noProxy = true;
        return this;
    }

    /** Sends it again as a policy says. */
    public ClientRequest retry(RetryPolicy policy) {
        retry = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /** Adds a middleware, inside of the client's and of those before. */
    public ClientRequest middleware(ClientMiddleware middleware) {
        List<ClientMiddleware> more = new ArrayList<>(middlewares);
        more.add(Objects.requireNonNull(middleware, "middleware"));
        middlewares = List.copyOf(more);
        return this;
    }

    /** Takes at most so many bytes of the answer's body whole; not negative. */
    public ClientRequest maxBody(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("maxBody must not be negative, but is " + bytes);
        }
        maxBody = bytes;
        return this;
    }

    // ---- Sending

    /**
     * Sends it and returns the answer when its head is there; read its body or close it. Suspends;
     * a cancellation closes the connection.
     *
     * @throws ClientException if it fails; which one says how
     * @throws IllegalStateException if it was sent before and its body is not repeatable, or if
     *     this is not the client's loop
     */
    public ClientResponse send() {
        if (sent && !payload.isRepeatable()) {
            throw new IllegalStateException(
                    "The request was sent before, and its body can be made only once");
        }
        sent = true;
        return client.send(this);
    }

    /** Sends it and returns the body as text. See {@link #send} and {@link ClientResponse#text}. */
    public String text() {
        try (ClientResponse response = send()) {
            return response.text();
        }
    }

    /** Sends it and returns the body. See {@link #send} and {@link ClientResponse#bytes}. */
    public byte[] bytes() {
        try (ClientResponse response = send()) {
            return response.bytes();
        }
    }

    /**
     * Sends it and returns the object that the body's JSON stands for. See {@link #send} and {@link
     * ClientResponse#json}.
     */
    public <T> T json(Class<T> type) {
        try (ClientResponse response = send()) {
            return response.json(type);
        }
    }

    /**
     * Sends it and writes the body to a file. Returns how many bytes. See {@link #send} and {@link
     * ClientResponse#saveTo}.
     */
    public long saveTo(Path file) {
        try (ClientResponse response = send()) {
            return response.saveTo(file);
        }
    }

    /**
     * Opens a WebSocket with this request, whose method must be GET. Suspends.
     *
     * @throws ClientException if there is no answer
     * @throws dev.rondo.http.websocket.WebSocketHandshakeException if the server answers something
     *     else
     */
    public WebSocket webSocket(WebSocketOptions options) {
        return client.webSocket(this, options);
    }

    // ---- What it says

    /** Returns the method. */
    public String method() {
        return method;
    }

    /** Returns the URL. */
    public Url url() {
        return url;
    }

    /** Returns the fields that were set; those that the message needs are added when it is sent. */
    public Headers headers() {
        return headers;
    }

    /** Returns the body; {@link Payload#EMPTY} if there is none. */
    public Payload payload() {
        return payload;
    }

    /** Returns the limits of time. */
    public Timeouts timeouts() {
        return timeouts;
    }

    void dropPayload() {
        payload = Payload.EMPTY;
        hasPayload = false;
    }

    void dropCookies() {
        cookies = List.of();
    }

    boolean hasPayload() {
        return hasPayload;
    }

    List<Cookie> cookies() {
        return cookies;
    }

    boolean allowsRedirects() {
        return allowRedirects;
    }

    int maxRedirects() {
        return maxRedirects;
    }

    boolean expectsContinue() {
        return expectContinue;
    }

    boolean raisesForStatus() {
        return raiseForStatus;
    }

    boolean decompresses() {
        return decompress;
    }

    @Nullable Proxy proxy() {
        return proxy;
    }

    boolean usesNoProxy() {
        return noProxy;
    }

    @Nullable RetryPolicy retryPolicy() {
        return retry;
    }

    List<ClientMiddleware> middlewares() {
        return middlewares;
    }

    long maxBody() {
        return maxBody;
    }

    /** Shows no query's and no field's value. */
    @Override
    public String toString() {
        return "<ClientRequest " + method + " " + url.redacted() + ">";
    }
}
