package dev.rondo.http.client;

import dev.rondo.Timeout;
import dev.rondo.TimeoutException;
import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Payload;
import dev.rondo.http.Url;
import dev.rondo.http.client.ClientTimeoutException.Limit;
import dev.rondo.http.websocket.WebSocket;
import dev.rondo.http.websocket.WebSocketOptions;
import dev.rondo.http.websocket.WebSocketUpgrade;
import dev.rondo.stream.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What happens to a request on its way, from the outside in: tracing, the total limit, redirects,
 * middlewares, the retry policy, and exchanges on connections.
 *
 * <p>The total limit is the connection's to keep ({@link PooledConnection}), which costs nothing.
 * Only code that is not ours, a middleware's or a body's, is run in a scope.
 */
final class Sending {
    private final Client client;
    private final ConnectionPool pool;
    private final ClientOptions options;
    private final Connector connector;
    private final ProxyRules proxies;
    private final Netrc netrc;

    Sending(Client client, ConnectionPool pool) {
        this.client = client;
        this.pool = pool;
        this.options = client.options();
        this.connector = new Connector(options);
        this.proxies = new ProxyRules(options);
        this.netrc = new Netrc(options.environment());
    }

    ClientResponse send(ClientRequest request) {
        Call call = new Call(client, request);
        if (!call.tracer().isOn()) {
            return sendInTime(call, request);
        }
        call.tracer().requestStart();
        ClientResponse response;
        try {
            response = sendInTime(call, request);
        } catch (Throwable e) { // told, and rethrown
            call.tracer().exception(e);
            throw e;
        }
        call.tracer().requestEnd(response);
        return response;
    }

    private ClientResponse sendInTime(Call call, ClientRequest request) {
        if (call.totalAt() == PooledConnection.NEVER || !needsScope(request)) {
            return followRedirects(call, begun(request));
        }
        Timeout scope = Timeout.at(Duration.ofNanos(call.totalAt()));
        try {
            return scope.run(() -> followRedirects(call, begun(request)));
        } catch (TimeoutException e) {
            if (!scope.expired()) {
                throw e;
            }
            Progress progress = new Progress(request.method(), request.url());
            throw Acquiring.late(Limit.TOTAL, request.timeouts(), e, progress);
        }
    }

    private boolean needsScope(ClientRequest request) {
        return !options.middlewares().isEmpty()
                || !request.middlewares().isEmpty()
                || request.retryPolicy() != null
                || request.payload() instanceof Payload.Stream;
    }

    /** What stands before the host is for Authorization (RFC 9110, section 4.2.4). */
    private static ClientRequest begun(ClientRequest request) {
        Url url = request.url();
        ClientRequest begun = request.copyTo(request.method(), url.withoutUserInfo());
        if (url.userInfo().isPresent() && !begun.headers().contains("Authorization")) {
            begun.basicAuth(url.user().orElse(""), url.password().orElse(""));
        }
        return begun;
    }

    // ---- Redirects

    private ClientResponse followRedirects(Call call, ClientRequest first) {
        ClientRequest request = first;
        while (true) {
            ClientResponse response = handle(call, request);
            Optional<String> location =
                    request.allowsRedirects()
                            ? Redirects.location(response.status(), response.headers())
                            : Optional.empty();
            if (location.isEmpty()) {
                return request.raisesForStatus() ? response.raiseForStatus() : response;
            }
            request = next(call, response, request, location.get());
        }
    }

    /** What middlewares have put into the request that was answered stays behind. */
    private static ClientRequest next(
            Call call, ClientResponse response, ClientRequest request, String location) {
        try (response) {
            Progress progress = response.exchange().progress();
            Redirect redirect = new Redirect(response.url(), response.status(), response.headers());
            call.history().add(redirect);
            if (call.history().size() > request.maxRedirects()) {
                throw new TooManyRedirectsException(call.history(), progress);
            }
            Url next = Redirects.next(response.url(), location, progress);
            call.tracer().redirect(redirect, next);
            return Redirects.follow(request, response.status(), next, progress);
        }
    }

    // ---- Middlewares

    private ClientResponse handle(Call call, ClientRequest request) {
        if (options.middlewares().isEmpty() && request.middlewares().isEmpty()) {
            return retrying(call, request);
        }
        List<ClientMiddleware> all = new ArrayList<>(options.middlewares());
        all.addAll(request.middlewares());
        return handle(call, all, 0, request);
    }

    private ClientResponse handle(
            Call call, List<ClientMiddleware> all, int index, ClientRequest request) {
        if (index == all.size()) {
            return retrying(call, request);
        }
        try {
            return all.get(index)
                    .handle(request.copy(), next -> handle(call, all, index + 1, next));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("A middleware of the client failed", e);
        }
    }

    private ClientResponse retrying(Call call, ClientRequest request) {
        RetryPolicy policy = request.retryPolicy();
        return policy == null
                ? exchange(call, request)
                : new Retries(client, policy, request).run(() -> exchange(call, request));
    }

    // ---- Exchanges

    private ClientResponse exchange(Call call, ClientRequest request) {
        boolean upgrades = request.headers().contains("Upgrade");
        Exchange exchange = open(call, request, upgrades);
        ClientResponse response = new ClientResponse(exchange);
        if (!exchange.isOver()) {
            pool.forgotten().watch(response, exchange.connection(), exchange.progress());
        }
        return response;
    }

    private Exchange open(Call call, ClientRequest request, boolean upgrades) {
        RequestFraming framing = RequestFraming.of(request);
        Proxy proxy = proxies.of(request);
        PoolKey key = PoolKey.of(request.url(), proxy, upgrades, connector);
        String authorization = netrc.authorization(request);
        boolean mayRepeat =
                options.retriesDropped()
                        && Methods.isIdempotent(request.method())
                        && request.payload().isRepeatable();
        Exchange exchange = newExchange(call, request, key, false);
        try {
            exchange.run(framing, key, authorization);
        } catch (ServerDisconnectedException e) {
            if (!mayRepeat || !exchange.wasDropped()) {
                throw e;
            }
            exchange = newExchange(call, request, key, true);
            exchange.run(framing, key, authorization);
        }
        boolean done = false;
        try {
            keepCookies(exchange);
            done = true;
            return exchange;
        } finally {
            if (!done) { // a jar's clock, which is the program's, may fail
                exchange.abort();
            }
        }
    }

    private Exchange newExchange(Call call, ClientRequest request, PoolKey key, boolean fresh) {
        Progress progress = new Progress(request.method(), request.url());
        PooledConnection connection =
                new Acquiring(call, request.timeouts(), pool, key, progress).get(fresh);
        return new Exchange(call, request, progress, connection);
    }

    private void keepCookies(Exchange exchange) {
        if (exchange.head().headers().contains("Set-Cookie")) {
            client.cookies().update(exchange.url(), exchange.head().headers().all("Set-Cookie"));
        }
    }

    // ---- WebSockets

    WebSocket webSocket(ClientRequest request, WebSocketOptions webSocketOptions) {
        if (!request.method().equals("GET")) {
            throw new IllegalArgumentException(
                    "A WebSocket is opened with GET, not " + request.method());
        }
        WebSocketUpgrade upgrade = WebSocketUpgrade.request(webSocketOptions);
        ClientResponse response =
                send(request.copy().headers(upgrade.headers()).allowRedirects(true));
        Exchange exchange = response.exchange();
        try {
            upgrade.check(response.status(), response.headers());
        } catch (RuntimeException e) {
            response.close();
            throw e;
        }
        Connection connection = exchange.detach();
        byte[] behind = connection.reader().takeBuffered();
        ByteQueue rest = new ByteQueue();
        rest.add(behind, 0, behind.length);
        return WebSocket.over(
                connection.stream(), rest, false, webSocketOptions, response.headers());
    }
}
