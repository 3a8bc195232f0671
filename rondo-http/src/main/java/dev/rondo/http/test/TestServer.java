package dev.rondo.http.test;

import dev.rondo.Rondo;
import dev.rondo.http.server.App;
import dev.rondo.http.server.HttpServer;
import dev.rondo.http.server.ServeOptions;
import dev.rondo.stream.Network;
import dev.rondo.test.MemoryNetwork;
import java.time.Duration;
import java.time.Instant;

/**
 * An app that is served in memory, without a socket: to the loop that the test runs in, on the
 * virtual time of {@link dev.rondo.test.RondoTest} or a simulation. The dates that it tells are
 * those of the loop, from 1970 on. aiohttp: {@code TestServer}.
 *
 * {@snippet :
 * try (TestServer server = TestServer.of(app)) {
 *     ByteStream raw = server.connect(); // what a client of bad manners has
 * }
 * }
 */
public final class TestServer implements AutoCloseable {
    /** Where it is in its network: {@code http://localhost}. */
    public static final String URL = "http://localhost";

    private static final int PORT = 80;

    private final Network network;
    private final HttpServer server;

    private TestServer(Network network, HttpServer server) {
        this.network = network;
        this.server = server;
    }

    /**
     * Serves an app in a network of its own.
     *
     * @throws Exception what starting the app threw
     */
    public static TestServer of(App app) throws Exception {
        return of(app, options());
    }

    /**
     * Serves an app in a network of its own, with options: see {@link #options}.
     *
     * @throws Exception what starting the app threw
     */
    public static TestServer of(App app, ServeOptions options) throws Exception {
        Network network = new MemoryNetwork();
        return new TestServer(network, app.start(options.withNetwork(network)));
    }

    /** Returns the options that {@link #of(App)} has, to start from. */
    public static ServeOptions options() {
        Duration begin = Rondo.runningLoop().time();
        return ServeOptions.on("localhost", PORT)
                .withClock(() -> Instant.EPOCH.plus(Rondo.runningLoop().time().minus(begin)));
    }

    /** Returns the network that it is in: nobody else is. */
    public Network network() {
        return network;
    }

    /** Returns the server. */
    public HttpServer server() {
        return server;
    }

    /** Stops it in good order: see {@link HttpServer#stop}. */
    @Override
    public void close() throws Exception {
        server.close();
    }

    @Override
    public String toString() {
        return "<TestServer " + server + ">";
    }
}
