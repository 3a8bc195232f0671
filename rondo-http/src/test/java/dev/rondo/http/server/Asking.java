package dev.rondo.http.server;

import dev.rondo.http.Headers;
import dev.rondo.http.server.RawClient.Answer;
import dev.rondo.stream.Network;
import java.nio.charset.StandardCharsets;

/** Asks an app one thing at a time, over a network in memory. */
final class Asking {
    private final App app;
    private final Network network;
    private ServeOptions options;

    Asking(App app, Network network) {
        this.app = app;
        this.network = network;
        this.options = ServeOptions.on("localhost", 80).withNetwork(network);
    }

    Asking with(AccessLog log) {
        options = options.withAccessLog(log);
        return this;
    }

    /** Asks for a path by GET, with fields as names and values in turn. */
    Answer get(String path, String... fields) throws Exception {
        return ask("GET", path, fields);
    }

    Answer ask(String method, String path, String... fields) throws Exception {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: a\r\n");
        for (int i = 0; i < fields.length; i += 2) {
            head.append(fields[i]).append(": ").append(fields[i + 1]).append("\r\n");
        }
        return send(method, head + "\r\n");
    }

    Answer send(String method, String request) throws Exception {
        try (HttpServer _ = app.start(options);
                RawClient client = RawClient.connect(network)) {
            return client.send(request).answer(method);
        }
    }

    /** Runs the app while a client talks with it. */
    void talk(Talk talk) throws Exception {
        try (HttpServer server = app.start(options);
                RawClient client = RawClient.connect(network)) {
            talk.with(server, client);
        }
    }

    interface Talk {
        void with(HttpServer server, RawClient client) throws Exception;
    }

    /** Returns the value of a field of an answer; empty if there is none. */
    static String field(Answer answer, String name) {
        Headers headers = answer.head().headers();
        return headers.joined(name).orElse("");
    }

    /** Returns a body's characters as the bytes that they stand for. */
    static byte[] bytes(Answer answer) {
        return answer.body().getBytes(StandardCharsets.ISO_8859_1);
    }
}
