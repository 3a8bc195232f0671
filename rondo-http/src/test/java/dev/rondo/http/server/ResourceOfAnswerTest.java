package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.http.Payload;
import dev.rondo.stream.Network;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@link Response#withResource}: closed once, whatever becomes of the answer. */
class ResourceOfAnswerTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Network network;
    private final App app = new App();
    private final List<String> events = new ArrayList<>();

    ResourceOfAnswerTest(Network network) {
        this.network = network;
    }

    private Response held(Response response) {
        return response.withResource(() -> events.add("closed"));
    }

    private void talk(ServerTest.Talk talk) throws Exception {
        ServeOptions options =
                ServeOptions.on("localhost", 80)
                        .withNetwork(network)
                        .withShutdownLimit(Duration.ofSeconds(2));
        try (HttpServer _ = app.start(options);
                RawClient client = RawClient.connect(network)) {
            talk.with(client);
        }
        assertThat(events).containsOnlyOnce("closed");
    }

    private static Response endless() {
        return Response.stream(out -> {
            while (true) {
                out.write("x".repeat(10_000));
            }
        });
    }

    @RondoTest
    void afterTheAnswer() throws Exception {
        app.get("/", _ -> held(Response.stream(_ -> events.add("sent"))));
        talk(client -> {
            client.send(GET);
            assertThat(client.answer().status()).isEqualTo(200);
            Rondo.sleep(1);
            assertThat(events).containsExactly("sent", "closed");
        });
    }

    @RondoTest
    void ofHead() throws Exception {
        app.get("/", _ -> held(Response.stream(_ -> events.add("sent"))));
        talk(client -> {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            client.answer("HEAD");
        });
        assertThat(events).containsExactly("closed");
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void ofABodyThatFails() throws Exception {
        app.get(
                "/",
                _ ->
                        held(
                                Response.stream(_ -> {
                                    throw new IllegalStateException("body");
                                })));
        talk(client -> {
            client.send(GET);
            assertThatThrownBy(client::answer).hasMessageContaining("incomplete");
        });
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void ofAnAnswerThatCannotBeSent() throws Exception {
        app.get("/", _ -> held(Response.text("x").withHeader("Transfer-Encoding", "chunked")));
        talk(client -> {
            client.send(GET);
            assertThat(client.answer().status()).isEqualTo(500);
        });
    }

    @RondoTest
    void whenTheClientHasGone() throws Exception {
        app.get("/", _ -> held(endless()));
        talk(client -> {
            client.send(GET);
            Rondo.sleep(1);
            client.stream().abort();
            Rondo.sleep(1);
            assertThat(events).containsExactly("closed");
        });
    }

    @RondoTest
    void whenTheClientHadGoneBeforeTheHead() throws Exception {
        app.post(
                "/",
                request -> {
                    Rondo.sleep(2);
                    return held(Response.stream(out -> request.body().transferTo(out)));
                });
        talk(client -> {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
            Rondo.sleep(1);
            client.stream().abort();
            Rondo.sleep(2);
        });
    }

    @RondoTest
    void whenTheServerStops() throws Exception {
        app.get("/", _ -> held(endless()));
        talk(client -> {
            client.send(GET);
            Rondo.sleep(1);
        });
    }

    @RondoTest
    void afterAMiddlewareChangedTheAnswer() throws Exception {
        app.use((request, next) ->
                next.handle(request).withPayload(Payload.text("other")).withHeader("A", "b"));
        app.get("/", _ -> held(Response.text("x")));
        talk(client -> {
            client.send(GET);
            assertThat(client.answer().body()).isEqualTo("other");
        });
    }

    @RondoTest
    void ofAnAnswerToWhatIsNoRequest() throws Exception {
        app.use((request, next) -> held(Response.text("x").withStatus(400)));
        talk(client -> {
            client.send("NONSENSE\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("x");
        });
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void itsFailureIsReportedAndTheConnectionGoesOn() throws Exception {
        app.get(
                "/",
                _ ->
                        Response.text("x")
                                .withResource(() -> {
                                    events.add("closed");
                                    throw new IllegalStateException("close");
                                }));
        app.get("/more", _ -> Response.text("more"));
        talk(client -> {
            client.send(GET + "GET /more HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("x");
            assertThat(client.answer().body()).isEqualTo("more");
        });
    }
}
