package dev.rondo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of HTTP, each in a JVM of its own, asked by the JDK's client. */
class HttpExamplesTest {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        http.shutdownNow();
    }

    private static HttpRequest.Builder to(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        return http.send(to(port, path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(int port, String path, String type, String body)
            throws Exception {
        return http.send(
                to(port, path)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void webServerAnswersOthersWhileItWaitsForAnApi() throws Exception {
        try (Running server = Running.example("WebServer", "0")) {
            int port = server.port();
            CompletableFuture<HttpResponse<String>> waits =
                    http.sendAsync(to(port, "/weather/Oslo").build(), BodyHandlers.ofString());
            assertThat(get(port, "/").body()).contains("ask for /weather/{city}");
            HttpResponse<String> weather = waits.get(30, TimeUnit.SECONDS);
            assertThat(weather.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(weather.body())
                    .isEqualTo("{\"city\":\"Oslo\",\"degrees\":21.5,\"advice\":\"go out\"}");
            server.interrupt();
        }
    }

    @Test
    void fetchPageReadsAsMuchAsItWants() throws IOException {
        try (Running program = Running.example("FetchPage")) {
            assertThat(program.rest())
                    .containsExactly("200 text/html; charset=utf-8", "<h1>It works</h1>");
        }
    }

    @Test
    void jsonApiCreatesFindsAndDeletes() throws Exception {
        try (Running server = Running.example("JsonApi", "0")) {
            int port = server.port();
            String json = "application/json";
            HttpResponse<String> created =
                    post(port, "/books", json, "{\"id\":0,\"title\":\"Dune\"}");
            assertThat(created.statusCode()).isEqualTo(201);
            assertThat(created.body()).isEqualTo("{\"id\":1,\"title\":\"Dune\"}");
            assertThat(get(port, "/books/1").body()).isEqualTo(created.body());
            assertThat(get(port, "/books/2").statusCode()).isEqualTo(404);
            assertThat(get(port, "/books/x").statusCode()).isEqualTo(404);
            assertThat(post(port, "/books", json, "{\"id\":0}").statusCode()).isEqualTo(422);
            assertThat(post(port, "/books", json, "{\"id\"").statusCode()).isEqualTo(400);
            HttpResponse<String> deleted =
                    http.send(to(port, "/books/1").DELETE().build(), BodyHandlers.ofString());
            assertThat(deleted.statusCode()).isEqualTo(204);
            assertThat(get(port, "/books").body()).isEqualTo("[]");
            server.interrupt();
        }
    }

    @Test
    void webChatTellsEverybody() throws Exception {
        try (Running server = Running.example("WebChat", "0")) {
            int port = server.port();
            assertThat(get(port, "/").body()).contains("new WebSocket");
            Member ada = new Member(http, port);
            assertThat(ada.next()).isEqualTo("* somebody joined, 1 here");
            Member bob = new Member(http, port);
            assertThat(bob.next()).isEqualTo("* somebody joined, 2 here");
            assertThat(ada.next()).isEqualTo("* somebody joined, 2 here");
            bob.socket.sendText("hello", true).get(30, TimeUnit.SECONDS);
            assertThat(ada.next()).isEqualTo("hello");
            assertThat(bob.next()).isEqualTo("hello");
            bob.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(30, TimeUnit.SECONDS);
            assertThat(ada.next()).isEqualTo("* somebody left, 1 here");
            server.interrupt();
        }
    }

    /** A browser's end of a WebSocket. */
    private static final class Member implements WebSocket.Listener {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final StringBuilder line = new StringBuilder();
        private final WebSocket socket;

        Member(HttpClient http, int port) throws Exception {
            socket =
                    http.newWebSocketBuilder()
                            .buildAsync(URI.create("ws://localhost:" + port + "/chat"), this)
                            .get(30, TimeUnit.SECONDS);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            line.append(data);
            if (last) {
                lines.add(line.toString());
                line.setLength(0);
            }
            from.request(1);
            return null;
        }

        String next() throws InterruptedException {
            return lines.poll(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void fileUploadSavesUnderASafeName(@TempDir Path folder) throws Exception {
        try (Running server = Running.example("FileUpload", "0", folder.toString())) {
            String body =
                    "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../x.txt\""
                            + "\r\n\r\n"
                            + "y".repeat(3_000_000)
                            + "\r\n--b--\r\n";
            HttpResponse<String> answer =
                    post(server.port(), "/", "multipart/form-data; boundary=b", body);
            assertThat(answer.body()).isEqualTo("[\"x.txt 3000000\"]");
            assertThat(folder.resolve("x.txt")).hasSize(3_000_000);
            server.interrupt();
        }
    }

    @Test
    void reverseProxyPassesBothBodiesThrough() throws Exception {
        try (Running api = Running.example("JsonApi", "0");
                Running proxy =
                        Running.example("ReverseProxy", "0", "http://localhost:" + api.port())) {
            int port = proxy.port();
            HttpResponse<String> created =
                    post(port, "/books", "application/json", "{\"id\":0,\"title\":\"Emma\"}");
            assertThat(created.statusCode()).isEqualTo(201);
            assertThat(get(port, "/books").body()).isEqualTo("[{\"id\":1,\"title\":\"Emma\"}]");
            assertThat(get(port, "/books/7").statusCode()).isEqualTo(404);
            proxy.interrupt();
            api.interrupt();
        }
    }

    @Test
    void crawlerVisitsEachPageOnce() throws IOException {
        try (Running crawler = Running.example("Crawler")) {
            assertThat(crawler.rest())
                    .containsExactlyInAnyOrder("200 /", "200 /a", "200 /b", "404 /gone", "4 pages");
        }
    }

    @Test
    void serverEventsComeOneByOne() throws Exception {
        try (Running server = Running.example("ServerEvents", "0")) {
            HttpResponse<Stream<String>> answer =
                    http.send(to(server.port(), "/clock").build(), BodyHandlers.ofLines());
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            Iterator<String> lines = answer.body().iterator();
            assertThat(lines.next()).matches("data: \\d\\d:\\d\\d:\\d\\d");
            server.interrupt();
        }
    }
}
