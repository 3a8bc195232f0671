package dev.rondo.http.test;

import dev.rondo.Rondo;
import dev.rondo.http.client.Client;
import dev.rondo.http.client.ClientOptions;
import dev.rondo.http.client.ClientRequest;
import dev.rondo.http.server.App;
import dev.rondo.http.server.ServeOptions;
import dev.rondo.http.websocket.WebSocket;
import java.time.Duration;
import java.time.Instant;

/**
 * A client of an app that is served beside it in memory: no socket, and an hour of keep-alive takes
 * a millisecond. aiohttp: {@code TestClient}.
 *
 * {@snippet :
 * class HelloTest {
 *     @RondoTest
 *     void saysHello() throws Exception {
 *         try (TestClient client = TestClient.of(app())) {
 *             assertEquals("hello", client.get("/").text());
 *         }
 *     }
 * }
 * }
 */
public final class TestClient implements AutoCloseable {
    private final TestServer server;
    private final Client client;

    private TestClient(TestServer server, Client client) {
        this.server = server;
        this.client = client;
    }

    /**
     * Serves an app and returns a client of it.
     *
     * @throws Exception what starting the app threw
     */
    public static TestClient of(App app) throws Exception {
        return of(app, TestServer.options());
    }

    /**
     * Like {@link #of(App)}, with options: see {@link TestServer#options}.
     *
     * @throws Exception what starting the app threw
     */
    public static TestClient of(App app, ServeOptions options) throws Exception {
        return of(TestServer.of(app, options), options());
    }

    /** Returns a client of a server, which closes it; for options of the client's. */
    public static TestClient of(TestServer server, ClientOptions options) {
        return new TestClient(server, new Client(options.withNetwork(server.network())));
    }

    /** Returns the options that {@link #of(App)} has for the client, to start from. */
    public static ClientOptions options() {
        Duration begin = Rondo.runningLoop().time();
        return ClientOptions.defaults()
                .withBaseUrl(TestServer.URL)
                .withClock(() -> Instant.EPOCH.plus(Rondo.runningLoop().time().minus(begin)));
    }

    /** Begins a GET of a path. */
    public ClientRequest get(String path) {
        return client.get(path);
    }

    /** Begins a POST to a path. */
    public ClientRequest post(String path) {
        return client.post(path);
    }

    /** Begins a PUT to a path. */
    public ClientRequest put(String path) {
        return client.put(path);
    }

    /** Begins a PATCH of a path. */
    public ClientRequest patch(String path) {
        return client.patch(path);
    }

    /** Begins a DELETE of a path. */
    public ClientRequest delete(String path) {
        return client.delete(path);
    }

    /** Begins a request. */
    public ClientRequest request(String method, String path) {
        return client.request(method, path);
    }

    /** Opens a WebSocket. Suspends. */
    public WebSocket webSocket(String path) {
        return client.webSocket(path);
    }

    /** Returns the client, for all else. */
    public Client client() {
        return client;
    }

    /** Returns the server. */
    public TestServer server() {
        return server;
    }

    /**
     * Closes the client and stops the server in good order.
     *
     * @throws Exception what stopping the app threw
     */
    @Override
    public void close() throws Exception {
        try {
            client.close();
        } finally {
            server.close();
        }
    }

    @Override
    public String toString() {
        return "<TestClient of " + server + ">";
    }
}
