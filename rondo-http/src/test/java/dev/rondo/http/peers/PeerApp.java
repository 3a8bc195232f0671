package dev.rondo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Rondo;
import dev.rondo.http.Cookie;
import dev.rondo.http.FormData;
import dev.rondo.http.Headers;
import dev.rondo.http.Payload;
import dev.rondo.http.SetCookie;
import dev.rondo.http.Status;
import dev.rondo.http.server.App;
import dev.rondo.http.server.Compression;
import dev.rondo.http.server.HttpServer;
import dev.rondo.http.server.Request;
import dev.rondo.http.server.Response;
import dev.rondo.http.server.ServeOptions;
import dev.rondo.http.websocket.Message;
import dev.rondo.http.websocket.WebSocket;
import dev.rondo.http.websocket.WebSocketOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What the peers that are clients ask, and the server that answers them. */
final class PeerApp implements AutoCloseable {
    /** Text of 64,000 bytes that becomes much smaller when compressed. */
    static final String LONG_TEXT = "all work and no play makes Jack \n".repeat(2000);

    private static final long LARGE = 256 << 20;

    final App app = new App();

    /** What /report was told. */
    final List<String> reports = new ArrayList<>();

    private HttpServer server;
    private int accepted;

    PeerApp() {
        app.use((request, next) -> {
            accepted++;
            return next.handle(request);
        });
        app.get("/hello", _ -> Response.text("hello"));
        app.any("/inspect", PeerApp::inspect);
        app.any("/echo", PeerApp::echo).maxBody(LARGE);
        app.any("/digest", request -> Response.text(digest(request))).maxBody(LARGE);
        app.post("/form", PeerApp::form).maxBody(LARGE);
        app.get("/bytes/{count:[0-9]+}", request -> Response.bytes(bytes(count(request))));
        app.get("/chunks/{count:[0-9]+}", PeerApp::chunks);
        app.get("/text", _ -> Response.text(LONG_TEXT)).use(Compression.standard());
        app.get(
                "/status/{status:[0-9]+}",
                request -> Response.status(request.path().getInt("status")));
        app.get("/away", _ -> Response.redirect(Status.FOUND, "/hello"));
        app.get(
                "/slow/{millis:[0-9]+}",
                request -> {
                    Rondo.sleep(Duration.ofMillis(request.path().getInt("millis")));
                    return Response.text("slow");
                });
        app.get(
                "/cookies/set",
                _ ->
                        Response.text("set")
                                .withCookie(SetCookie.of("a", "1").withPath("/").withHttpOnly())
                                .withCookie(
                                        SetCookie.of("b", "2")
                                                .withMaxAge(Duration.ofHours(1))
                                                .withPath("/")));
        app.get("/cookies", request -> Response.text(Cookie.format(request.cookies())));
        app.post(
                "/report",
                request -> {
                    reports.add(request.body().text());
                    return Response.noContent();
                });
        app.get(
                "/events",
                _ ->
                        Response.events(events -> {
                            for (int i = 1; i <= 3; i++) {
                                events.send("tick", "line " + i + "\nmore", Integer.toString(i));
                            }
                        }));
        app.webSocket("/ws", PeerApp::echoMessages);
        app.get(
                "/ws/plain",
                request ->
                        Response.webSocket(
                                request, WebSocketOptions.defaults(), PeerApp::echoMessages));
        app.get(
                "/ws/fragments",
                request ->
                        Response.webSocket(
                                request,
                                WebSocketOptions.defaults().withCompress().withFragmentSize(1000),
                                PeerApp::echoMessages));
        app.get(
                "/ws/protocols",
                request ->
                        Response.webSocket(
                                request,
                                WebSocketOptions.defaults().withSubprotocols("v2", "v1"),
                                socket -> socket.send(socket.subprotocol().orElse("none"))));
        app.webSocket(
                "/ws/close",
                socket -> {
                    String[] words = socket.receiveText().split(" ", 2);
                    socket.close(Integer.parseInt(words[0]), words[1]);
                });
    }

    // ---- Handlers

    private static int count(Request request) {
        return request.path().getInt("count");
    }

    /** Returns bytes that differ from their neighbours. */
    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }

    private static Response inspect(Request request) {
        StringBuilder text = new StringBuilder();
        text.append(request.method() + " " + request.target() + " " + request.version() + "\n");
        text.append("scheme: " + request.scheme() + "\n");
        text.append("host: " + request.host() + "\n");
        request.remote().ifPresent(remote -> text.append("remote: " + remote + "\n"));
        request.headers().forEach(field -> text.append(field.name() + ": " + field.value() + "\n"));
        return Response.text(text.toString());
    }

    private static Response echo(Request request) {
        long length = request.body().length().orElse(Payload.UNKNOWN);
        Response answer =
                Response.of(
                        Status.OK,
                        Headers.of("Content-Type", request.body().type().toString()),
                        new Payload.Stream(length, false, out -> request.body().transferTo(out)));
        return answer;
    }

    private static String digest(Request request) throws NoSuchAlgorithmException {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        long size = 0;
        for (ByteBuffer piece : request.body().pieces()) {
            size += piece.remaining();
            sha.update(piece);
        }
        return size + " " + HexFormat.of().formatHex(sha.digest());
    }

    /** Returns what /digest says of bytes. */
    static String digestOf(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return bytes.length + " " + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Response form(Request request) throws IOException {
        StringBuilder text = new StringBuilder();
        try (FormData form = request.body().formData()) {
            form.fields().forEach(field -> text.append(field.name() + "=" + field.value() + "\n"));
            for (FormData.Upload file : form.files()) {
                text.append(file.name() + ": " + file.fileName() + " " + file.type() + " ");
                text.append(digestOf(Files.readAllBytes(file.file())) + "\n");
            }
        }
        return Response.text(text.toString());
    }

    private static Response chunks(Request request) {
        ByteBuffer all = ByteBuffer.wrap(bytes(count(request)));
        return Response.stream(out -> {
            while (all.hasRemaining()) {
                ByteBuffer piece = all.slice(all.position(), Math.min(7000, all.remaining()));
                all.position(all.position() + piece.remaining());
                out.write(piece);
                out.flush();
            }
        });
    }

    private static void echoMessages(WebSocket socket) {
        for (Message message : socket) {
            socket.send(message);
        }
    }

    // ---- Running

    PeerApp serve() throws Exception {
        return serve(ServeOptions.on("127.0.0.1", 0));
    }

    PeerApp serve(ServeOptions options) throws Exception {
        server = app.start(options);
        return this;
    }

    /** Returns the URL of a path. */
    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    int port() {
        return server.port();
    }

    /** Returns how many requests had a route, or none, so far. */
    int requests() {
        return accepted;
    }

    /** Waits until the clients have left, and checks that no connection stays. */
    void awaitNoConnections() {
        Bounded.until("no connection is left", () -> server.connections() == 0);
        assertThat(server.connections()).isZero();
    }

    @Override
    public void close() throws Exception {
        if (server != null) {
            server.close();
        }
    }
}
