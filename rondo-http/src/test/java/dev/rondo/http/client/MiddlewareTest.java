package dev.rondo.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.Rondo;
import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Headers;
import dev.rondo.http.MediaType;
import dev.rondo.http.MultipartForm;
import dev.rondo.http.Payload;
import dev.rondo.http.Url;
import dev.rondo.http.websocket.WebSocket;
import dev.rondo.http.websocket.WebSocketHandshakeException;
import dev.rondo.http.websocket.WebSocketOptions;
import dev.rondo.http.websocket.WebSocketUpgrade;
import dev.rondo.test.Finding;
import dev.rondo.test.InLoop;
import dev.rondo.test.MemoryNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What stands around exchanges: middlewares, retries, Digest, netrc, tracing, WebSockets, forms.
 */
@InLoop
class MiddlewareTest {
    private final MemoryNetwork network;
    private final ClientOptions options;

    MiddlewareTest(MemoryNetwork network) {
        this.network = network;
        network.addHost("a");
        network.addHost("b");
        this.options = ClientOptions.defaults().withNetwork(network);
    }

    private ScriptedServer answering(String... answers) {
        return new ScriptedServer(
                network,
                80,
                peer -> {
                    for (String answer : answers) {
                        peer.answer(answer + "\r\nContent-Length: 0\r\n\r\n");
                    }
                    peer.serve("end");
                },
                peer -> peer.serve("new"));
    }

    // ---- Middlewares

    @Test
    void middlewaresStandAroundEachExchangeTheClientsOutside() {
        List<String> seen = new ArrayList<>();
        ClientMiddleware outer =
                (request, next) -> {
                    seen.add("outer " + request.url().path());
                    return next.send(request.header("X", "outer"));
                };
        ClientMiddleware inner =
                (request, next) -> {
                    seen.add("inner");
                    try {
                        return next.send(request.header("X", request.headers().first("X") + "!"));
                    } finally {
                        seen.add("back");
                    }
                };
        try (var server = answering("HTTP/1.1 302 Found\r\nLocation: /x");
                var http = new Client(options.withMiddleware(outer))) {
            assertThat(http.get("http://a/").middleware(inner).text()).isEqualTo("end");
            assertThat(seen)
                    .containsExactly("outer /", "inner", "back", "outer /x", "inner", "back");
            assertThat(server.head(1)).contains("X: Optional[outer]!\r\n");
        }
    }

    @Test
    void aMiddlewareMaySendAgain() {
        ClientMiddleware again =
                (request, next) -> {
                    ClientResponse first = next.send(request);
                    if (first.status() != 401) {
                        return first;
                    }
                    first.close();
                    return next.send(request.bearer("fresh"));
                };
        try (var server = answering("HTTP/1.1 401 Unauthorized");
                var http = new Client(options.withMiddleware(again))) {
            assertThat(http.get("http://a/").text()).isEqualTo("end");
            assertThat(server.head(1)).contains("Bearer fresh");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void whatAMiddlewareThrowsReachesTheCaller() {
        try (var http = new Client(options)) {
            assertThatThrownBy(() ->
                            http.get("http://a/")
                                    .middleware((_, _) -> {
                                        throw new IOException("full");
                                    })
                                    .send())
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("full");
        }
    }

    @Test
    void theTotalLimitHoldsForMiddlewares() {
        try (var http = new Client(options)) {
            ClientRequest request =
                    http.get("http://a/")
                            .timeout(2)
                            .middleware((_, _) -> {
                                Rondo.sleep(100);
                                throw new AssertionError();
                            });
            assertThatThrownBy(request::send).isInstanceOf(ClientTimeoutException.class);
            assertThat(Rondo.runningLoop().time()).isEqualTo(Duration.ofSeconds(2));
        }
    }

    // ---- Statuses

    @Test
    void aStatusIsRaisedWhenThatIsAskedFor() {
        try (var _ = answering("HTTP/1.1 404 Not Found\r\nX: 1", "HTTP/1.1 500 Oops");
                var http = new Client(options.withRaiseForStatus(true))) {
            var failure =
                    catchThrowableOfType(
                            StatusException.class,
                            () -> http.get("http://u:secret@a/x?key=secret").text());
            assertThat(failure.status()).isEqualTo(404);
            assertThat(failure.headers().first("x")).contains("1");
            assertThat(failure).hasMessage("GET http://a/x?key=***: 404 Not Found");
            assertThat(failure.url().orElseThrow().userInfo()).isEmpty();
            try (var response = http.get("http://a/").raiseForStatus(false).send()) {
                assertThat(response.isSuccessful()).isFalse();
                assertThatThrownBy(response::raiseForStatus).isInstanceOf(StatusException.class);
            }
        }
    }

    // ---- Retries

    @Test
    void aPolicySendsAgainAfterPauses() {
        RetryPolicy policy =
                RetryPolicy.defaults().withDelays(Duration.ofSeconds(1), Duration.ofSeconds(8));
        try (var server = answering("HTTP/1.1 503 Busy", "HTTP/1.1 503 Busy", "HTTP/1.1 503 Busy");
                var http = new Client(options.withRetry(policy.withAttempts(4)))) {
            assertThat(http.get("http://a/").text()).isEqualTo("end");
            assertThat(server.heads()).hasSize(4);
            assertThat(Rondo.runningLoop().time())
                    .isBetween(Duration.ofMillis(3500), Duration.ofSeconds(7));
        }
    }

    @Test
    void theLastAnswerIsReturnedAsItIs() {
        try (var _ = answering("HTTP/1.1 503 Busy", "HTTP/1.1 429 Slow", "HTTP/1.1 503 Busy");
                var http = new Client(options.withRetry(RetryPolicy.defaults()));
                var response = http.get("http://a/").send()) {
            assertThat(response.status()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @CsvSource({"7, 7, 7.2", "'Thu, 01 Jan 1970 00:00:09 GMT', 9, 9.2", "0, 0.1, 0.2"})
    void theServerSaysHowLong(String retryAfter, double least, double most) {
        ClientOptions dated = options.withClock(InstantSource.fixed(Instant.EPOCH));
        try (var _ = answering("HTTP/1.1 429 Slow\r\nRetry-After: " + retryAfter);
                var http = new Client(dated)) {
            assertThat(http.get("http://a/").retry(RetryPolicy.defaults()).text()).isEqualTo("end");
            assertThat(Rondo.runningLoop().time().toMillis() / 1000.0).isBetween(least, most);
        }
    }

    @Test
    void tooLongAWaitIsNotWaited() {
        try (var _ = answering("HTTP/1.1 429 Slow\r\nRetry-After: 3600");
                var http = new Client(options.withRetry(RetryPolicy.defaults()));
                var response = http.get("http://a/").send()) {
            assertThat(response.status()).isEqualTo(429);
        }
    }

    @Test
    void aPostIsRetriedOnlyWhenThatIsAllowed() {
        try (var server = answering("HTTP/1.1 503 Busy", "HTTP/1.1 503 Busy");
                var http = new Client(options)) {
            RetryPolicy policy = RetryPolicy.defaults();
            http.post("http://a/").retry(policy).send().close();
            assertThat(server.heads()).hasSize(1);
            assertThat(http.post("http://a/").retry(policy.withAnyMethod()).text())
                    .isEqualTo("end");
        }
    }

    @Test
    void aServerThatIsNotThereIsTriedAgain() {
        try (var http = new Client(options)) {
            var later =
                    Rondo.createTask(() -> {
                        Rondo.sleep(0.15);
                        return new ScriptedServer(network, 80, p -> p.serve("up"));
                    });
            assertThat(http.get("http://a/").retry(RetryPolicy.defaults().withAttempts(5)).text())
                    .isEqualTo("up");
            later.await().close();
        }
    }

    @Test
    void theTotalLimitEndsRetries() {
        RetryPolicy policy =
                RetryPolicy.defaults()
                        .withAttempts(1000)
                        .withDelays(Duration.ofSeconds(1), Duration.ofSeconds(1));
        try (var http = new Client(options)) {
            assertThatThrownBy(() -> http.get("http://a/").retry(policy).timeout(7).text())
                    .isInstanceOf(ClientTimeoutException.class);
            assertThat(Rondo.runningLoop().time()).isEqualTo(Duration.ofSeconds(7));
        }
    }

    // ---- Digest, netrc

    @Test
    void digestAnswersTheChallengeOfTheStandardsExample() {
        List<Challenge> challenges =
                Challenge.parse(
                        List.of(
                                "Basic realm=\"x\", Digest realm=\"http-auth@example.org\", qop=\"auth,"
                                        + " auth-int\", algorithm=MD5,"
                                        + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
                                        + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
                                "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\","
                                        + " algorithm=SHA-256,"
                                        + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
                                        + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""));
        assertThat(challenges).hasSize(3);
        String cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        assertThat(answer(challenges, cnonce)) // RFC 7616, section 3.9.1
                .contains("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
        assertThat(answer(challenges.subList(0, 2), cnonce))
                .contains("response=\"8ca523f5e9506fed4657c9700eebdbec\"", "nc=00000001");
    }

    private static String answer(List<Challenge> challenges, String cnonce) {
        return Digest.best(challenges)
                .authorization("Mufasa", "Circle of Life", "GET", "/dir/index.html", 1, cnonce);
    }

    @Test
    void digestIsSentAheadAfterTheFirstChallengeAndToItsOriginAlone() {
        String challenge =
                "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\","
                        + " qop=\"auth\"";
        ClientOptions own = options.withMiddleware(new DigestAuth("ada", "pw", new Random(1)));
        try (var server = answering(challenge);
                var other =
                        new ScriptedServer(
                                network,
                                81,
                                peer -> peer.answer(challenge + "\r\nContent-Length: 0\r\n\r\n"));
                var http = new Client(own)) {
            assertThat(http.get("http://a/x?y").text()).isEqualTo("end");
            assertThat(http.get("http://a/").text()).isEqualTo("end");
            assertThat(server.head(0)).doesNotContain("Digest");
            assertThat(server.head(1)).contains("uri=\"/x?y\"", "nc=00000001", "username=\"ada\"");
            assertThat(server.head(2)).contains("uri=\"/\"", "nc=00000002");
            try (var response = http.get("http://b:81/").send()) {
                assertThat(response.status()).isEqualTo(401);
            }
            assertThat(other.heads()).hasSize(1);
        }
    }

    @Test
    void aWrongPasswordIsTriedOnce() {
        String challenge =
                "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"";
        try (var server = answering(challenge, challenge, challenge);
                var http = new Client(options.withMiddleware(new DigestAuth("ada", "pw")))) {
            try (var response = http.get("http://a/").send()) {
                assertThat(response.status()).isEqualTo(401);
            }
            assertThat(server.heads()).hasSize(2);
        }
    }

    @Test
    void usersComeFromTheNetrcFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("netrc");
        Files.writeString(
                file,
                """
                # comment
                machine b login eve password nope
                macdef init
                machine a login mallory password no

                machine a
                  login ada password "pw"
                """);
        ClientOptions own = options.withEnvironment(Map.of("NETRC", file.toString()));
        try (var server = answering();
                var http = new Client(own)) {
            http.get("http://a/").text();
            http.get("http://a/").bearer("own").text();
            assertThat(server.head(0)).contains("Authorization: Basic YWRhOnB3\r\n");
            assertThat(server.head(1)).contains("Bearer own").doesNotContain("Basic");
        }
    }

    // ---- Tracing

    /** Fails at each signal. */
    private static final class Broken implements Tracing {
        private int signals;

        private void fail() {
            signals++;
            throw new IllegalStateException("planned");
        }

        @Override
        public void onRequestStart(Trace trace) {
            fail();
        }

        @Override
        public void onRequestHeadersSent(Trace trace, Headers headers) {
            fail();
        }

        @Override
        public void onResponseEnd(Trace trace, long bytes) {
            fail();
        }

        @Override
        public void onRequestEnd(Trace trace, ClientResponse response) {
            fail();
        }

        @Override
        public void onConnectionCreateStart(Trace trace) {
            fail();
        }

        @Override
        public void onConnectionCreateEnd(Trace trace) {
            fail();
        }

        @Override
        public void onConnectionReuse(Trace trace) {
            fail();
        }
    }

    @InLoop(allow = Finding.UNHANDLED_EXCEPTIONS)
    @Test
    void whatATracingThrowsIsReportedAndLosesNoConnection() {
        Broken broken = new Broken();
        ClientOptions limited =
                options.withTracing(broken).withLimits(PoolLimits.defaults().withConnections(1));
        try (var server = new ScriptedServer(network, 80, peer -> peer.serve("hello"));
                var http = new Client(limited)) {
            for (int i = 0; i < 3; i++) {
                assertThat(http.get("http://a/").text()).isEqualTo("hello");
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(http.snapshot().idle()).isEqualTo(1);
            assertThat(broken.signals).isGreaterThan(12);
        }
    }

    private static final class Recorder implements Tracing {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void onRequestStart(Trace trace) {
            trace.attach("mine");
            seen.add("start " + trace.method() + " " + trace.url());
        }

        @Override
        public void onRequestHeadersSent(Trace trace, Headers headers) {
            seen.add("headers");
        }

        @Override
        public void onRequestChunkSent(Trace trace, int bytes) {
            seen.add("sent " + bytes);
        }

        @Override
        public void onResponseChunkReceived(Trace trace, int bytes) {
            seen.add("received " + bytes);
        }

        @Override
        public void onRequestRedirect(Trace trace, Redirect redirect, Url next) {
            seen.add("redirect " + next);
        }

        @Override
        public void onRequestEnd(Trace trace, ClientResponse response) {
            seen.add("end " + response.status() + " " + trace.attachment());
        }

        @Override
        public void onRequestException(Trace trace, Throwable failure) {
            seen.add("failed " + failure.getClass().getSimpleName());
        }

        @Override
        public void onConnectionCreateStart(Trace trace) {
            seen.add("create");
        }

        @Override
        public void onConnectionCreateEnd(Trace trace) {
            seen.add("created");
        }

        @Override
        public void onConnectionReuse(Trace trace) {
            seen.add("reuse");
        }

        @Override
        public void onResolveStart(Trace trace, String host) {
            seen.add("resolve " + host);
        }

        @Override
        public void onResponseEnd(Trace trace, long bytes) {
            seen.add("body " + bytes);
        }
    }

    @Test
    void tracersAreToldInOrder() {
        Recorder recorder = new Recorder();
        try (var _ = answering("HTTP/1.1 302 Found\r\nLocation: /x");
                var http = new Client(options.withTracing(recorder))) {
            http.get("http://a/").text();
            assertThat(recorder.seen)
                    .containsExactly(
                            "start GET http://a/",
                            "create",
                            "resolve a",
                            "created",
                            "headers",
                            "body 0",
                            "redirect http://a/x",
                            "reuse",
                            "headers",
                            "end 200 mine",
                            "received 3",
                            "body 3");
            recorder.seen.clear();
            assertThatThrownBy(() -> http.get("http://a:9/").send())
                    .isInstanceOf(ClientConnectException.class);
            assertThat(recorder.seen).endsWith("failed ClientConnectException");
        }
    }

    // ---- WebSockets

    private static void echo(Peer peer) {
        String head = peer.head();
        Headers headers = Headers.none();
        for (String line : head.split("\r\n")) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                headers = headers.plus(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        Headers answer = WebSocketUpgrade.answer("GET", headers, WebSocketOptions.defaults());
        StringBuilder text = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n");
        answer.forEach(f -> text.append(f.name()).append(": ").append(f.value()).append("\r\n"));
        peer.send(text.append("\r\n").toString());
        try (WebSocket socket =
                WebSocket.over(
                        peer.connection().stream(),
                        new ByteQueue(),
                        true,
                        WebSocketOptions.defaults(),
                        answer)) {
            for (var message : socket) {
                socket.send(message);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws://a/chat", "http://a/chat"})
    void aWebSocketIsOpened(String url) {
        try (var server = new ScriptedServer(network, 80, MiddlewareTest::echo);
                var http = new Client(options)) {
            try (WebSocket socket = http.webSocket(url)) {
                socket.send("hello");
                assertThat(socket.receiveText()).isEqualTo("hello");
                assertThat(http.snapshot().inUse()).isZero();
            }
            assertThat(server.head(0)).startsWith("GET /chat HTTP/1.1\r\nHost: a\r\n");
        }
    }

    @Test
    void anAnswerThatIsNoWebSocketIsAFailure() {
        try (var _ = answering();
                var http = new Client(options)) {
            assertThatThrownBy(() -> http.webSocket("ws://a/"))
                    .isInstanceOf(WebSocketHandshakeException.class);
            assertThat(http.snapshot().inUse()).isZero();
            assertThatThrownBy(() -> http.post("http://a/").webSocket(WebSocketOptions.defaults()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aWebSocketGoesThroughATunnel() {
        try (var proxy =
                        new ScriptedServer(
                                network,
                                3128,
                                peer -> {
                                    peer.answer("HTTP/1.1 200 OK\r\n\r\n");
                                    echo(peer);
                                });
                var http = new Client(options.withProxy("http://proxy:3128"))) {
            network.addHost("proxy");
            try (WebSocket socket = http.webSocket("ws://a/")) {
                socket.send("hello");
                assertThat(socket.receiveText()).isEqualTo("hello");
            }
            assertThat(proxy.head(0)).startsWith("CONNECT a:80 ");
        }
    }

    // ---- Forms with files

    @Test
    void aFormWithFilesHasALengthAndIsSent(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "text of the file");
        MultipartForm form =
                new MultipartForm(new Random(1))
                        .field("title", "Holidays")
                        .file("notes", file)
                        .file("raw", "x.bin", MediaType.OCTET_STREAM, Payload.of(new byte[5]));
        int length = (int) form.payload().length();
        List<String> bodies = new ArrayList<>();
        try (var server =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    for (int i = 0; i < 2; i++) {
                                        peer.head();
                                        bodies.add(peer.body(length));
                                        peer.ok("ok");
                                    }
                                });
                var http = new Client(options)) {
            ClientRequest request = http.post("http://a/").multipart(form);
            assertThat(request.text()).isEqualTo("ok");
            assertThat(request.text()).isEqualTo("ok"); // it can be sent again
            assertThat(server.head(0))
                    .contains("Content-Length: " + length)
                    .contains("Content-Type: multipart/form-data; boundary=");
            assertThat(bodies.getFirst())
                    .contains("name=\"title\"\r\n\r\nHolidays\r\n")
                    .contains("filename=\"notes.txt\"\r\nContent-Type: text/plain")
                    .contains("text of the file")
                    .endsWith("--\r\n")
                    .isEqualTo(bodies.getLast());
        }
    }

    @Test
    void cb038NamesOfPartsMakeNoFields() {
        MultipartForm form = new MultipartForm().field("a\"b\r\nX: 1", "v");
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.head();
                                    String body = peer.body((int) form.payload().length());
                                    assertThat(body).contains("name=\"a%22b%0D%0AX: 1\"");
                                    peer.ok("ok");
                                });
                var http = new Client(options)) {
            assertThat(http.post("http://a/").multipart(form).text()).isEqualTo("ok");
            assertThatThrownBy(() -> form.part(Headers.of("X", "a\r\nb"), Payload.EMPTY))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aPartOfAFileIsSent(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "0123456789");
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.head();
                                    peer.ok(peer.body(4));
                                },
                                Peer::rest);
                var http = new Client(options)) {
            assertThat(http.put("http://a/").file(file, 3, 4).text()).isEqualTo("3456");
            assertThatThrownBy(() -> http.put("http://a/").file(file, 3, 40).text())
                    .hasMessageContaining("less than were announced");
        }
    }

    @Test
    void aBodyIsSavedToAFile(@TempDir Path folder) throws IOException {
        try (var _ = answering();
                var http = new Client(options)) {
            Path file = folder.resolve("f");
            assertThat(http.get("http://a/").saveTo(file)).isEqualTo(3);
            assertThat(file).hasContent("end");
            assertThat(http.snapshot().idle()).isEqualTo(1);
        }
    }
}
