package dev.rondo.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.http.Payload;
import dev.rondo.test.InLoop;
import dev.rondo.test.MemoryNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent, how often, and what is refused before: cases CB-002 to CB-008 and CB-026 on. */
@InLoop
class RequestCasesTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

    private final MemoryNetwork network;
    private final ClientOptions options;

    RequestCasesTest(MemoryNetwork network) {
        this.network = network;
        network.addHost("a");
        this.options = ClientOptions.defaults().withNetwork(network);
    }

    /** Answers once, and closes when the next request is there. */
    private static void dropSecond(Peer peer) {
        peer.answer(OK);
        peer.head();
    }

    // ---- Again, or not

    @Test
    void cb000AGetOnAConnectionThatDiedIsSentAgain() {
        try (var server =
                        new ScriptedServer(
                                network,
                                80,
                                RequestCasesTest::dropSecond,
                                peer -> peer.serve("new"));
                var http = new Client(options)) {
            http.get("http://a/").text();
            assertThat(http.get("http://a/").text()).isEqualTo("new");
            assertThat(server.heads()).hasSize(3);
        }
    }

    @Test
    void cb002APostIsNot() {
        try (var server =
                        new ScriptedServer(
                                network,
                                80,
                                RequestCasesTest::dropSecond,
                                peer -> peer.serve("new"));
                var http = new Client(options)) {
            http.get("http://a/").text();
            assertThatThrownBy(() -> http.post("http://a/").text("x").text())
                    .isInstanceOf(ServerDisconnectedException.class)
                    .hasMessageContaining("without an answer");
            assertThat(server.heads()).hasSize(2);
        }
    }

    @Test
    void itCanBeSwitchedOff() {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                RequestCasesTest::dropSecond,
                                peer -> peer.serve("new"));
                var http = new Client(options.withRetryOfDropped(false))) {
            http.get("http://a/").text();
            assertThatThrownBy(() -> http.get("http://a/").text())
                    .isInstanceOf(ServerDisconnectedException.class);
        }
    }

    @Test
    void cb004AFreshConnectionThatIsClosedIsAFailure() {
        try (var server = new ScriptedServer(network, 80, Peer::head);
                var http = new Client(options)) {
            var failure =
                    catchThrowableOfType(
                            ServerDisconnectedException.class, () -> http.get("http://a/").text());
            assertThat(failure.phase()).isEqualTo(RequestPhase.HEAD);
            assertThat(failure.bytesSent()).isGreaterThan(50);
            assertThat(failure.method()).isEqualTo("GET");
            assertThat(failure.url().orElseThrow()).hasToString("http://a/");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void cb006ABodyThatWasReadIsNotSentAgain() {
        try (var server =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.answer(OK);
                                    peer.head();
                                    peer.body(9);
                                },
                                peer -> peer.serve("new"));
                var http = new Client(options)) {
            http.get("http://a/").text();
            assertThatThrownBy(() -> http.get("http://a/").stream(out -> out.write("once")).text())
                    .isInstanceOf(ServerDisconnectedException.class);
            assertThat(server.heads()).hasSize(2);
        }
    }

    @Test
    void anAnswerThatHasBegunIsNotAskedForAgain() {
        try (var server =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.answer(OK);
                                    peer.answer("HTTP/1.1 2");
                                },
                                peer -> peer.serve("new"));
                var http = new Client(options)) {
            http.get("http://a/").text();
            assertThatThrownBy(() -> http.get("http://a/").text())
                    .isInstanceOf(ServerDisconnectedException.class)
                    .hasMessageContaining("in the middle");
            assertThat(server.heads()).hasSize(2);
        }
    }

    @Test
    void cb008AnIdleConnectionThatEndedIsNotUsed() {
        try (var server =
                        new ScriptedServer(
                                network, 80, peer -> peer.answer(OK), peer -> peer.serve("new"));
                var http = new Client(options.withRetryOfDropped(false))) {
            http.get("http://a/").text();
            Rondo.sleep(0.1);
            assertThat(http.post("http://a/").text()).isEqualTo("new");
            assertThat(server.heads()).hasSize(2);
            assertThat(http.snapshot().hosts()).hasSize(1);
        }
    }

    // ---- 100 (Continue), and answers that come early

    @Test
    void cb026ARefusedBodyIsNotSent() {
        List<String> rest = new ArrayList<>();
        try (var server =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.answer(
                                            "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
                                    rest.add(peer.rest());
                                },
                                peer -> peer.serve("new"));
                var http = new Client(options)) {
            try (var response = http.post("http://a/").text("secret").expectContinue(true).send()) {
                assertThat(response.status()).isEqualTo(401);
            }
            http.get("http://a/").text();
            assertThat(server.head(0)).contains("Expect: 100-continue\r\n");
            assertThat(rest).containsExactly("");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void cb028TheBodyIsSentOnceAfter100() {
        try (var server =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.answer("HTTP/1.1 100 Continue\r\n\r\n");
                                    assertThat(peer.body(4)).isEqualTo("body");
                                    peer.ok("ok");
                                    peer.serve("again");
                                });
                var http = new Client(options)) {
            assertThat(http.post("http://a/").text("body").expectContinue(true).text())
                    .isEqualTo("ok");
            assertThat(http.get("http://a/").text()).isEqualTo("again");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void theBodyIsSentAnywayAfterAWait() {
        Duration begin = Rondo.runningLoop().time();
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.head();
                                    peer.body(4);
                                    peer.ok("ok");
                                });
                var http = new Client(options)) {
            assertThat(http.put("http://a/").text("body").expectContinue(true).text())
                    .isEqualTo("ok");
            assertThat(Rondo.runningLoop().time().minus(begin)).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEarlyAnswerEndsAnUploadThatNobodyReads(boolean stream) {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.head();
                                    Rondo.sleep(1);
                                    peer.send(
                                            "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
                                    Rondo.sleep(5);
                                },
                                peer -> peer.serve("new"));
                var http = new Client(options)) {
            byte[] large = new byte[10 << 20];
            ClientRequest request = http.post("http://a/");
            if (stream) {
                request.stream(out -> {
                    for (int i = 0; i < large.length; i += 8192) {
                        out.write(new byte[8192]);
                    }
                });
            } else {
                request.body(large);
            }
            try (var response = request.send()) {
                assertThat(response.status()).isEqualTo(413);
                assertThat(response.text()).isEqualTo("big");
            }
            assertThat(http.snapshot().idle()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerIsReadThoughTheServerClosedInTheMiddleOfTheUpload(boolean atOnce) {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.head();
                                    Rondo.sleep(1);
                                    peer.send(
                                            "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
                                    if (!atOnce) {
                                        Rondo.sleep(0);
                                    }
                                    peer.close();
                                });
                var http = new Client(options);
                var response = http.post("http://a/").body(new byte[10 << 20]).send()) {
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.text()).isEqualTo("big");
        }
    }

    @Test
    void aLargeBodyIsSentWhileInterimAnswersCome() {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.head();
                                    int left = 3 << 20;
                                    while (left > 0) {
                                        left -= peer.some().length();
                                        if (left % 7 == 0) {
                                            peer.send("HTTP/1.1 102 Processing\r\n\r\n");
                                        }
                                    }
                                    peer.ok("all");
                                });
                var http = new Client(options)) {
            assertThat(http.post("http://a/").body(new byte[3 << 20]).text()).isEqualTo("all");
            assertThat(http.snapshot().idle()).isEqualTo(1);
        }
    }

    // ---- Refused before anything is sent

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nX: 1", "", "GE T", "G\u00c4T", "CONNECT", "a:b"})
    void cb034WhatIsNoMethodIsRefused(String method) {
        try (var http = new Client(options)) {
            assertThatThrownBy(() -> http.request(method, "http://a/"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void cb036TwoLengthsAreRefused() {
        try (var http = new Client(options)) {
            assertThatThrownBy(() ->
                            http.post("http://a/")
                                    .addHeader("Content-Length", "2")
                                    .addHeader("content-length", "2")
                                    .text("hi")
                                    .send())
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() ->
                            http.post("http://a/").header("Content-Length", "3").text("hi").send())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the body has 2");
        }
    }

    @Test
    void cb040ALengthAndChunksAreRefused() {
        try (var http = new Client(options)) {
            assertThatThrownBy(() ->
                            http.post("http://a/")
                                    .header("Content-Length", "2")
                                    .header("Transfer-Encoding", "chunked")
                                    .text("hi")
                                    .send())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aStreamMustHaveTheLengthThatWasAnnounced() {
        try (var _ = new ScriptedServer(network, 80, Peer::rest);
                var http = new Client(options)) {
            for (String body : List.of("short", "much too long")) {
                ClientRequest request =
                        http.post("http://a/")
                                .payload(new Payload.Stream(8, false, out -> out.write(body)));
                assertThatThrownBy(request::send).isInstanceOf(IllegalStateException.class);
            }
            assertThat(http.snapshot().inUse()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a\r\nX: 1/",
                "http://a b/",
                "http://[::1",
                "http://[::1]x/",
                "http://a:99999/",
                "ftp://a/",
                "a",
                "",
                "http://"
            })
    void cb042WhatIsNoUrlIsRefused(String url) {
        try (var http = new Client(options)) {
            assertThatThrownBy(() -> http.get(url)).isInstanceOf(InvalidUrlException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://a:/,              a,                    /",
        "http://B\u00dcCHER.example/, xn--bcher-kva.example, /",
        "http://a,                a,                    /",
        "http://a?x,              a,                    /?x",
        "http://a/#x,             a,                    /",
        "http://u:p@a/,           a,                    /",
        "http://a:80/,            a,                    /"
    })
    void cb044HostAndTargetAreWrittenAsTheyShould(String url, String host, String target) {
        network.addHost("xn--bcher-kva.example");
        try (var server = new ScriptedServer(network, 80, peer -> peer.serve(""));
                var http = new Client(options)) {
            http.get(url).text();
            assertThat(server.head(0))
                    .startsWith("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
        }
    }

    // ---- Cancelled, and closed

    @Test
    void cb030ARequestThatIsCancelledWhileItReadsLeavesNoConnection() {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi");
                                    peer.rest();
                                });
                var http = new Client(options)) {
            Task<?> task = Rondo.createTask(() -> http.get("http://a/").text());
            Rondo.sleep(1);
            assertThat(http.snapshot().inUse()).isEqualTo(1);
            task.cancel("enough");
            Rondo.waitAll(List.of(task));
            assertThat(http.snapshot().inUse()).isZero();
            assertThat(http.snapshot().idle()).isZero();
        }
    }

    @Test
    void aSingleReadMayBeCancelledAndDoneAgain() {
        try (var _ =
                        new ScriptedServer(
                                network,
                                80,
                                peer -> {
                                    peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                                    Rondo.sleep(5);
                                    peer.send("hello");
                                });
                var http = new Client(options);
                var response = http.get("http://a/").send()) {
            java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocate(10);
            assertThatThrownBy(() -> Rondo.timeout(1, () -> response.body().read(buffer)))
                    .isInstanceOf(dev.rondo.TimeoutException.class);
            assertThat(response.body().read(buffer)).isEqualTo(5);
            assertThat(http.snapshot().idle()).isEqualTo(1);
        }
    }

    @Test
    void cb062AClosedClientFailsItsRequests() {
        try (var _ =
                new ScriptedServer(
                        network,
                        80,
                        peer -> {
                            peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi");
                            peer.rest();
                        },
                        Peer::rest)) {
            var http = new Client(options.withLimits(PoolLimits.defaults().withConnections(2)));
            var reading = http.get("http://a/").send();
            List<Throwable> failures = new ArrayList<>();
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 3; i++) { // one is sent, two wait in line
                tasks.add(
                        Rondo.createTask(() -> {
                            try {
                                http.get("http://a/").text();
                            } catch (ClientClosedException e) {
                                failures.add(e);
                            }
                        }));
            }
            Rondo.sleep(1);
            assertThat(http.snapshot().waiting()).isEqualTo(2);
            http.close();
            Rondo.waitAll(tasks);
            assertThat(failures).hasSize(3);
            assertThatThrownBy(reading::text).isInstanceOf(ClientClosedException.class);
            assertThatThrownBy(() -> http.get("http://a/").send())
                    .isInstanceOf(ClientClosedException.class);
            assertThat(http.snapshot().hosts()).isEmpty();
        }
    }
}
