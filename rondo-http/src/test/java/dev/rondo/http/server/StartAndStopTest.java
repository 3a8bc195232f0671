package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.http.Key;
import dev.rondo.http.client.Client;
import dev.rondo.http.client.ClientOptions;
import dev.rondo.http.websocket.WebSocket;
import dev.rondo.http.websocket.WebSocketClosedException;
import dev.rondo.stream.Network;
import dev.rondo.test.RondoTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an app opens and runs at its start and its end, when some of it fails. */
class StartAndStopTest {
    private final Network network;
    private final App app = new App();
    private final List<String> events = new ArrayList<>();

    StartAndStopTest(Network network) {
        this.network = network;
    }

    private HttpServer start() {
        return app.start(ServeOptions.on("localhost", 80).withNetwork(network));
    }

    private void resource(String name, @Nullable Exception atClose) {
        app.resource(
                Key.<AutoCloseable>of(name),
                () -> {
                    events.add("open " + name);
                    return () -> {
                        events.add("close " + name);
                        if (atClose != null) {
                            throw atClose;
                        }
                    };
                });
    }

    // ---- Failures

    @RondoTest
    void whatWasOpenedIsClosedWhenTheStartFails() {
        resource("a", null);
        resource("b", new IOException("close of b"));
        app.onStartup(() -> {
            throw new IOException("startup");
        });
        assertThatThrownBy(this::start)
                .isInstanceOf(AppException.class)
                .hasMessage("startup")
                .satisfies(e ->
                        assertThat(e.getSuppressed())
                                .extracting(Throwable::getMessage)
                                .containsExactly("close of b"));
        assertThat(events).containsExactly("open a", "open b", "close b", "close a");
    }

    @RondoTest
    void aResourceThatCannotBeOpenedEndsTheStart() {
        resource("a", null);
        app.resource(
                Key.<AutoCloseable>of("b"),
                () -> {
                    throw new IllegalStateException("no b");
                });
        resource("c", null);
        assertThatThrownBy(this::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no b");
        assertThat(events).containsExactly("open a", "close a");
    }

    @RondoTest
    void anAddressThatIsTakenEndsTheStart() {
        resource("a", null);
        try (HttpServer _ =
                new App().start(ServeOptions.on("localhost", 80).withNetwork(network))) {
            assertThatThrownBy(this::start)
                    .isInstanceOf(dev.rondo.stream.AddressInUseException.class);
        }
        assertThat(events).containsExactly("open a", "close a");
    }

    @RondoTest
    void aStartThatIsCancelledLeavesNothingOpen() {
        resource("a", null);
        app.onStartup(() -> Rondo.sleep(10));
        Task<?> start = Rondo.createTask(this::start);
        Rondo.sleep(1);
        start.cancel();
        assertThatThrownBy(start::await).isInstanceOf(CancelledError.class);
        assertThat(events).containsExactly("open a", "close a");
    }

    @RondoTest
    void everythingIsClosedWhenTheStopFailsAndTheFirstFailureIsThrown() {
        resource("a", new IOException("close of a"));
        resource("b", new IllegalStateException("close of b"));
        app.onShutdown(() -> events.add("last"));
        app.onShutdown(() -> {
            throw new IOException("shutdown");
        });
        HttpServer server = start();
        assertThatThrownBy(server::stop)
                .isInstanceOf(AppException.class)
                .hasMessage("shutdown")
                .satisfies(e ->
                        assertThat(e.getSuppressed())
                                .extracting(Throwable::getMessage)
                                .containsExactly("close of b"));
        assertThat(events).containsExactly("open a", "open b", "last", "close b", "close a");
        server.stop(); // again: nothing
    }

    @RondoTest
    void aStopThatIsCancelledClosesTheResourcesAllTheSame() {
        resource("a", null);
        app.get(
                "/",
                _ -> {
                    Rondo.sleep(100);
                    return Response.noContent();
                });
        HttpServer server = start();
        try (RawClient client = RawClient.connect(network)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Rondo.sleep(1);
            Task<?> stop = Rondo.createTask(server::stop);
            Task<?> second = Rondo.createTask(server::stop);
            Rondo.sleep(1);
            stop.cancel();
            assertThatThrownBy(stop::await).isInstanceOf(CancelledError.class);
            second.await();
            assertThat(events).containsExactly("open a", "close a");
            assertThat(server.connections()).isZero();
        }
    }

    @RondoTest
    void aHandlerCannotWaitForItsOwnServersEndAndTheServerGoesOn() {
        resource("a", null);
        HttpServer[] server = new HttpServer[1];
        app.get(
                "/stop",
                _ -> {
                    assertThatThrownBy(server[0]::stop).isInstanceOf(IllegalStateException.class);
                    return Response.text("running");
                });
        server[0] = start();
        try (RawClient client = RawClient.connect(network)) {
            for (int i = 0; i < 2; i++) {
                client.send("GET /stop HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.answer().body()).isEqualTo("running");
            }
            assertThat(events).containsExactly("open a");
        }
        server[0].stop();
        assertThat(events).containsExactly("open a", "close a");
    }

    // ---- WebSockets

    private Client client() {
        return new Client(
                ClientOptions.defaults().withNetwork(network).withBaseUrl("http://localhost"));
    }

    @RondoTest
    void webSocketsAreClosedWith1001WhenTheServerStops() {
        app.webSocket(
                "/",
                socket -> {
                    socket.forEach(_ -> events.add("message"));
                    events.add("over");
                });
        HttpServer server = start();
        try (Client http = client();
                WebSocket socket = http.webSocket("/")) {
            Task<?> stop = Rondo.createTask(server::stop);
            assertThatThrownBy(socket::receive)
                    .isInstanceOf(WebSocketClosedException.class)
                    .hasMessageContaining("1001");
            stop.await();
            assertThat(events).containsExactly("over");
        }
    }

    @RondoTest
    void aWebSocketThatIsOpenedWhileTheServerStopsIsClosedWith1001() {
        app.get(
                "/",
                request -> {
                    Rondo.sleep(3);
                    return Response.webSocket(
                            request,
                            socket -> {
                                socket.forEach(_ -> events.add("message"));
                                events.add("over");
                            });
                });
        HttpServer server = start();
        try (Client http = client()) {
            Task<WebSocket> opening = Rondo.createTask(() -> http.webSocket("/"));
            Rondo.sleep(1);
            Task<?> stop = Rondo.createTask(server::stop);
            Duration begin = Rondo.runningLoop().time();
            try (WebSocket socket = opening.await()) {
                assertThatThrownBy(socket::receive)
                        .isInstanceOf(WebSocketClosedException.class)
                        .hasMessageContaining("1001");
            }
            stop.await();
            assertThat(Rondo.runningLoop().time().minus(begin)).isLessThan(Duration.ofSeconds(10));
            assertThat(events).containsExactly("over");
        }
    }

    @RondoTest
    void aWebSocketsPeerThatDoesNotAnswerHoldsTheStopForItsLimitOnly() {
        app.webSocket("/", socket -> socket.forEach(_ -> events.add("message")));
        HttpServer server = start();
        try (RawClient client = RawClient.connect(network)) {
            client.send(
                    "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            Rondo.sleep(1);
            Duration begin = Rondo.runningLoop().time();
            server.stop();
            assertThat(Rondo.runningLoop().time().minus(begin)).isLessThan(Duration.ofSeconds(61));
            assertThat(server.connections()).isZero();
        }
    }
}
