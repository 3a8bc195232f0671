package dev.rondo.http.server;

import dev.rondo.http.Body;
import dev.rondo.http.Cookie;
import dev.rondo.http.Form;
import dev.rondo.http.Headers;
import dev.rondo.http.HttpException;
import dev.rondo.http.Key;
import dev.rondo.http.Status;
import java.net.SocketAddress;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A request that is being answered. Its handler's task uses it; its values are valid afterwards
 * too, its body is not.
 */
public final class Request {
    private final RequestLine line;
    private Headers headers;
    private final Body body;
    private Peer peer;
    private final RequestPath path;
    private final int question; // where the query begins in the target; -1: none
    private @Nullable Endpoint endpoint;
    private @Nullable Dispatcher missed;
    private @Nullable UnaryOperator<Response> failureChange;
    private @Nullable Form query;
    private @Nullable List<Cookie> cookies;
    private @Nullable Attributes attributes;

    /** What the first line says. */
    record RequestLine(String method, String target, String version) {}

    Request(RequestLine line, RequestPath path, Headers headers, Body body, Peer peer) {
        this.line = line;
        this.path = path;
        this.headers = headers;
        this.body = body;
        this.peer = peer;
        this.question = line.target().indexOf('?');
    }

    // ---- The first line

    /** Returns the method in the case that it was sent, as {@code GET}. */
    public String method() {
        return line.method();
    }

    /** Returns the target as it was sent: path and query, encoded. */
    public String target() {
        return line.target();
    }

    /** Returns the path, and what the route's pattern found in it. */
    public RequestPath path() {
        return path;
    }

    /** Returns the query as it was sent, without its question mark; empty if there is none. */
    public String rawQuery() {
        return question < 0 ? "" : line.target().substring(question + 1);
    }

    /**
     * Returns the query's fields.
     *
     * @throws HttpException with 400, if a percent sequence is malformed or there are too many
     */
    public Form query() {
        Form fields = query;
        if (fields == null) {
            try {
                fields = Form.parse(rawQuery());
            } catch (IllegalArgumentException e) {
                throw new HttpException(Status.BAD_REQUEST, "The query is malformed");
            }
            query = fields;
        }
        return fields;
    }

    /** Returns the version, as {@code HTTP/1.1}. */
    public String version() {
        return line.version();
    }

    // ---- Fields and body

    /** Returns the fields. */
    public Headers headers() {
        return headers;
    }

    /** Returns the value of the first field of a name. */
    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /** Returns the cookies that the client has sent; those that are malformed are left out. */
    public List<Cookie> cookies() {
        List<Cookie> all = cookies;
        if (all == null) {
            all = headers.all("Cookie").stream().flatMap(v -> Cookie.parse(v).stream()).toList();
            cookies = all;
        }
        return all;
    }

    /** Returns the value of the first cookie of a name. */
    public Optional<String> cookie(String name) {
        return cookies().stream().filter(c -> c.name().equals(name)).map(Cookie::value).findFirst();
    }

    /** Returns the body; an empty one if there is none. */
    public Body body() {
        return body;
    }

    // ---- Where it came from

    /**
     * Returns the host that was asked for, {@code name[:port]}: that of an absolute target, else
     * the value of Host (RFC 9112, section 3.2.2); empty if a client of HTTP/1.0 has sent none.
     */
    public String host() {
        String target = line.target();
        return AbsoluteTarget.is(target)
                ? AbsoluteTarget.authority(target)
                : headers.first("Host").orElse("");
    }

    /** Returns {@code https} if the connection is secure, else {@code http}. */
    public String scheme() {
        return peer.isSecure() ? "https" : "http";
    }

    /**
     * Returns the address of the connection's other end, which may be a proxy. Empty where the
     * stream has none.
     */
    public Optional<SocketAddress> remote() {
        return peer.address();
    }

    // ---- Where it goes to

    /** Returns the route that was found; empty for a request that there is none for. */
    public Optional<Route> route() {
        return Optional.ofNullable(endpoint).map(Endpoint::route);
    }

    void setEndpoint(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Says whose routes do not have it. */
    void setMissed(Dispatcher missed) {
        this.missed = missed;
    }

    /** Returns whether there is a route for another path, of a request that has none. */
    boolean wouldFind(String rawPath) {
        Dispatcher routes = missed;
        return routes != null && routes.has(method(), rawPath);
    }

    /** Has the answer changed that a failure of the handler will get. */
    void changeFailure(UnaryOperator<Response> change) {
        UnaryOperator<Response> inner = failureChange;
        failureChange = inner == null ? change : answer -> change.apply(inner.apply(answer));
    }

    /** Returns the answer to give for a failure of the handler. */
    Response failed(Response answer) {
        UnaryOperator<Response> change = failureChange;
        try {
            return change == null ? answer : change.apply(answer);
        } catch (RuntimeException e) {
            return answer; // it may be what has failed before
        }
    }

    /** Takes over what a trusted proxy says of where the request came from. */
    void cameFrom(Peer client, Headers fields) {
        peer = client;
        headers = fields;
    }

    /** Sets a value for those who deal with this request later. */
    public <T> void set(Key<T> key, T value) {
        Attributes values = attributes;
        if (values == null) {
            values = new Attributes();
            attributes = values;
        }
        values.set(key, value);
    }

    /** Returns a value of this request, or else of its app, or of those that this is mounted in. */
    public <T> Optional<T> find(Key<T> key) {
        Attributes values = attributes;
        Optional<T> own = values == null ? Optional.empty() : values.find(key);
        Endpoint found = endpoint;
        return own.isPresent() || found == null ? own : found.find(key);
    }

    /**
     * Returns a value of this request or its app. See {@link #find}.
     *
     * @throws NoSuchElementException if nobody has set it
     */
    public <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new NoSuchElementException("Nobody has set " + key));
    }

    @Override
    public String toString() {
        return "<Request " + line.method() + " " + path + ">";
    }
}
