package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.CancelledError;
import dev.rondo.ExceptionContext;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.http.FormData;
import dev.rondo.http.HttpException;
import dev.rondo.http.Key;
import dev.rondo.http.client.Client;
import dev.rondo.http.client.ClientException;
import dev.rondo.http.client.ClientOptions;
import dev.rondo.http.websocket.WebSocket;
import dev.rondo.http.websocket.WebSocketClosedException;
import dev.rondo.stream.StreamException;
import dev.rondo.test.InLoop;
import dev.rondo.test.MemoryNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers and stops of all kinds, at each byte and each step: nothing is left, others are served. */
@InLoop(deadlineSeconds = 120)
class ServerAttackTest {
    private static final String FORM =
            "--b\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\nhello\r\n"
                    + "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n"
                    + "of ServerAttackTest\r\n--b--\r\n";
    private static final List<String> REQUESTS =
            List.of(
                    "GET /fine HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n",
                    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
                    "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "5;x=y\r\nhello\r\n3\r\nyou\r\n0\r\nA: b\r\n\r\n",
                    "POST /pass HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                            + "Content-Length: 5\r\n\r\nhello",
                    "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: "
                            + FORM.length()
                            + "\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n"
                            + FORM);

    private final MemoryNetwork network;
    private final List<String> reports = new ArrayList<>();
    private int held; // resources of answers
    private int opened; // resources of the app

    ServerAttackTest(MemoryNetwork network) {
        this.network = network;
        Rondo.runningLoop()
                .setExceptionHandler(Optional.of((_, context) -> reports.add(shown(context))));
    }

    private static String shown(ExceptionContext context) {
        return context.message() + " " + context.exception();
    }

    private App app() {
        App app = new App();
        app.resource(
                Key.<AutoCloseable>of("resource"),
                () -> {
                    opened++;
                    return () -> opened--;
                });
        app.get("/fine", _ -> Response.text("fine"));
        app.get(
                "/stream",
                _ -> {
                    held++;
                    return Response.stream(
                                    out -> {
                                        for (int i = 0; i < 5; i++) {
                                            out.write("x".repeat(1000));
                                            out.flush();
                                            Rondo.sleep(Duration.ofMillis(1));
                                        }
                                    })
                            .withResource(() -> held--);
                });
        app.post("/echo", request -> Response.bytes(request.body().bytes()));
        app.post("/pass", request -> Response.stream(out -> request.body().transferTo(out)));
        app.post(
                "/form",
                request -> {
                    try (FormData form = request.body().formData()) {
                        return Response.text(form.fields().get("t") + form.files().size());
                    }
                });
        app.webSocket("/socket", socket -> socket.forEach(socket::send));
        return app;
    }

    private ServeOptions options() {
        return ServeOptions.on("localhost", 80)
                .withNetwork(network)
                .withShutdownLimit(Duration.ofSeconds(2));
    }

    /** A way for a client to end. */
    enum Ending {
        ABORT,
        CLOSE,
        END,
        SILENCE
    }

    private static void end(RawClient client, Ending ending) {
        switch (ending) {
            case ABORT -> client.stream().abort();
            case CLOSE -> client.close();
            case END -> client.end();
            case SILENCE -> {}
        }
    }

    private void checkServes() {
        try (RawClient client = RawClient.connect(network)) {
            client.send(REQUESTS.getFirst());
            assertThat(client.answer().body()).isEqualTo("fine");
        }
    }

    private void checkNothingLeft(HttpServer server) {
        Rondo.sleep(200); // longer than any limit
        assertThat(server.connections()).isZero();
        assertThat(held).isZero();
        assertThat(reports).isEmpty();
    }

    // ---- Peers

    @ParameterizedTest
    @EnumSource(Ending.class)
    void aClientMayLeaveAtAnyByteOfItsRequest(Ending ending) {
        List<RawClient> clients = new ArrayList<>();
        try (HttpServer server = app().start(options())) {
            for (String request : REQUESTS) {
                for (int length = 0; length <= request.length(); length++) {
                    RawClient client = RawClient.connect(network);
                    clients.add(client);
                    client.send(request.substring(0, length));
                    Rondo.sleep(0);
                    Rondo.sleep(0);
                    end(client, ending);
                }
                checkServes();
            }
            checkNothingLeft(server);
        }
        clients.forEach(RawClient::close);
        assertThat(network.open()).isEmpty();
        assertThat(opened).isZero();
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void aClientMayLeaveAtAnyStepOfTheAnswer(Ending ending) {
        List<RawClient> clients = new ArrayList<>();
        try (HttpServer server = app().start(options())) {
            for (String request : REQUESTS) {
                for (int step = 0; step < 40; step++) {
                    RawClient client = RawClient.connect(network);
                    clients.add(client);
                    client.send(request);
                    for (int i = 0; i < step; i++) {
                        Rondo.sleep(Duration.ofNanos(200_000));
                    }
                    end(client, ending);
                }
                checkServes();
            }
            checkNothingLeft(server);
        }
        clients.forEach(RawClient::close);
        assertThat(network.open()).isEmpty();
    }

    @Test
    void halfClosedClientsGetTheirAnswers() {
        try (HttpServer server = app().start(options())) {
            for (String request : REQUESTS) {
                try (RawClient client = RawClient.connect(network)) {
                    client.send(request + request).end();
                    assertThat(client.answer().status()).isEqualTo(200);
                    assertThat(client.answer().status()).isEqualTo(200);
                    assertThat(client.hasEnded()).isTrue();
                }
            }
            checkNothingLeft(server);
        }
    }

    @Test
    void requestsThatComeByteByByteAreAnsweredAsThoseInOnePiece() {
        try (HttpServer server = app().start(options());
                RawClient client = RawClient.connect(network)) {
            for (String request : REQUESTS) {
                for (char c : request.toCharArray()) {
                    client.send("" + c);
                    Rondo.sleep(0);
                }
                assertThat(client.answer().status()).isEqualTo(200);
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aFloodOfPipelinedRequestsDoesNotKeepOthersWaiting() {
        try (HttpServer server = app().start(options());
                RawClient flood = RawClient.connect(network)) {
            Task<?> sending =
                    Rondo.createTask(() -> {
                        String many = REQUESTS.getFirst().repeat(100);
                        while (!flood.isBroken()) {
                            flood.send(many);
                        }
                    });
            Task<?> reading =
                    Rondo.createTask(() -> {
                        while (!flood.isBroken()) {
                            flood.answer();
                        }
                    });
            for (int i = 0; i < 20; i++) {
                Rondo.timeout(1, this::checkServes);
            }
            sending.cancel();
            reading.cancel();
            Rondo.waitAll(List.of(sending, reading));
            flood.stream().abort();
            checkNothingLeft(server);
        }
    }

    @Test
    void aFloodWhoseAnswersNobodyTakesIsHeldBackAndGivenUp() {
        try (HttpServer server = app().start(options());
                RawClient flood = RawClient.connect(network)) {
            int[] sent = {0};
            Task<?> sending =
                    Rondo.createTask(() -> {
                        String many = REQUESTS.getFirst().repeat(100);
                        while (!flood.isBroken()) {
                            flood.send(many);
                            sent[0] += many.length();
                        }
                    });
            Rondo.sleep(5);
            assertThat(sent[0]).isLessThan(500_000);
            checkServes();
            checkNothingLeft(server);
            sending.await();
        }
    }

    @Test
    void aTimeOutIsToldAlsoWhenTheBufferIsAllButFull() {
        App app = app();
        app.get("/{size}", request -> Response.bytes(new byte[request.path().getInt("size")]));
        try (HttpServer server = app.start(options())) {
            List<RawClient> clients = new ArrayList<>();
            for (int size = 29_500; size < 31_500; size += 40) { // window and buffer: 128 KiB
                RawClient client = RawClient.connect(network);
                clients.add(client);
                for (int one : List.of(50_000, 50_000, size)) {
                    client.send("GET /" + one + " HTTP/1.1\r\nHost: a\r\n\r\n");
                }
                client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nh");
            }
            checkNothingLeft(server);
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void whatComesWithAnUpgradeThatHasABodyIsNoWebSocketFrame() {
        try (HttpServer server = app().start(options());
                RawClient client = RawClient.connect(network)) {
            client.send(
                    "GET /socket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + "Content-Length: 5\r\n\r\nhello");
            assertThat(client.answer().status()).isEqualTo(400);
            checkServes();
            checkNothingLeft(server);
        }
    }

    @Test
    void lineEndsBeforeARequestAreNoRequestThatHasBegun() {
        try (HttpServer server = app().start(options());
                RawClient client = RawClient.connect(network)) {
            client.send(REQUESTS.getFirst() + "\r\n");
            assertThat(client.answer().body()).isEqualTo("fine");
            Rondo.sleep(30); // longer than a head may take
            client.send(REQUESTS.getFirst());
            assertThat(client.answer().body()).isEqualTo("fine");
            client.send("\r\n");
            Rondo.sleep(1);
            Duration begin = Rondo.runningLoop().time();
            server.stop();
            assertThat(Rondo.runningLoop().time().minus(begin)).isZero();
        }
    }

    // ---- Programs

    @Test
    void whatAHandlerThrowsBeforeDuringAndAfterItsAnswerIsReportedAndCostsOneAnswer() {
        App app = app();
        List<Throwable> failures =
                List.of(
                        new IllegalStateException("x"),
                        new AssertionError("x"),
                        new Exception("x"));
        for (int i = 0; i < failures.size(); i++) {
            Throwable failure = failures.get(i);
            app.get("/before" + i, _ -> raise(failure));
            app.get("/begun" + i, _ -> Response.stream(_ -> raise(failure)));
            app.get(
                    "/during" + i,
                    _ ->
                            Response.stream(out -> {
                                out.write("x".repeat(5000));
                                raise(failure);
                            }));
        }
        try (HttpServer server = app.start(options())) {
            for (int i = 0; i < failures.size(); i++) {
                for (String where : List.of("before", "begun", "during")) {
                    try (RawClient client = RawClient.connect(network)) {
                        client.send("GET /" + where + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
                        Rondo.sleep(1);
                    }
                    checkServes();
                }
            }
            assertThat(reports).hasSize(9);
            reports.clear();
            checkNothingLeft(server);
        }
    }

    private static Response raise(Throwable failure) throws Exception {
        switch (failure) {
            case Exception e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new AssertionError(e);
        }
    }

    // ---- Stops

    /** Requests of each kind, over and over, from clients that mind nothing. */
    private List<Task<?>> traffic() {
        List<Task<?>> tasks = new ArrayList<>();
        for (String request : REQUESTS) {
            tasks.add(
                    Rondo.createTask(() -> {
                        for (int i = 0; i < 3; i++) {
                            try (RawClient client = RawClient.connect(network)) {
                                client.send(request.substring(0, request.length() / 2));
                                Rondo.sleep(0);
                                client.send(request.substring(request.length() / 2) + request);
                                client.answers();
                            } catch (StreamException | AssertionError | HttpException e) {
                                // the server has gone
                            }
                        }
                    }));
        }
        tasks.add(
                Rondo.createTask(() -> {
                    ClientOptions options =
                            ClientOptions.defaults()
                                    .withNetwork(network)
                                    .withBaseUrl("http://localhost");
                    try (Client http = new Client(options);
                            WebSocket socket = http.webSocket("/socket")) {
                        for (int i = 0; i < 5; i++) {
                            socket.send("hello");
                            socket.receive();
                        }
                    } catch (StreamException | ClientException | WebSocketClosedException e) {
                        // the server has gone
                    }
                }));
        return tasks;
    }

    @Test
    void aServerMayBeCancelledAtAnyStep() {
        for (int step = 0; step < 150; step++) {
            App app = app();
            Task<?> serving = Rondo.createTask(() -> serve(app));
            List<Task<?>> clients = traffic();
            for (int i = 0; i < step; i++) {
                Rondo.sleep(step % 3 == 0 ? Duration.ofMillis(1) : Duration.ZERO);
            }
            serving.cancel();
            try {
                serving.await();
            } catch (CancelledError e) {
                // as it should be
            }
            assertThat(held).isZero();
            assertThat(opened).isZero();
            Rondo.waitAll(clients);
            assertThat(network.open()).isEmpty();
            assertThat(reports).isEmpty();
        }
    }

    @Test
    void aServerMayBeStoppedAtAnyStepAndTwiceAndTheStopCancelled() {
        for (int step = 0; step < 90; step++) {
            HttpServer server = app().start(options());
            List<Task<?>> clients = traffic();
            for (int i = 0; i < step; i++) {
                Rondo.sleep(step % 3 == 0 ? Duration.ofMillis(1) : Duration.ZERO);
            }
            List<Task<?>> stops = new ArrayList<>();
            stops.add(Rondo.createTask(server::stop));
            stops.add(Rondo.createTask(server::close));
            for (int i = 0; i < step % 5; i++) {
                Rondo.sleep(0);
            }
            stops.get(step % 2).cancel();
            Rondo.waitAll(stops);
            server.close();
            assertThat(server.connections()).isZero();
            assertThat(held).isZero();
            assertThat(opened).isZero();
            Rondo.waitAll(clients);
            assertThat(network.open()).isEmpty();
            assertThat(reports).isEmpty();
        }
    }

    private void serve(App app) {
        try (HttpServer server = app.start(options())) {
            server.serveForever();
        }
    }

    // ---- Many

    @Test
    void twoThousandIdleConnectionsAreHeldAndLetGo() {
        try (HttpServer server = app().start(options())) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                RawClient client = RawClient.connect(network);
                clients.add(client.send(i % 2 == 0 ? "" : REQUESTS.getFirst()));
                if (i % 100 == 0) {
                    Rondo.sleep(0);
                }
            }
            Rondo.sleep(1);
            assertThat(server.connections()).isEqualTo(2000);
            checkServes();
            Rondo.sleep(100);
            assertThat(server.connections()).isZero();
            clients.forEach(RawClient::close);
            checkNothingLeft(server);
        }
    }
}
