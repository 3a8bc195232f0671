package dev.rondo.http.client;

import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Connection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The server's end of a connection, which says byte by byte what a test wants. */
final class Peer {
    /** What a server does on a connection. */
    interface Script {
        void run(Peer peer) throws Exception;
    }

    private final ScriptedServer server;
    private final Connection connection;

    Peer(ScriptedServer server, ByteStream stream) {
        this.server = server;
        this.connection = new Connection(stream);
    }

    /** Reads up to the empty line and returns all of it. */
    String head() {
        String head =
                new String(
                        connection.reader().readUntil("\r\n\r\n".getBytes()),
                        StandardCharsets.ISO_8859_1);
        server.heard(head);
        return head;
    }

    String body(int length) {
        return new String(
                connection.reader().readExactly(length), StandardCharsets.ISO_8859_1);
    }

    /** Reads what is there, at least one byte; nothing at the end. */
    String some() {
        return new String(connection.reader().read(65_536), StandardCharsets.ISO_8859_1);
    }

    /** Reads up to the end of the stream. */
    String rest() {
        return new String(connection.reader().readAll(), StandardCharsets.ISO_8859_1);
    }

    void send(String text) {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) {
        connection.stream().write(ByteBuffer.wrap(bytes));
    }

    /** Reads a head and answers. */
    void answer(String text) {
        head();
        send(text);
    }

    void ok(String body) {
        send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    /** Answers all requests without a body with 200 until the client leaves. */
    void serve(String body) {
        while (!atEnd()) {
            head();
            ok(body);
        }
    }

    boolean atEnd() {
        if (connection.reader().buffered() == 0 && !connection.reader().atEof()) {
            try {
                connection.reader().fill();
            } catch (dev.rondo.stream.StreamException e) {
                return true;
            }
        }
        return connection.reader().atEof();
    }

    Connection connection() {
        return connection;
    }

    void close() {
        connection.stream().close();
    }

    void reset() {
        connection.stream().abort();
    }
}
