package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.ExceptionContext;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.http.HttpException;
import dev.rondo.http.server.RawClient.Answer;
import dev.rondo.stream.Network;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.test.RondoTest;
import java.util.ArrayList;
import java.util.List;

/** Programs that fail, wherever: one answer is lost and reported, and the server goes on. */
class HandlerFailuresTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Network network;
    private final App app = new App();
    private final List<String> reports = new ArrayList<>();
    private ServeOptions options;

    HandlerFailuresTest(Network network) {
        this.network = network;
        this.options = ServeOptions.on("localhost", 80).withNetwork(network);
        app.get("/fine", _ -> Response.text("fine"));
    }

    private void talk(ServerTest.Talk talk) throws Exception {
        Rondo.runningLoop()
                .setExceptionHandler(
                        java.util.Optional.of((_, context) -> reports.add(shown(context))));
        try (HttpServer _ = app.start(options);
                RawClient client = RawClient.connect(network)) {
            talk.with(client);
            try (RawClient other = RawClient.connect(network)) {
                other.send("GET /fine HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(other.answer().body()).isEqualTo("fine");
            }
        }
    }

    private static String shown(ExceptionContext context) {
        return context.message();
    }

    @RondoTest
    void aHandlerThatAwaitsACancelledTaskHasFailed() throws Exception {
        app.get(
                "/",
                _ -> {
                    Task<?> other = Rondo.createTask(() -> Rondo.sleep(10));
                    other.cancel();
                    other.await();
                    return Response.noContent();
                });
        talk(client -> {
            client.send(GET + GET);
            assertThat(client.answer().status()).isEqualTo(500);
            assertThat(client.answer().status()).isEqualTo(500);
        });
        assertThat(reports).hasSize(2);
    }

    @RondoTest
    void errorsOfEachKindAreOneAnswerEach() throws Exception {
        List<Throwable> failures =
                List.of(
                        new StackOverflowError(),
                        new AssertionError("a"),
                        new Exception("checked"),
                        new StreamClosedException("read", "upstream", "it is closed"));
        List<Throwable> left = new ArrayList<>(failures);
        app.get(
                "/",
                _ -> {
                    switch (left.removeFirst()) {
                        case Exception e -> throw e;
                        case Error e -> throw e;
                        case Throwable e -> throw new AssertionError(e);
                    }
                });
        talk(client -> {
            for (Throwable _ : failures) {
                client.send(GET);
                Answer answer = client.answer();
                assertThat(answer.status()).isEqualTo(500);
                assertThat(answer.body()).isEqualTo("Internal Server Error");
            }
        });
        assertThat(reports).hasSize(4);
    }

    @RondoTest
    void whatAnAnswersSourceFailsWithIsReportedAlsoIfItIsAnotherStreams() throws Exception {
        app.get(
                "/",
                _ ->
                        Response.stream(out -> {
                            out.write("12345");
                            throw new StreamClosedException("read", "upstream", "it is closed");
                        }));
        talk(client -> {
            client.send(GET);
            assertThatThrownBy(client::answer).hasMessageContaining("incomplete");
        });
        assertThat(reports).containsExactly("The body of an answer failed");
    }

    @RondoTest
    void aSourceThatAwaitsACancelledTaskIsReported() throws Exception {
        app.get(
                "/",
                _ ->
                        Response.stream(out -> {
                            out.write("12345");
                            Task<?> other = Rondo.createTask(() -> Rondo.sleep(10));
                            other.cancel();
                            other.await();
                        }));
        talk(client -> {
            client.send(GET);
            assertThatThrownBy(client::answer).hasMessageContaining("incomplete");
        });
        assertThat(reports).containsExactly("The body of an answer failed");
    }

    @RondoTest
    void nothingIsReportedWhenTheClientLeavesInTheMiddleOfAnAnswer() throws Exception {
        app.get(
                "/",
                _ ->
                        Response.stream(out -> {
                            while (true) {
                                out.write("x".repeat(10_000));
                            }
                        }));
        app.get("/bytes", _ -> Response.bytes(new byte[1_000_000]));
        for (String path : List.of("/", "/bytes")) {
            talk(client -> {
                client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
                Rondo.sleep(1);
                client.stream().abort();
                Rondo.sleep(1);
            });
        }
        assertThat(reports).isEmpty();
    }

    @RondoTest
    void aMiddlewareThatFailsIsOneAnswer() throws Exception {
        app.use((request, next) -> {
            Response response = next.handle(request);
            if (!request.path().toString().equals("/fine")) {
                throw new IllegalStateException("middleware");
            }
            return response;
        });
        app.get("/", _ -> Response.text("never"));
        talk(client -> {
            client.send(GET + "BAD\r\n\r\n");
            assertThat(client.answers()).extracting(Answer::status).containsExactly(500, 400);
        });
        assertThat(reports).hasSize(1);
    }

    @RondoTest
    @SuppressWarnings("NullAway")
    void aMiddlewareThatReturnsNothingIsOneAnswerAlsoToWhatIsMalformed() throws Exception {
        app.use((request, next) ->
                request.path().toString().equals("/fine") ? next.handle(request) : null);
        app.get("/", _ -> Response.text("never"));
        talk(client -> {
            client.send(GET);
            assertThat(client.answer().status()).isEqualTo(500);
            client.send("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(500);
            client.send("BAD\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(500);
        });
        assertThat(reports).hasSize(3);
    }

    @RondoTest
    void anAccessLogThatFailsCostsNothing() throws Exception {
        List<Throwable> failures =
                new ArrayList<>(
                        List.of(new IllegalStateException("log"), new AssertionError("log")));
        options =
                options.withAccessLog(_ -> {
                    if (!failures.isEmpty()) {
                        switch (failures.removeFirst()) {
                            case RuntimeException e -> throw e;
                            case Error e -> throw e;
                            case Throwable e -> throw new AssertionError(e);
                        }
                    }
                });
        app.get("/", _ -> Response.text("here"));
        talk(client -> {
            client.send(GET + GET + GET);
            assertThat(client.answers()).extracting(Answer::status).containsExactly(200, 200, 200);
        });
        assertThat(reports).hasSize(2);
    }

    @RondoTest
    void anAnswerThatWasThrownAndCannotBeSentIsA500() throws Exception {
        app.get(
                "/",
                _ -> {
                    throw new HttpException(
                            409, "x", dev.rondo.http.Headers.of("Transfer-Encoding", "chunked"));
                });
        talk(client -> {
            client.send(GET);
            assertThat(client.answer().status()).isEqualTo(500);
        });
        assertThat(reports).hasSize(1);
    }
}
