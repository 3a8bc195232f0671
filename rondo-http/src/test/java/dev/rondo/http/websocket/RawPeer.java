package dev.rondo.http.websocket;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Headers;
import dev.rondo.http.wire.FrameParser;
import dev.rondo.http.wire.Frames;
import dev.rondo.http.wire.Received;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.MemoryStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The other end of a socket, which sends what bytes it likes and shows what frames come. */
final class RawPeer {
    private final ByteStream stream;
    private final FrameParser parser;
    private final ByteQueue queue = new ByteQueue();

    private RawPeer(ByteStream stream, boolean client, boolean deflates) {
        this.stream = stream;
        Optional<Boolean> deflate = deflates ? Optional.of(false) : Optional.empty();
        this.parser = new FrameParser(!client, 1 << 24, deflate);
    }

    /** A socket and its peer. */
    record Pair(WebSocket socket, RawPeer peer) {
        /** Both, the socket being the server's. */
        static Pair server(WebSocketOptions options) {
            return of(true, options, MemoryStream.DEFAULT_WINDOW);
        }

        static Pair of(boolean server, WebSocketOptions options, int window) {
            MemoryStream.Pair pair = MemoryStream.pair(window);
            Headers answer =
                    options.compress().isPresent()
                            ? Headers.of("Sec-WebSocket-Extensions", "permessage-deflate")
                            : Headers.none();
            WebSocket socket =
                    WebSocket.over(pair.first(), new ByteQueue(), server, options, answer);
            return new Pair(
                    socket, new RawPeer(pair.second(), server, options.compress().isPresent()));
        }
    }

    Frames frames() {
        return Frames.ofClient();
    }

    ByteStream stream() {
        return stream;
    }

    void send(Frames frames) {
        send(frames.bytes());
    }

    void send(byte[] bytes) {
        stream.write(ByteBuffer.wrap(bytes));
    }

    /** Returns the next frame; "END" at the end of the stream. */
    String next() {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (true) {
            Received received = parser.next(queue);
            if (received != null) {
                return Frames.show(received);
            }
            if (stream.read(buffer.clear()) < 0) {
                return "END";
            }
            queue.add(buffer.flip());
        }
    }

    /** Returns all frames until the end of the stream. */
    List<String> rest() {
        List<String> all = new ArrayList<>();
        for (String next = next(); !next.equals("END"); next = next()) {
            all.add(next);
        }
        return all;
    }
}
