package dev.rondo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Rondo;
import dev.rondo.http.server.ServeOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The JDK's HttpClient and its WebSocket against the server. */
class JdkClientTest {
    private final PeerApp peer = new PeerApp();

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(peer.url(path))).timeout(Duration.ofSeconds(60));
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(30));
    }

    private static <T> HttpResponse<T> send(
            HttpClient client, HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return Rondo.await(client.sendAsync(request, handler));
    }

    private static String text(HttpClient client, HttpRequest request) {
        return send(client, request, BodyHandlers.ofString()).body();
    }

    /** What is done with a client. */
    interface Use {
        void with(HttpClient client) throws Exception;
    }

    private void use(HttpClient client, Use use) throws Exception {
        try {
            use.with(client);
        } finally {
            Rondo.toThread(() -> {
                client.shutdownNow();
                client.close();
            });
        }
        peer.awaitNoConnections();
    }

    @PeerTest
    void requestsAreAnswered() throws Exception {
        try (var _ = peer.serve()) {
            use(
                    builder().followRedirects(HttpClient.Redirect.NORMAL).build(),
                    client -> {
                        assertThat(text(client, request("/hello").build())).isEqualTo("hello");
                        assertThat(text(client, request("/away").build())).isEqualTo("hello");
                        byte[] body = PeerApp.bytes(3_000_000);
                        assertThat(
                                        text(
                                                client,
                                                request("/digest")
                                                        .POST(BodyPublishers.ofByteArray(body))
                                                        .build()))
                                .isEqualTo(PeerApp.digestOf(body));
                        HttpRequest chunked =
                                request("/echo")
                                        .PUT(
                                                BodyPublishers.ofInputStream(
                                                        () -> new ByteArrayInputStream(body)))
                                        .build();
                        assertThat(send(client, chunked, BodyHandlers.ofByteArray()).body())
                                .isEqualTo(body);
                        HttpRequest expecting =
                                request("/digest")
                                        .expectContinue(true)
                                        .POST(BodyPublishers.ofByteArray(body))
                                        .build();
                        assertThat(text(client, expecting)).isEqualTo(PeerApp.digestOf(body));
                        HttpResponse<byte[]> large =
                                send(
                                        client,
                                        request("/chunks/3000000").build(),
                                        BodyHandlers.ofByteArray());
                        assertThat(large.body()).isEqualTo(body);
                        assertThat(
                                        send(
                                                        client,
                                                        request("/status/204").build(),
                                                        BodyHandlers.ofString())
                                                .statusCode())
                                .isEqualTo(204);
                        HttpRequest head = request("/hello").HEAD().build();
                        assertThat(
                                        send(client, head, BodyHandlers.ofString())
                                                .headers()
                                                .firstValue("Content-Length"))
                                .contains("5");
                    });
        }
    }

    @PeerTest
    void aBodyThatIsExpectedIsRefusedInTime() throws Exception {
        try (var _ = peer.serve()) {
            use(
                    builder().build(),
                    client -> {
                        HttpRequest expecting =
                                request("/report")
                                        .expectContinue(true)
                                        .POST(BodyPublishers.ofByteArray(PeerApp.bytes(2_000_000)))
                                        .build();
                        assertThat(send(client, expecting, BodyHandlers.ofString()).statusCode())
                                .isEqualTo(413);
                    });
        }
    }

    @PeerTest
    void manyAtOnceAndOverConnectionsThatAreUsedAgain() throws Exception {
        try (var _ = peer.serve()) {
            use(
                    builder().build(),
                    client -> {
                        for (int round = 0; round < 5; round++) {
                            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
                            for (int i = 0; i < 50; i++) {
                                all.add(
                                        client.sendAsync(
                                                request("/slow/5").build(),
                                                BodyHandlers.ofString()));
                            }
                            for (CompletableFuture<HttpResponse<String>> one : all) {
                                assertThat(Rondo.await(one).body()).isEqualTo("slow");
                            }
                        }
                    });
        }
    }

    @PeerTest
    void httpsWithACertificateOfOnesOwn() throws Exception {
        Certificate certificate = Certificate.shared();
        ServeOptions options =
                ServeOptions.on("127.0.0.1", 0).withTls(certificate.chain(), certificate.key());
        try (var _ = peer.serve(options)) {
            use(
                    builder().sslContext(certificate.trusting()).build(),
                    client -> {
                        URI uri = URI.create("https://localhost:" + peer.port() + "/bytes/1000000");
                        HttpRequest request = HttpRequest.newBuilder(uri).build();
                        assertThat(send(client, request, BodyHandlers.ofByteArray()).body())
                                .isEqualTo(PeerApp.bytes(1_000_000));
                    });
        }
    }

    // ---- WebSocket

    /** Gathers messages and the end. */
    private static final class Gathering implements WebSocket.Listener {
        final List<CompletableFuture<Object>> messages = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int next;

        Gathering() {
            for (int i = 0; i < 10; i++) {
                messages.add(new CompletableFuture<>());
            }
        }

        private void complete(Object message) {
            messages.get(next++).complete(message);
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                complete(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] piece = new byte[data.remaining()];
            data.get(piece);
            bytes.writeBytes(piece);
            if (last) {
                complete(bytes.toByteArray());
                bytes.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            complete("pong of " + message.remaining());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            complete(status + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            messages.get(next).completeExceptionally(error);
        }
    }

    private WebSocket open(HttpClient client, String path, Gathering gathering) {
        URI uri = URI.create("ws://127.0.0.1:" + peer.port() + path);
        return Rondo.await(client.newWebSocketBuilder().buildAsync(uri, gathering));
    }

    @PeerTest
    void webSocketMessagesComeBack() throws Exception {
        try (var _ = peer.serve()) {
            use(
                    builder().build(),
                    client -> {
                        Gathering got = new Gathering();
                        WebSocket socket = open(client, "/ws", got);
                        Rondo.await(socket.sendText("hello ü", true));
                        assertThat(Rondo.await(got.messages.get(0))).isEqualTo("hello ü");
                        byte[] large = PeerApp.bytes(1 << 20);
                        Rondo.await(socket.sendBinary(ByteBuffer.wrap(large, 0, 100_000), false));
                        Rondo.await(socket.sendPing(ByteBuffer.allocate(3)));
                        Rondo.await(
                                socket.sendBinary(
                                        ByteBuffer.wrap(large, 100_000, (1 << 20) - 100_000),
                                        true));
                        assertThat(Rondo.await(got.messages.get(1))).isEqualTo("pong of 3");
                        assertThat(Rondo.await(got.messages.get(2))).isEqualTo(large);
                        Rondo.await(socket.sendClose(4001, "enough"));
                        assertThat(Rondo.await(got.messages.get(3))).isEqualTo("4001 ");
                    });
        }
    }

    @PeerTest
    void webSocketsAreClosedByTheServerWithItsCode() throws Exception {
        try (var _ = peer.serve()) {
            use(
                    builder().build(),
                    client -> {
                        Gathering got = new Gathering();
                        WebSocket socket = open(client, "/ws/close", got);
                        Rondo.await(socket.sendText("3999 good bye", true));
                        assertThat(Rondo.await(got.messages.get(0))).isEqualTo("3999 good bye");
                    });
        }
    }
}
