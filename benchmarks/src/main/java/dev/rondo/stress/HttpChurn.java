package dev.rondo.stress;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;

import dev.rondo.EventLoop;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.http.client.Client;
import dev.rondo.http.client.ClientException;
import dev.rondo.http.client.ClientResponse;
import dev.rondo.http.server.App;
import dev.rondo.http.server.HttpServer;
import dev.rondo.http.server.Response;
import dev.rondo.http.server.ServeOptions;
import dev.rondo.http.websocket.WebSocket;
import dev.rondo.http.websocket.WebSocketClosedException;
import dev.rondo.net.Net;
import dev.rondo.stream.Connection;
import dev.rondo.stream.StreamException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A loop with an HTTP server and clients that ask, upload, download, talk over WebSockets, send
 * nonsense, stop in the middle, are cancelled anywhere. What is answered must be right; at the end
 * no socket and no task may be left.
 */
final class HttpChurn extends Churning {
    private static final int AT_ONCE = 60; // clients

    private final Dice dice;
    private final int count;
    private int begun; // the loop's thread

    HttpChurn(long seed, int clients) {
        this.dice = new Dice(seed);
        this.count = clients;
    }

    @Override
    int count() {
        return begun;
    }

    @Override
    boolean isExpected(Throwable failure) {
        return Planned.is(failure);
    }

    @Override
    void churn(EventLoop loop) {
        ServeOptions options =
                ServeOptions.on("localhost", 0)
                        .withShutdownLimit(Duration.ofSeconds(5))
                        .withCancelOnHangUp(dice.chance(50));
        HttpServer server = app().start(options);
        try (Client http = new Client()) {
            List<Task<?>> clients = new ArrayList<>();
            while (begun < count) {
                while (clients.size() < AT_ONCE) {
                    Dice own = dice.split();
                    begun++;
                    clients.add(createTask("client", () -> visit(own, http, server)));
                }
                for (int i = dice.upTo(3); i > 0; i--) {
                    dice.pick(clients).cancel("churn");
                }
                sleep(dice.time(2));
                clients.removeIf(Churning::hasEnded);
            }
            awaitAll(loop, clients);
        }
        end(server, server::stop);
    }

    // ---- The server

    private App app() {
        App app = new App();
        app.get("/hello", _ -> Response.text("hello"));
        app.post("/echo", request -> Response.bytes(request.body().bytes()));
        app.post("/stream", request -> Response.stream(request.body()::transferTo));
        app.get("/large", _ -> Response.bytes(new byte[400_000]));
        app.get(
                "/slow",
                _ -> {
                    sleep(dice.time(20));
                    return Response.text("slow");
                });
        app.get(
                "/fails",
                _ -> {
                    throw new Planned();
                });
        app.get(
                "/breaks",
                _ ->
                        Response.stream(out -> {
                            out.write(new byte[dice.upTo(10_000)]);
                            throw new Planned();
                        }));
        app.webSocket("/socket", socket -> socket.forEach(socket::send));
        return app;
    }

    // ---- A client

    private static void visit(Dice dice, Client http, HttpServer server) {
        String url = server.url();
        try {
            switch (dice.upTo(10)) {
                case 0 ->
                        Violation.unless(
                                http.get(url + "/hello").text().equals("hello"),
                                "hello is another text");
                case 1 -> echo(dice, http, url + "/echo");
                case 2 -> echo(dice, http, url + "/stream");
                case 3 ->
                        Violation.unless(
                                http.get(url + "/large").bytes().length == 400_000,
                                "a part is missing");
                case 4 -> partly(dice, http, url + "/large");
                case 5 -> impatient(dice, http, url + "/slow");
                case 6 -> status(http, url + "/fails", 500);
                case 7 -> broken(http, url + "/breaks");
                case 8 -> talk(dice, http, url.replace("http:", "ws:") + "/socket");
                default -> rude(dice, server.port());
            }
        } catch (ClientException | StreamException | WebSocketClosedException e) {
            Violation.unless(isHarmless(e), "unexpected: " + e);
        }
    }

    /** Only what a cancelled neighbour, a broken answer or the end of all explains. */
    private static boolean isHarmless(Exception e) {
        return e instanceof StreamException || e instanceof WebSocketClosedException;
    }

    private static void echo(Dice dice, Client http, String url) {
        byte[] body = new byte[dice.upTo(100_000)];
        Arrays.fill(body, (byte) dice.upTo(255));
        boolean chunked = dice.chance(50);
        byte[] answer =
                chunked
                        ? http.post(url).stream(out -> out.write(body)).bytes()
                        : http.post(url).body(body).bytes();
        Violation.unless(Arrays.equals(body, answer), "the echo is another one");
    }

    private static void partly(Dice dice, Client http, String url) {
        try (ClientResponse answer = http.get(url).send()) {
            answer.body().read(ByteBuffer.allocate(1 + dice.upTo(100_000)));
        }
    }

    private static void impatient(Dice dice, Client http, String url) {
        try {
            timeout(dice.time(20), () -> http.get(url).text());
        } catch (TimeoutException e) {
            // as planned
        }
    }

    private static void status(Client http, String url, int status) {
        try (ClientResponse answer = http.get(url).send()) {
            Violation.unless(answer.status() == status, "status is " + answer.status());
        }
    }

    private static void broken(Client http, String url) {
        try {
            http.get(url).bytes();
        } catch (ClientException e) {
            return;
        }
        throw new Violation("a broken answer was taken for a whole one");
    }

    private static void talk(Dice dice, Client http, String url) {
        try (WebSocket socket = http.webSocket(url)) {
            for (int i = dice.upTo(10); i > 0; i--) {
                String text = "x".repeat(dice.upTo(5_000));
                socket.send(text);
                Violation.unless(socket.receiveText().equals(text), "the echo is another one");
            }
            if (dice.chance(20)) {
                socket.abort();
            }
        }
    }

    /** What no client should send, or not to the end. */
    private static void rude(Dice dice, int port) {
        try (Connection connection = Net.openConnection("localhost", port)) {
            String sent =
                    switch (dice.upTo(5)) {
                        case 0 -> "GET /hello HTTP/1.1\r\nHost";
                        case 1 -> "NONSENSE\r\n\r\n" + "x".repeat(dice.upTo(100_000));
                        case 2 ->
                                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc";
                        case 3 -> "GET /large HTTP/1.1\r\nHost: a\r\n\r\n".repeat(5);
                        case 4 -> "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n";
                        default -> "\0\1\2";
                    };
            connection.writer().write(sent.getBytes(StandardCharsets.ISO_8859_1));
            connection.writer().flush();
            switch (dice.upTo(3)) {
                case 0 -> connection.stream().abort();
                case 1 -> connection.writer().writeEof();
                case 2 -> sleep(dice.time(3));
                default -> {}
            }
        }
    }
}
