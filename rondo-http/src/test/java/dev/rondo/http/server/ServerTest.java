package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.http.HttpException;
import dev.rondo.http.Key;
import dev.rondo.http.Payload;
import dev.rondo.http.server.RawClient.Answer;
import dev.rondo.stream.Network;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import dev.rondo.test.VirtualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
    private static final String GET = "GET %s HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Network network;
    private final App app = new App();
    private ServeOptions options;

    ServerTest(Network network) {
        this.network = network;
        this.options = ServeOptions.on("localhost", 80).withNetwork(network);
    }

    private static String get(String path) {
        return GET.formatted(path);
    }

    /** Runs the app while a client talks with it. */
    private void talk(Talk talk) throws Exception {
        try (HttpServer server = app.start(options);
                RawClient client = RawClient.connect(network)) {
            talk.with(client);
        }
    }

    interface Talk {
        void with(RawClient client) throws Exception;
    }

    // ---- Answers

    @RondoTest
    void answersHaveTheOrderOfPipelinedRequests() throws Exception {
        app.get(
                "/slow",
                _ -> {
                    Rondo.sleep(3);
                    return Response.text("slow");
                });
        app.get("/fast", _ -> Response.text("fast"));
        talk(client -> {
            client.send(get("/slow") + get("/fast") + get("/fast"));
            assertThat(List.of(client.answer(), client.answer(), client.answer()))
                    .extracting(Answer::body)
                    .containsExactly("slow", "fast", "fast");
        });
    }

    @RondoTest
    void anAnswerDoesNotWaitForTheHandlerOfThePipelinedRequestBehind() throws Exception {
        app.get(
                "/slow",
                _ -> {
                    Rondo.sleep(100);
                    return Response.text("slow");
                });
        app.get("/fast", _ -> Response.text("fast"));
        talk(client -> {
            client.send(get("/fast") + get("/slow"));
            assertThat(Rondo.timeout(1, () -> client.answer()).body()).isEqualTo("fast");
        });
    }

    @RondoTest
    void otherConnectionsAreServedWhileAHandlerWaits() throws Exception {
        app.get(
                "/slow",
                _ -> {
                    Rondo.sleep(100);
                    return Response.text("slow");
                });
        app.get("/fast", _ -> Response.text("fast"));
        talk(client -> {
            client.send(get("/slow"));
            try (RawClient other = RawClient.connect(network)) {
                other.send(get("/fast"));
                assertThat(Rondo.timeout(1, () -> other.answer()).body()).isEqualTo("fast");
            }
            client.stream().abort();
        });
    }

    @RondoTest
    void headHasTheLengthAndNoBody() throws Exception {
        app.get("/", _ -> Response.text("hello"));
        talk(client -> {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nHEAD /no HTTP/1.1\r\nHost: a\r\n\r\n");
            Answer first = client.answer("HEAD");
            assertThat(first.head().headers().first("Content-Length")).contains("5");
            Answer second = client.answer("HEAD");
            assertThat(second.status()).isEqualTo(404);
            assertThat(second.head().headers().first("Content-Length")).contains("9");
        });
    }

    @RondoTest
    void aPathWithoutARouteForTheMethodSaysWhichThereAre() throws Exception {
        app.get("/a/{id}", _ -> Response.text("got"));
        app.delete("/a/{id}", _ -> Response.noContent());
        talk(client -> {
            client.send("POST /a/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.head().headers().first("Allow")).contains("DELETE, GET, HEAD");
            client.send("OPTIONS /a/1 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(204);
        });
    }

    @RondoTest
    void datesAreOfTheSecond(VirtualClock clock) throws Exception {
        options = options.withClock(timeOf(clock));
        app.get("/", _ -> Response.text("hello"));
        talk(client -> {
            client.send(get("/"));
            String first = client.answer().head().headers().first("Date").orElseThrow();
            Rondo.sleep(2.5);
            client.send(get("/"));
            String second = client.answer().head().headers().first("Date").orElseThrow();
            assertThat(first).isEqualTo("Thu, 01 Jan 1970 00:00:00 GMT");
            assertThat(second).isEqualTo("Thu, 01 Jan 1970 00:00:02 GMT");
        });
    }

    private static InstantSource timeOf(VirtualClock clock) {
        Duration begin = Rondo.runningLoop().time();
        return () -> java.time.Instant.EPOCH.plus(Rondo.runningLoop().time().minus(begin));
    }

    @RondoTest
    void aStreamOfUnknownLengthComesInChunksAndToHttp10UntilTheEnd() throws Exception {
        app.get(
                "/",
                _ ->
                        Response.stream(out -> {
                            out.write("a".repeat(3000));
                            out.write("b".repeat(3000));
                            out.flush();
                            Rondo.sleep(1);
                            out.write("c");
                        }));
        talk(client -> {
            client.send(get("/") + "GET / HTTP/1.0\r\n\r\n");
            Answer chunked = client.answer();
            assertThat(chunked.head().headers().first("Transfer-Encoding")).contains("chunked");
            assertThat(chunked.body()).hasSize(6001).endsWith("bc");
            Answer plain = client.answer();
            assertThat(plain.head().headers().contains("Transfer-Encoding")).isFalse();
            assertThat(plain.body()).hasSize(6001);
            assertThat(client.hasEnded()).isTrue();
        });
    }

    @RondoTest
    void largeBodiesArriveWhole() throws Exception {
        byte[] large = new byte[3_000_000];
        large[2_999_999] = 'x';
        app.get("/", _ -> Response.bytes(large));
        talk(client -> {
            client.send(get("/") + get("/"));
            assertThat(client.answer().body()).hasSize(3_000_000).endsWith("x");
            assertThat(client.answer().body()).hasSize(3_000_000).endsWith("x");
        });
    }

    // ---- Failures

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void aHandlerThatFailsIsOneAnswerAndTheConnectionGoesOn() throws Exception {
        app.get(
                "/",
                _ -> {
                    throw new IllegalStateException("a secret");
                });
        app.get(
                "/no",
                _ -> {
                    throw new HttpException(409, "taken");
                });
        talk(client -> {
            client.send(get("/") + get("/no"));
            Answer first = client.answer();
            assertThat(first.status()).isEqualTo(500);
            assertThat(first.body()).doesNotContain("secret");
            Answer second = client.answer();
            assertThat(second.status()).isEqualTo(409);
            assertThat(second.body()).isEqualTo("taken");
        });
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void anAnswerThatContradictsItselfIsNotSent() throws Exception {
        app.get("/both", _ -> Response.text("x").withHeader("Transfer-Encoding", "chunked"));
        app.get("/length", _ -> Response.text("x").withHeader("Content-Length", "7"));
        talk(client -> {
            client.send(get("/both") + get("/length"));
            assertThat(client.answer().status()).isEqualTo(500);
            assertThat(client.answer().status()).isEqualTo(500);
        });
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void aBodyThatIsNotAsLongAsAnnouncedBreaksTheConnection() throws Exception {
        app.get(
                "/less",
                _ ->
                        Response.status(200)
                                .withPayload(
                                        new Payload.Stream(10, false, out -> out.write("12345"))));
        app.get(
                "/more",
                _ ->
                        Response.status(200)
                                .withPayload(
                                        new Payload.Stream(3, false, out -> out.write("12345"))));
        for (String path : List.of("/less", "/more")) {
            try (HttpServer server = app.start(options);
                    RawClient client = RawClient.connect(network)) {
                client.send(get(path));
                assertThatThrownBy(client::answer).hasMessageContaining("incomplete");
                assertThat(client.hasEnded()).isTrue();
            }
        }
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void aStreamThatFailsIsSeenToBeIncomplete() throws Exception {
        app.get(
                "/",
                _ ->
                        Response.stream(out -> {
                            out.write("12345");
                            out.flush();
                            throw new java.io.IOException("disk");
                        }));
        talk(client -> {
            client.send(get("/"));
            assertThatThrownBy(client::answer).hasMessageContaining("incomplete");
        });
    }

    @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
    void aFileThatIsGoneOrCutEndsTheAnswerSoThatTheClientSeesIt(@TempDir Path folder)
            throws Exception {
        Path cut = Files.write(folder.resolve("cut"), new byte[100]);
        Path gone = folder.resolve("gone");
        app.get("/cut", _ -> Response.status(200).withPayload(new Payload.FilePart(cut, 0, 200)));
        app.get("/gone", _ -> Response.status(200).withPayload(new Payload.FilePart(gone, 0, 200)));
        for (String path : List.of("/cut", "/gone")) {
            try (HttpServer server = app.start(options);
                    RawClient client = RawClient.connect(network)) {
                client.send(get(path));
                assertThatThrownBy(client::answer).hasMessageContaining("incomplete");
                assertThat(client.hasEnded()).isTrue();
            }
        }
    }

    // ---- Bodies

    @RondoTest
    void aBodyThatNobodyReadsIsSkippedIfItIsSmall() throws Exception {
        app.post("/", _ -> Response.text("ok"));
        talk(client -> {
            String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n";
            client.send(post + "x".repeat(100) + post + "x".repeat(100));
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.hasEnded()).isFalse();
        });
    }

    @RondoTest
    void aBodyThatIsTooLargeIsRefusedAndTheAnswerArrives() throws Exception {
        app.post("/", request -> Response.bytes(request.body().bytes()));
        talk(client -> {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n");
            for (int i = 0; i < 100; i++) {
                client.send("x".repeat(100_000));
            }
            assertThat(client.isBroken()).isFalse();
            Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.head().headers().first("Connection")).contains("close");
        });
    }

    @RondoTest
    void aRouteMayTakeLargerBodies() throws Exception {
        app.post("/", request -> Response.text("" + request.body().bytes().length))
                .maxBody(3_000_000);
        talk(client -> {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n");
            client.send("x".repeat(2_000_000));
            assertThat(client.answer().body()).isEqualTo("2000000");
        });
    }

    @RondoTest
    void theBodyIsAskedForOnlyIfTheHandlerWantsIt() throws Exception {
        app.post("/wants", request -> Response.text(request.body().text()));
        app.post(
                "/not",
                _ -> {
                    throw new HttpException(403);
                });
        talk(client -> {
            String head =
                    "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
            client.send(head.formatted("/wants"));
            Task<Answer> answer = Rondo.createTask(() -> client.answer());
            Rondo.sleep(1);
            client.send("hello");
            assertThat(answer.await().body()).isEqualTo("hello");
            client.send(head.formatted("/not"));
            assertThat(client.answer().status()).isEqualTo(403);
            assertThat(client.hasEnded()).isTrue();
        });
    }

    // ---- Time

    @RondoTest
    void anIdleConnectionIsClosedAfterItsLimit() throws Exception {
        app.get("/", _ -> Response.text("hello"));
        talk(client -> {
            client.send(get("/"));
            client.answer();
            Rondo.sleep(74);
            client.send(get("/"));
            client.answer();
            Duration begin = Rondo.runningLoop().time();
            assertThat(
                            Rondo.timeout(
                                    80,
                                    () -> client.stream().read(java.nio.ByteBuffer.allocate(1))))
                    .isEqualTo(-1);
            assertThat(Rondo.runningLoop().time().minus(begin))
                    .isBetween(Duration.ofSeconds(75), Duration.ofSeconds(77));
        });
    }

    @RondoTest
    void aHeadThatComesByteByByteTimesOut() throws Exception {
        talk(client -> {
            Task<?> drip =
                    Rondo.createTask(() -> {
                        client.send("GET / HTTP/1.1\r\nX: ");
                        for (int i = 0; i < 100 && !client.isBroken(); i++) {
                            client.send("x");
                            Rondo.sleep(1);
                        }
                    });
            Rondo.sleep(13);
            assertThat(client.answer().status()).isEqualTo(408);
            assertThat(client.hasEnded()).isTrue();
            drip.cancel();
        });
    }

    @RondoTest
    void aBodyThatStopsOrDripsTimesOut() throws Exception {
        app.post("/", request -> Response.bytes(request.body().bytes()));
        talk(client -> {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc");
            Rondo.sleep(13);
            assertThat(client.answer().status()).isEqualTo(408);
        });
        try (HttpServer server = app.start(options);
                RawClient client = RawClient.connect(network)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc");
            for (int i = 0; i < 20; i++) {
                client.send("x");
                Rondo.sleep(1);
            }
            assertThat(client.answer().status()).isEqualTo(408);
        }
    }

    @RondoTest
    void aClientThatTakesNothingIsGivenUp() throws Exception {
        app.get("/", _ -> Response.bytes(new byte[10_000_000]));
        app.get(
                "/stream",
                _ ->
                        Response.stream(out -> {
                            while (true) {
                                out.write(new byte[10_000]);
                            }
                        }));
        for (String path : List.of("/", "/stream")) {
            try (HttpServer server = app.start(options);
                    RawClient client = RawClient.connect(network)) {
                client.send(get(path));
                Rondo.sleep(50);
                assertThat(server.connections()).isEqualTo(1);
                Rondo.sleep(15);
                assertThat(server.connections()).isZero();
            }
        }
    }

    // ---- Leaving

    @RondoTest
    void aHandlerIsCancelledWhenItsClientLeavesIfThatIsWanted() throws Exception {
        options = options.withCancelOnHangUp(true);
        List<String> events = new ArrayList<>();
        app.get(
                "/",
                _ -> {
                    try {
                        Rondo.sleep(100);
                        return Response.text("late");
                    } finally {
                        events.add("cleaned up");
                    }
                });
        talk(client -> {
            client.send(get("/"));
            Rondo.sleep(1);
            client.close();
            Rondo.sleep(1);
            assertThat(events).containsExactly("cleaned up");
        });
    }

    @RondoTest
    void aPipelinedRequestDoesNotCancelTheHandlerBefore() throws Exception {
        options = options.withCancelOnHangUp(true);
        app.get(
                "/",
                _ -> {
                    Rondo.sleep(1);
                    return Response.text("here");
                });
        talk(client -> {
            client.send(get("/") + get("/"));
            assertThat(client.answer().body()).isEqualTo("here");
            assertThat(client.answer().body()).isEqualTo("here");
        });
    }

    @RondoTest
    void stoppingLetsRequestsFinishAndClosesIdleConnections() throws Exception {
        List<String> events = new ArrayList<>();
        Key<AutoCloseable> key = Key.of("resource");
        app.resource(
                key,
                () -> {
                    events.add("open");
                    return () -> events.add("close");
                });
        app.onStartup(() -> events.add("startup"));
        app.onShutdown(() -> events.add("shutdown"));
        app.get(
                "/",
                _ -> {
                    Rondo.sleep(5);
                    events.add("answered");
                    return Response.text("done");
                });
        HttpServer server = app.start(options);
        RawClient idle = RawClient.connect(network);
        RawClient busy = RawClient.connect(network);
        busy.send(get("/"));
        Rondo.sleep(1);
        Task<?> stop = Rondo.createTask(server::stop);
        assertThat(idle.hasEnded()).isTrue();
        Answer answer = busy.answer();
        assertThat(answer.body()).isEqualTo("done");
        assertThat(answer.head().headers().first("Connection")).contains("close");
        stop.await();
        assertThat(events).containsExactly("open", "startup", "shutdown", "answered", "close");
        idle.close();
        busy.close();
    }

    @RondoTest
    void aHandlerThatHangsIsCancelledAtTheEndOfTheShutdownLimit() throws Exception {
        options = options.withShutdownLimit(Duration.ofSeconds(3));
        List<String> events = new ArrayList<>();
        app.get(
                "/",
                _ -> {
                    try {
                        Rondo.sleep(1000);
                        return Response.text("never");
                    } finally {
                        events.add("cleaned up");
                    }
                });
        HttpServer server = app.start(options);
        RawClient client = RawClient.connect(network);
        client.send(get("/"));
        Rondo.sleep(1);
        Duration begin = Rondo.runningLoop().time();
        server.stop();
        assertThat(Rondo.runningLoop().time().minus(begin)).isEqualTo(Duration.ofSeconds(3));
        assertThat(events).containsExactly("cleaned up");
        client.close();
    }

    // ---- Around

    @RondoTest
    void middlewaresStandAroundAllAnswersAndSeeMalformedRequests() throws Exception {
        List<String> seen = new ArrayList<>();
        app.use((request, next) -> {
            try {
                Response response = next.handle(request);
                seen.add(request.method() + " " + response.status());
                return response;
            } catch (HttpException e) {
                seen.add(request.method() + " " + e.status());
                throw e;
            }
        });
        App api = new App();
        api.get("/x", _ -> Response.text("x"));
        app.mount("/api", api);
        talk(client -> {
            client.send(get("/api/x") + get("/none") + "BAD\r\n\r\n");
            assertThat(client.answers()).extracting(Answer::status).containsExactly(200, 404, 400);
            assertThat(seen).containsExactly("GET 200", "GET 404", "- 400");
        });
    }

    @RondoTest
    void valuesOfTheAppsAreFoundFromTheInsideOut() throws Exception {
        Key<String> name = Key.of("name");
        Key<String> other = Key.of("other");
        App inner = new App();
        inner.set(name, "inner");
        inner.get("/", request -> Response.text(request.get(name) + " " + request.get(other)));
        app.set(name, "outer");
        app.set(other, "outer");
        app.mount("/in", inner);
        talk(client -> {
            client.send(get("/in/"));
            assertThat(client.answer().body()).isEqualTo("inner outer");
        });
    }
}
