package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.http.Key;
import dev.rondo.http.server.RawClient.Answer;
import dev.rondo.stream.Network;
import dev.rondo.test.RondoTest;
import java.util.ArrayList;
import java.util.List;

/** Apps of hosts, and apps that are mounted in others. */
class AppPartsTest {
    private final Network network;
    private final App app = new App();

    AppPartsTest(Network network) {
        this.network = network;
    }

    private HttpServer start() {
        return app.start(ServeOptions.on("localhost", 80).withNetwork(network));
    }

    private static App saying(String text) {
        App part = new App();
        part.get("/", _ -> Response.text(text));
        part.get("/x", _ -> Response.text(text + " x"));
        return part;
    }

    private static String ask(RawClient client, String host, String path) {
        client.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        Answer answer = client.answer();
        return answer.status() == 200 ? answer.body() : "" + answer.status();
    }

    // ---- Hosts

    @RondoTest
    void aHostHasAnAppOfItsOwnWhateverThePortAndTheCase() {
        app.get("/", _ -> Response.text("main"));
        app.host("Admin.Example", saying("admin"));
        app.host("[::1]", saying("six"));
        try (HttpServer _ = start();
                RawClient client = RawClient.connect(network)) {
            assertThat(ask(client, "admin.example", "/")).isEqualTo("admin");
            assertThat(ask(client, "ADMIN.example:8080", "/x")).isEqualTo("admin x");
            assertThat(ask(client, "[::1]", "/")).isEqualTo("six");
            assertThat(ask(client, "[::1]:80", "/")).isEqualTo("six");
            assertThat(ask(client, "[::2]:80", "/")).isEqualTo("main");
            assertThat(ask(client, "other", "/")).isEqualTo("main");
            assertThat(ask(client, "sub.admin.example", "/")).isEqualTo("main");
        }
    }

    @RondoTest
    void aHostsRequestGoesToNoOtherApp() {
        app.get("/main", _ -> Response.text("main"));
        app.host("admin", saying("admin"));
        try (HttpServer _ = start();
                RawClient client = RawClient.connect(network)) {
            assertThat(ask(client, "admin", "/main")).isEqualTo("404");
            assertThat(ask(client, "main", "/x")).isEqualTo("404");
        }
    }

    @RondoTest
    void middlewaresOfBothStandAroundAHostsAnswersAndItsMisses() {
        List<String> seen = new ArrayList<>();
        App admin = saying("admin");
        app.use((request, next) -> {
            seen.add("outer " + request.path());
            return next.handle(request);
        });
        admin.use((request, next) -> {
            seen.add("inner " + request.path());
            return next.handle(request);
        });
        app.host("admin", admin);
        try (HttpServer _ = start();
                RawClient client = RawClient.connect(network)) {
            ask(client, "admin", "/x");
            ask(client, "admin", "/none");
            ask(client, "main", "/none");
        }
        assertThat(seen)
                .containsExactly(
                        "outer /x", "inner /x", "outer /none", "inner /none", "outer /none");
    }

    // ---- Mounts

    @RondoTest
    void mountsAreNestedAndTheirRoutesComeWithThePrefix() {
        App inner = saying("inner");
        App outer = saying("outer");
        outer.mount("/in", inner);
        app.mount("/out", outer);
        app.mount("/v{number}", saying("versioned"));
        try (HttpServer _ = start();
                RawClient client = RawClient.connect(network)) {
            assertThat(ask(client, "a", "/out/in/x")).isEqualTo("inner x");
            assertThat(ask(client, "a", "/out/x")).isEqualTo("outer x");
            assertThat(ask(client, "a", "/v7/x")).isEqualTo("versioned x");
            assertThat(ask(client, "a", "/out")).isEqualTo("404");
            assertThat(ask(client, "a", "/in/x")).isEqualTo("404");
        }
    }

    @RondoTest
    void routesOfAMountAndOfItsAppMustNotBeTheSame() {
        app.get("/in/x", _ -> Response.text("main"));
        app.mount("/in", saying("inner"));
        assertThatThrownBy(this::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/in/x");
    }

    @RondoTest
    void prefixesAndHostsAreThereOnce() {
        app.mount("/in", saying("a"));
        app.host("b", saying("b"));
        assertThatThrownBy(() -> app.mount("/in", saying("c"))).hasMessageContaining("/in");
        assertThatThrownBy(() -> app.host("B", saying("c"))).hasMessageContaining("B");
        assertThatThrownBy(() -> app.mount("/in/", saying("c"))).hasMessageContaining("slash");
        assertThatThrownBy(() -> app.mount("in", saying("c"))).hasMessageContaining("slash");
    }

    @RondoTest
    void anAppCannotBeAPartOfItselfByDetoursEither() {
        App inner = new App();
        app.mount("/in", inner);
        inner.mount("/out", app);
        assertThatThrownBy(this::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("part of itself");
    }

    @RondoTest
    void whatAPartHasIsOpenedOnceHoweverOftenItIsMounted() {
        List<String> events = new ArrayList<>();
        Key<AutoCloseable> key = Key.of("resource");
        App part = saying("part");
        part.resource(
                key,
                () -> {
                    events.add("open");
                    return () -> events.add("close");
                });
        part.onStartup(() -> events.add("startup"));
        part.onShutdown(() -> events.add("shutdown"));
        app.mount("/a", part);
        app.mount("/b", part);
        app.host("c", part);
        try (HttpServer _ = start();
                RawClient client = RawClient.connect(network)) {
            assertThat(ask(client, "a", "/a/x")).isEqualTo("part x");
            assertThat(ask(client, "a", "/b/x")).isEqualTo("part x");
            assertThat(ask(client, "c", "/x")).isEqualTo("part x");
        }
        assertThat(events).containsExactly("open", "startup", "shutdown", "close");
    }

    @RondoTest
    void anAppThatRunsTakesNoMoreRoutes() {
        App part = new App();
        app.mount("/in", part);
        try (HttpServer _ = start()) {
            for (App one : List.of(app, part)) {
                assertThatThrownBy(() -> one.get("/late", _ -> Response.noContent()))
                        .isInstanceOf(IllegalStateException.class);
            }
        }
    }

    // ---- Limits of connections

    @RondoTest
    void aConnectionIsClosedAfterItsLastRequest() {
        app.get("/", _ -> Response.text("here"));
        ServeOptions options =
                ServeOptions.on("localhost", 80).withNetwork(network).withMaxRequests(2);
        try (HttpServer _ = app.start(options);
                RawClient client = RawClient.connect(network)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3));
            List<Answer> answers = client.answers();
            assertThat(answers).hasSize(2);
            assertThat(answers.get(0).head().headers().contains("Connection")).isFalse();
            assertThat(answers.get(1).head().headers().first("Connection")).contains("close");
            assertThat(client.hasEnded()).isTrue();
        }
    }

    @RondoTest
    void connectionsAboveTheBoundWaitUntilOneEnds() {
        app.get("/", _ -> Response.text("here"));
        ServeOptions options =
                ServeOptions.on("localhost", 80).withNetwork(network).withMaxConnections(2);
        try (HttpServer server = app.start(options);
                RawClient first = RawClient.connect(network);
                RawClient second = RawClient.connect(network);
                RawClient third = RawClient.connect(network)) {
            assertThat(ask(first, "a", "/")).isEqualTo("here");
            assertThat(ask(second, "a", "/")).isEqualTo("here");
            third.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(third.hasEnded()).isFalse();
            assertThat(server.connections()).isEqualTo(2);
            first.close();
            assertThat(third.answer().status()).isEqualTo(200);
        }
    }
}
