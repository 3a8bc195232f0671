package dev.rondo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.http.Payload;
import dev.rondo.http.client.Client;
import dev.rondo.http.client.ClientException;
import dev.rondo.http.client.ClientResponse;
import dev.rondo.http.websocket.Message;
import dev.rondo.http.websocket.WebSocket;
import dev.rondo.http.websocket.WebSocketHandshakeException;
import dev.rondo.http.websocket.WebSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;

/** The client against a server on Node. */
class NodeServerTest {
    private static final byte[] LARGE = PeerApp.bytes(3_000_000);

    @BeforeAll
    static void assumeNode() {
        Installed.assume("node");
    }

    /** What is done with the server. */
    interface Use {
        void with(Client http, String url) throws Exception;
    }

    private static void use(Use use) throws Exception {
        use(Map.of(), "5000", use);
    }

    private static void use(Map<String, String> environment, String keepAliveMillis, Use use)
            throws Exception {
        String script = Installed.script("server.js").toString();
        try (Program server = Program.start(environment, "node", script, keepAliveMillis);
                Client http = new Client()) {
            use.with(http, "http://127.0.0.1:" + server.find("port (\\d+)"));
            assertThat(http.snapshot().inUse()).isZero();
        }
    }

    @PeerTest
    void answersAreRead() throws Exception {
        use((http, base) -> {
            assertThat(http.get(base + "/hello").text()).isEqualTo("hello");
            assertThat(http.get(base + "/chunks").text().lines()).hasSize(1000);
            assertThat(http.get(base + "/text").text()).isEqualTo(PeerApp.LONG_TEXT);
            assertThat(http.get(base + "/text").header("Accept-Encoding", "deflate").text())
                    .isEqualTo(PeerApp.LONG_TEXT);
            assertThat(http.get(base + "/hints").text()).isEqualTo("hello");
            assertThat(http.get(base + "/old").text()).isEqualTo("until the end");
            try (ClientResponse head = http.head(base + "/hello").send()) {
                assertThat(head.headers().first("Content-Length")).contains("5");
                assertThat(head.bytes()).isEmpty();
            }
            try (ClientResponse answer = http.get(base + "/trailers").send()) {
                assertThat(answer.text()).isEqualTo("hello");
                assertThat(answer.body().trailers().first("X-Checksum")).contains("42");
            }
            try (ClientResponse answer = http.get(base + "/nowhere").send()) {
                assertThat(answer.status()).isEqualTo(404);
            }
        });
    }

    @PeerTest
    void bodiesAreSent() throws Exception {
        use((http, base) -> {
            assertThat(http.post(base + "/digest").body(LARGE).text())
                    .isEqualTo(PeerApp.digestOf(LARGE));
            Payload chunks = Payload.stream(out -> out.write(LARGE));
            assertThat(http.put(base + "/digest").payload(chunks).text())
                    .isEqualTo(PeerApp.digestOf(LARGE));
            assertThat(http.post(base + "/digest").body(LARGE).expectContinue(true).text())
                    .isEqualTo(PeerApp.digestOf(LARGE));
            assertThat(http.put(base + "/echo").body(LARGE).bytes()).isEqualTo(LARGE);
            assertThat(http.post(base + "/echo").text("").text()).isEmpty();
        });
    }

    @PeerTest
    void anAnswerBeforeTheBodyWasTakenIsRead() throws Exception {
        use((http, base) -> {
            byte[] huge = new byte[50_000_000];
            try (ClientResponse answer = http.post(base + "/refuse").body(huge).send()) {
                assertThat(answer.status()).isEqualTo(413);
                assertThat(answer.text()).isEqualTo("too much");
            }
        });
    }

    @PeerTest
    void cookiesGoBack() throws Exception {
        use((http, base) -> {
            assertThat(http.get(base + "/cookies").text()).isEmpty();
            assertThat(http.get(base + "/cookies").text()).isEqualTo("a=1; b=2");
        });
    }

    @PeerTest
    void answersThatBreakOffAreFailures() throws Exception {
        use((http, base) -> {
            for (String path : List.of("/cut", "/cut-chunks")) {
                assertThatThrownBy(() -> http.get(base + path).text())
                        .isInstanceOf(ClientException.class);
            }
            assertThat(http.get(base + "/hello").text()).isEqualTo("hello");
        });
    }

    @PeerTest
    void noRequestFailsOverConnectionsThatTheServerCloses() throws Exception {
        use(
                Map.of(),
                "1",
                (http, base) -> {
                    List<String> texts = new ArrayList<>();
                    Rondo.taskGroup(tasks -> {
                        for (int i = 0; i < 10; i++) {
                            tasks.createTask(() -> {
                                for (int k = 0; k < 100; k++) {
                                    texts.add(http.get(base + "/hello").text());
                                }
                            });
                        }
                    });
                    assertThat(texts).hasSize(1000).containsOnly("hello");
                });
    }

    // ---- WebSockets

    private static final Map<Boolean, WebSocketOptions> OPTIONS =
            Map.of(
                    false, WebSocketOptions.defaults(),
                    true, WebSocketOptions.defaults().withCompress().withFragmentSize(5000));

    private static void useSocket(String path, boolean compress, SocketUse use) throws Exception {
        use(
                Installed.nodePackages(),
                "5000",
                (http, base) -> {
                    String url = base.replace("http", "ws") + path;
                    try (WebSocket socket = http.webSocket(url, OPTIONS.get(compress))) {
                        use.with(socket);
                    }
                });
    }

    /** What is done with a socket. */
    interface SocketUse {
        void with(WebSocket socket) throws Exception;
    }

    private static void talk(WebSocket socket) {
        List<Message> messages = new ArrayList<>();
        for (int size : new int[] {0, 1, 125, 126, 5000, 65535, 65536, 1 << 20}) {
            messages.add(new Message.Text("ü".repeat(size / 2)));
            messages.add(new Message.Binary(PeerApp.bytes(size)));
        }
        for (Message message : messages) {
            socket.send(message);
            assertThat(socket.receive()).isEqualTo(message);
        }
        assertThat(socket.ping()).isPositive();
        socket.close(4000, "enough");
        assertThat(socket.closeCode()).hasValue(4000);
    }

    @PeerTest
    void messagesComeBack() throws Exception {
        useSocket("/", false, NodeServerTest::talk);
    }

    @PeerTest
    void compressedMessagesComeBack() throws Exception {
        useSocket(
                "/",
                true,
                socket -> {
                    assertThat(socket.snapshot().compressed()).isTrue();
                    talk(socket);
                });
    }

    @PeerTest
    void fragmentsAreOneMessage() throws Exception {
        for (boolean compress : new boolean[] {false, true}) {
            useSocket(
                    "/fragments",
                    compress,
                    socket ->
                            assertThat(socket.receiveText())
                                    .startsWith("piece ü 0piece ü 1")
                                    .endsWith("piece ü 99"));
        }
    }

    @PeerTest
    void theServersCloseIsTheEnd() throws Exception {
        useSocket(
                "/close",
                false,
                socket -> {
                    assertThat(socket.iterator().hasNext()).isFalse();
                    assertThat(socket.closeCode()).hasValue(4321);
                });
    }

    @PeerTest
    void whatIsTooLargeForTheServerClosesTheSocket() throws Exception {
        useSocket(
                "/",
                false,
                socket -> {
                    socket.send(new byte[5 << 20]);
                    assertThat(socket.iterator().hasNext()).isFalse();
                    assertThat(socket.closeCode()).hasValue(1009);
                });
    }

    @PeerTest
    void subprotocolsAreAgreedOn() throws Exception {
        use(
                Installed.nodePackages(),
                "5000",
                (http, base) -> {
                    WebSocketOptions options = OPTIONS.get(false).withSubprotocols("v2", "v1");
                    try (WebSocket socket = http.webSocket(base.replace("http", "ws"), options)) {
                        assertThat(socket.subprotocol()).contains("v1");
                    }
                });
    }

    @PeerTest
    void aServerWithoutWebSocketsIsAFailureWithItsStatus() throws Exception {
        use(
                Map.of("NODE_PATH", ""),
                "5000",
                (http, base) ->
                        assertThatThrownBy(() -> http.webSocket(base.replace("http", "ws") + "/"))
                                .isInstanceOf(WebSocketHandshakeException.class));
    }
}
