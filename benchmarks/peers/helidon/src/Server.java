// The peer on Helidon: virtual threads on one carrier.
// Arguments: PORT FOLDER [tls CERTIFICATE KEY]. Prints READY when it listens, and ends with its input.
import io.helidon.common.buffers.BufferData;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.staticcontent.StaticContentService;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

public final class Server {
    private static final byte[] HELLO = "Hello, World!".getBytes();
    private static final Map<String, byte[]> CONTENTS =
            Map.of("1k", filled(1 << 10), "100k", filled(100 << 10), "10m", filled(10 << 20));

    public record Greeting(String message) {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        var server = WebServer.builder()
                .host("127.0.0.1")
                .port(Integer.parseInt(arguments[0]))
                .backlog(4096)
                .maxPayloadSize(64L << 20)
                .addRouting(HttpRouting.builder()
                        .get("/plaintext", (_, response) -> send(response, "text/plain; charset=utf-8", HELLO))
                        .get("/json", (_, response) -> response.send(new Greeting("Hello, World!")))
                        .get("/memory/{name}", (request, response) -> send(response, "application/octet-stream",
                                CONTENTS.get(request.path().pathParameters().get("name"))))
                        .register("/files", StaticContentService.create(folder))
                        .post("/echo", (request, response) ->
                                response.send(request.content().as(byte[].class)))
                        .post("/body", Server::count)
                        .post("/upload", Server::upload))
                .addRouting(WsRouting.builder().endpoint("/ws", Server.Echo::new));
        if (arguments.length >= 5) {
            var keys = Keys.builder()
                    .pem(pem -> pem.certChain(Resource.create(Path.of(arguments[3])))
                            .key(Resource.create(Path.of(arguments[4]))))
                    .build();
            server.tls(Tls.builder().privateKey(keys).privateKeyCertChain(keys).build());
        }
        server.build().start();
        System.out.println("READY");
        while (System.in.read() >= 0) {}
        System.exit(0);
    }

    private static byte[] filled(int size) {
        return "x".repeat(size).getBytes();
    }

    private static void send(ServerResponse response, String type, byte[] body) {
        response.header(HeaderNames.CONTENT_TYPE, type);
        response.send(body);
    }

    private static void count(ServerRequest request, ServerResponse response) throws Exception {
        long count = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream body = request.content().inputStream()) {
            for (int n; (n = body.read(buffer)) >= 0; ) {
                count += n;
            }
        }
        send(response, "text/plain", Long.toString(count).getBytes());
    }

    // Its reader of forms is a module that is not everywhere to be had: the body goes to a file as it is.
    private static void upload(ServerRequest request, ServerResponse response) throws Exception {
        Path file = Files.createTempFile("rondo-bench-", "");
        try (InputStream body = request.content().inputStream()) {
            Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.delete(file);
        send(response, "text/plain", HELLO);
    }

    static final class Echo implements WsListener {
        @Override
        public void onMessage(WsSession session, String text, boolean last) {
            session.send(text, last);
        }

        @Override
        public void onMessage(WsSession session, BufferData buffer, boolean last) {
            session.send(buffer, last);
        }
    }
}
