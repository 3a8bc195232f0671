package dev.rondo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.http.Form;
import dev.rondo.http.MediaType;
import dev.rondo.http.MultipartForm;
import dev.rondo.http.Payload;
import dev.rondo.http.client.Client;
import dev.rondo.http.client.ClientResponse;
import dev.rondo.http.websocket.WebSocket;
import dev.rondo.http.websocket.WebSocketOptions;
import java.util.ArrayList;
import java.util.List;

/** The client against aiohttp's server, of Python. */
class AiohttpServerTest {
    private static final byte[] LARGE = PeerApp.bytes(3_000_000);

    /** What is done with the server. */
    interface Use {
        void with(Client http, String url) throws Exception;
    }

    private static void use(Use use) throws Exception {
        String python = Installed.pythonWithAiohttp();
        String script = Installed.script("aiohttp_server.py").toString();
        try (Program server = Program.start(python, script);
                Client http = new Client()) {
            use.with(http, "http://127.0.0.1:" + server.find("port (\\d+)"));
            assertThat(http.snapshot().inUse()).isZero();
        }
    }

    @PeerTest
    void answersAreRead() throws Exception {
        use((http, base) -> {
            assertThat(http.get(base + "/hello").text()).isEqualTo("hello");
            assertThat(http.get(base + "/text").text()).isEqualTo(PeerApp.LONG_TEXT);
            assertThat(http.get(base + "/text-chunks").text()).isEqualTo(PeerApp.LONG_TEXT);
            assertThat(http.get(base + "/away").text()).isEqualTo("hello");
            try (ClientResponse answer = http.get(base + "/nowhere").send()) {
                assertThat(answer.status()).isEqualTo(404);
            }
            assertThat(http.get(base + "/cookies").text()).isEmpty();
            assertThat(http.get(base + "/cookies").text()).isEqualTo("a=1; b=with spaces");
        });
    }

    @PeerTest
    void bodiesAreSent() throws Exception {
        use((http, base) -> {
            String digest = PeerApp.digestOf(LARGE);
            assertThat(http.post(base + "/digest").body(LARGE).text()).isEqualTo(digest);
            Payload chunks = Payload.stream(out -> out.write(LARGE));
            assertThat(http.put(base + "/digest").payload(chunks).text()).isEqualTo(digest);
            assertThat(http.put(base + "/digest").body(LARGE).expectContinue(true).text())
                    .isEqualTo(digest);
            assertThat(http.post(base + "/away").body(LARGE).text()).isEqualTo(digest);
            assertThat(http.put(base + "/echo").body(LARGE).bytes()).isEqualTo(LARGE);
            try (ClientResponse answer = http.post(base + "/small").body(LARGE).send()) {
                assertThat(answer.status()).isEqualTo(413);
            }
        });
    }

    @PeerTest
    void formsAreSent() throws Exception {
        use((http, base) -> {
            Form plain = Form.of("a", "1 2", "b", "ü&=");
            assertThat(http.post(base + "/form").form(plain).text()).isEqualTo("a=1 2\nb=ü&=\n");
            byte[] bytes = PeerApp.bytes(50_000);
            MultipartForm form =
                    new MultipartForm()
                            .field("title", "a title ü")
                            .file(
                                    "file",
                                    "ü.bin",
                                    MediaType.parse("application/x"),
                                    Payload.of(bytes));
            assertThat(http.post(base + "/form").multipart(form).text())
                    .isEqualTo(
                            "title=a title ü\nfile=ü.bin application/x "
                                    + PeerApp.digestOf(bytes)
                                    + "\n");
        });
    }

    @PeerTest
    void webSocketMessagesComeBack() throws Exception {
        List<WebSocketOptions> all = new ArrayList<>();
        all.add(WebSocketOptions.defaults().withSubprotocols("v2", "v1"));
        all.add(all.getFirst().withCompress().withFragmentSize(5000));
        use((http, base) -> {
            for (WebSocketOptions options : all) {
                try (WebSocket socket =
                        http.webSocket(base.replace("http", "ws") + "/ws", options)) {
                    assertThat(socket.subprotocol()).contains("v1");
                    assertThat(socket.snapshot().compressed())
                            .isEqualTo(options.compress().isPresent());
                    for (int size : new int[] {0, 1, 125, 126, 65536, 1 << 20}) {
                        socket.send("ü".repeat(size / 2));
                        assertThat(socket.receiveText()).isEqualTo("ü".repeat(size / 2));
                        socket.send(PeerApp.bytes(size));
                        assertThat(socket.receiveBytes()).isEqualTo(PeerApp.bytes(size));
                    }
                    assertThat(socket.ping()).isPositive();
                    socket.send("close");
                    assertThat(socket.iterator().hasNext()).isFalse();
                    assertThat(socket.closeCode()).hasValue(4321);
                }
            }
        });
    }
}
