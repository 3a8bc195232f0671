package dev.rondo.bench.http;

import static dev.rondo.Rondo.run;

import dev.rondo.Rondo;
import dev.rondo.http.FormData;
import dev.rondo.http.server.AccessLog;
import dev.rondo.http.server.App;
import dev.rondo.http.server.Request;
import dev.rondo.http.server.Response;
import dev.rondo.http.server.ServeOptions;
import dev.rondo.http.websocket.Compression;
import dev.rondo.http.websocket.Message;
import dev.rondo.http.websocket.WebSocket;
import dev.rondo.http.websocket.WebSocketOptions;
import dev.rondo.stream.ListenOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Serves what the load asks for, on one loop, with the limits that it has by default.
 *
 * <p>Arguments: PORT FOLDER [log FILE] [tls CERTIFICATE KEY]. The folder has the files. It prints
 * READY when it listens, and ends with its input.
 */
public final class RondoServer {
    private static final int BACKLOG = 4096;
    private static final long MOST_BODY = 64L << 20;
    private static final byte[] JSON =
            "{\"message\":\"Hello, World!\"}".getBytes(StandardCharsets.US_ASCII);

    /** What the JSON row answers. */
    record Greeting(String message) {}

    private RondoServer() {}

    /** Serves until its input ends. */
    public static void main(String[] arguments) throws Exception {
        ServeOptions options =
                ServeOptions.on("127.0.0.1", Integer.parseInt(arguments[0]))
                        .withListening(ListenOptions.defaults().withBacklog(BACKLOG))
                        .withMaxConnections(20_000);
        for (int i = 2; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "log" -> {
                    logTo(arguments[++i]);
                    options = options.withAccessLog(AccessLog.common());
                }
                case "tls" ->
                        options = options.withTls(Path.of(arguments[++i]), Path.of(arguments[++i]));
                default -> throw new IllegalArgumentException(arguments[i]);
            }
        }
        ServeOptions chosen = options;
        Thread.ofPlatform().daemon().start(RondoServer::endWithInput);
        run(() -> {
            try (var server = app(Path.of(arguments[1])).start(chosen)) {
                IO.println("READY");
                server.serveForever();
            }
        });
    }

    /** Has the access log written to a file, by the JDK's own logging. */
    private static void logTo(String file) {
        try {
            var handler = new java.util.logging.FileHandler(file);
            handler.setFormatter(new Line());
            var logger = java.util.logging.Logger.getLogger("dev.rondo.http.access");
            logger.setUseParentHandlers(false);
            logger.addHandler(handler);
            KEPT.add(logger);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loggers are only held weakly. */
    private static final List<Object> KEPT = new ArrayList<>();

    /** The message and the end of a line, as in nginx's file. */
    private static final class Line extends java.util.logging.Formatter {
        @Override
        public String format(java.util.logging.LogRecord record) {
            return record.getMessage() + "\n";
        }
    }

    static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                // Only its end matters.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.exit(0);
    }

    // ---- The app

    private static App app(Path folder) {
        App app = new App();
        app.get("/plaintext", _ -> Response.text("Hello, World!"));
        app.get("/json", _ -> Response.json(new Greeting("Hello, World!")));
        app.get("/json-bytes", _ -> Response.bytes(JSON).withType("application/json"));
        for (String name : new String[] {"1k", "100k", "10m"}) {
            byte[] content = content(name);
            app.get("/memory/" + name, _ -> Response.bytes(content));
        }
        app.files("/files", folder);
        app.post("/echo", request -> Response.bytes(request.body().bytes())).maxBody(MOST_BODY);
        app.post("/body", RondoServer::count).maxBody(MOST_BODY);
        app.post("/upload", RondoServer::upload).maxBody(MOST_BODY);
        app.get("/suspended", _ -> suspended());
        app.webSocket("/ws", RondoServer::echo);
        WebSocketOptions deflating =
                WebSocketOptions.defaults().withCompress(Compression.standard());
        app.get(
                "/ws-deflate",
                request -> Response.webSocket(request, deflating, RondoServer::echo));
        addMore(app);
        return app;
    }

    /** So that the router has as many routes as that of a small service. */
    private static void addMore(App app) {
        for (String path :
                new String[] {
                    "/",
                    "/users",
                    "/users/{id}",
                    "/users/{id}/posts",
                    "/posts/{id:[0-9]+}",
                    "/posts/{id:[0-9]+}/comments",
                    "/search",
                    "/health",
                    "/admin/{rest...}"
                }) {
            app.get(path, request -> Response.text(request.path().toString()));
        }
    }

    static byte[] content(String name) {
        int unit = name.endsWith("k") ? 1 << 10 : 1 << 20;
        byte[] content = new byte[Integer.parseInt(name.substring(0, name.length() - 1)) * unit];
        Arrays.fill(content, (byte) 'x');
        return content;
    }

    /** Drops the body, and says how long it was. */
    private static Response count(Request request) {
        long count = 0;
        for (ByteBuffer piece : request.body().pieces()) {
            count += piece.remaining();
        }
        return Response.text(Long.toString(count));
    }

    private static Response upload(Request request) {
        try (FormData form = request.body().formData()) {
            return Response.text(Long.toString(form.files().getFirst().size()));
        }
    }

    private static Response suspended() {
        Rondo.createFuture("an answer that never comes").await();
        return Response.noContent();
    }

    private static void echo(WebSocket socket) {
        for (Message message : socket) {
            socket.send(message);
        }
    }
}
