package dev.rondo.http.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.http.Key;
import dev.rondo.http.server.App;
import dev.rondo.http.server.Response;
import dev.rondo.http.websocket.Message;
import dev.rondo.http.websocket.WebSocket;
import dev.rondo.stream.ByteStream;
import dev.rondo.test.MemoryNetwork;
import dev.rondo.test.RondoTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class TestClientTest {
    private final App app = new App();
    private final List<String> events = new ArrayList<>();

    private void resource() {
        app.resource(
                Key.<AutoCloseable>of("resource"),
                () -> {
                    events.add("open");
                    return () -> events.add("close");
                });
    }

    @RondoTest
    void asksAnAppByEachMethodAndStopsItAtTheEnd() {
        resource();
        app.any("/", request -> Response.text(request.method() + " " + request.body().text()));
        TestClient client = TestClient.of(app);
        assertThat(client.get("/").text()).isEqualTo("GET ");
        assertThat(client.post("/").text("a").text()).isEqualTo("POST a");
        assertThat(client.put("/").text("a").text()).isEqualTo("PUT a");
        assertThat(client.patch("/").text("a").text()).isEqualTo("PATCH a");
        assertThat(client.delete("/").text()).isEqualTo("DELETE ");
        assertThat(client.request("PURGE", "/").text()).isEqualTo("PURGE ");
        assertThat(client.server().server().connections()).isEqualTo(1);
        assertThat(events).containsExactly("open");
        client.close();
        assertThat(events).containsExactly("open", "close");
        assertThat(((MemoryNetwork) client.server().network()).open()).isEmpty();
    }

    @RondoTest
    void anHourOfKeepAliveTakesNoTimeAndTheDatesAreTheLoops() {
        app.get("/", _ -> Response.text("here"));
        try (TestClient client =
                TestClient.of(app, TestServer.options().withIdleLimit(Duration.ofHours(2)))) {
            try (var first = client.get("/").send()) {
                assertThat(first.headers().first("Date")).contains("Thu, 01 Jan 1970 00:00:00 GMT");
                first.text();
            }
            Rondo.sleep(Duration.ofHours(1));
            try (var second = client.get("/").send()) {
                assertThat(second.headers().first("Date"))
                        .contains("Thu, 01 Jan 1970 01:00:00 GMT");
                second.text();
            }
        }
    }

    @RondoTest
    void talksOverAWebSocket() {
        app.webSocket("/echo", socket -> socket.forEach(socket::send));
        try (TestClient client = TestClient.of(app);
                WebSocket socket = client.webSocket("/echo")) {
            socket.send("hello");
            assertThat(socket.receive()).isEqualTo(Message.of("hello"));
        }
    }

    @RondoTest
    void clientsOfBadMannersUseTheNetwork() {
        app.get("/", _ -> Response.text("here"));
        try (TestServer server = TestServer.of(app);
                ByteStream raw = server.network().connect("localhost", 80)) {
            raw.write(ByteBuffer.wrap("NONSENSE\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(12);
            raw.read(answer);
            assertThat(new String(answer.array(), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 400");
        }
    }

    @RondoTest
    void anAppThatDoesNotStartThrowsThatAndLeavesNothing() {
        resource();
        app.onStartup(() -> {
            throw new IllegalStateException("no start");
        });
        assertThatThrownBy(() -> TestClient.of(app)).hasMessage("no start");
        assertThat(events).containsExactly("open", "close");
    }

    @RondoTest
    void anAppThatDoesNotStopThrowsThatAfterAllIsClosed() {
        resource();
        app.onShutdown(() -> {
            throw new IllegalStateException("no stop");
        });
        TestClient client = TestClient.of(app);
        assertThatThrownBy(client::close).hasMessage("no stop");
        assertThat(events).containsExactly("open", "close");
    }
}
