// The peer on Vert.x: its HTTP server on native epoll, one event loop, without its router.
// Arguments: PORT FOLDER [tls CERTIFICATE KEY]. Prints READY when it listens, and ends with its input.
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

public final class Server {
    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final String BINARY = "application/octet-stream";
    private static final Buffer HELLO = Buffer.buffer("Hello, World!");
    private static final Map<String, Buffer> CONTENTS =
            Map.of("/memory/1k", filled(1 << 10), "/memory/100k", filled(100 << 10),
                    "/memory/10m", filled(10 << 20));

    private static long second;
    private static String date = "";

    record Greeting(String message) {}

    public static void main(String[] arguments) throws Exception {
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        var options = new HttpServerOptions()
                .setAcceptBacklog(4096)
                .setTcpNoDelay(true)
                .setPerMessageWebSocketCompressionSupported(true)
                .setWebSocketCompressionLevel(1)
                .setMaxWebSocketMessageSize(4 << 20)
                .setMaxWebSocketFrameSize(4 << 20);
        if (arguments.length >= 5) {
            options.setSsl(true).setKeyCertOptions(
                    new PemKeyCertOptions().setCertPath(arguments[3]).setKeyPath(arguments[4]));
        }
        Path folder = Path.of(arguments[1]);
        vertx.createHttpServer(options)
                .webSocketHandler(socket -> socket.binaryMessageHandler(socket::writeBinaryMessage)
                        .textMessageHandler(socket::writeTextMessage))
                .requestHandler(request -> serve(vertx, folder, request))
                .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
                .toCompletionStage().toCompletableFuture().get();
        if (!vertx.isNativeTransportEnabled()) {
            throw new IllegalStateException("no native transport");
        }
        System.out.println("READY");
        while (System.in.read() >= 0) {}
        System.exit(0);
    }

    private static Buffer filled(int size) {
        return Buffer.buffer("x".repeat(size));
    }

    private static void serve(Vertx vertx, Path folder, HttpServerRequest request) {
        String path = request.path();
        switch (path) {
            case "/plaintext" -> send(request, "text/plain; charset=utf-8", HELLO);
            case "/json" -> {
                try {
                    byte[] json = JACKSON.writeValueAsBytes(new Greeting("Hello, World!"));
                    send(request, "application/json", Buffer.buffer(json));
                } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                    throw new IllegalStateException(e);
                }
            }
            case "/echo" -> request.body().onSuccess(body -> send(request, BINARY, body));
            case "/body" -> {
                long[] count = new long[1];
                request.handler(piece -> count[0] += piece.length());
                request.endHandler(_ -> send(request, "text/plain", Buffer.buffer("" + count[0])));
            }
            case "/upload" -> {
                request.setExpectMultipart(true);
                request.uploadHandler(upload -> {
                    String file = System.getProperty("java.io.tmpdir") + "/rondo-bench-" + Math.random();
                    upload.streamToFileSystem(file)
                            .compose(_ -> vertx.fileSystem().delete(file))
                            .onSuccess(_ -> send(request, "text/plain", HELLO));
                });
            }
            default -> {
                Buffer content = CONTENTS.get(path);
                if (content != null) {
                    send(request, BINARY, content);
                } else {
                    request.response().putHeader("Content-Type", BINARY)
                            .sendFile(folder.resolve(path.substring("/files/".length())).toString());
                }
            }
        }
    }

    private static void send(HttpServerRequest request, String type, Buffer body) {
        request.response().putHeader("Content-Type", type).putHeader("Date", date()).end(body);
    }

    private static String date() {
        long now = System.currentTimeMillis() / 1000;
        if (now != second) {
            second = now;
            date = DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.ofEpochSecond(now).atZone(ZoneOffset.UTC));
        }
        return date;
    }
}
