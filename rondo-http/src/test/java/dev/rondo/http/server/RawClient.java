package dev.rondo.http.server;

import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.wire.BodyDecoder;
import dev.rondo.http.wire.Http1Limits;
import dev.rondo.http.wire.Http1Parser;
import dev.rondo.http.wire.ResponseHead;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Network;
import dev.rondo.stream.StreamException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that writes bytes and reads answers: what a peer of any manners does. */
public final class RawClient implements AutoCloseable {
    /** An answer. */
    public record Answer(int status, ResponseHead head, String body) {}

    private final ByteStream stream;
    private final ByteQueue in = new ByteQueue();
    private final Http1Parser parser = new Http1Parser(Http1Limits.defaults());
    private boolean ended;
    private boolean broken;

    /** Wraps a stream. */
    public RawClient(ByteStream stream) {
        this.stream = stream;
    }

    /** Connects to port 80. */
    public static RawClient connect(Network network) {
        return new RawClient(network.connect("localhost", 80));
    }

    /** Sends text in Latin-1. */
    public RawClient send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes; a server that has gone takes none. */
    public RawClient send(byte[] bytes) {
        try {
            stream.write(ByteBuffer.wrap(bytes));
        } catch (StreamException e) {
            broken = true;
        }
        return this;
    }

    /** Ends this direction. */
    public RawClient end() {
        stream.writeEof();
        return this;
    }

    /** Returns the stream. */
    public ByteStream stream() {
        return stream;
    }

    /** Returns the next answer to a GET. */
    public Answer answer() {
        return answer("GET");
    }

    /** Returns the next final answer to a request of a method. */
    public Answer answer(String method) {
        while (true) {
            ResponseHead head = parser.parseResponse(in, method);
            if (head == null) {
                if (!fill()) {
                    throw new AssertionError("There is no answer, but the end; left: " + in.size());
                }
            } else if (!head.isInterim()) {
                return new Answer(head.status(), head, body(head));
            }
        }
    }

    private String body(ResponseHead head) {
        BodyDecoder decoder = BodyDecoder.of(head.framing(), Http1Limits.defaults());
        StringBuilder body = new StringBuilder();
        int count;
        while ((count = decoder.available(in)) >= 0) {
            if (count == 0 && !fill()) {
                decoder.end();
            }
            body.append(new String(in.take(count), StandardCharsets.ISO_8859_1));
            decoder.took(count);
        }
        return body.toString();
    }

    /** Returns all answers until the server closes, or nothing comes for a second. */
    public List<Answer> answers() {
        List<Answer> all = new ArrayList<>();
        while (hasMore()) {
            all.add(answer());
        }
        return all;
    }

    private boolean hasMore() {
        try {
            return !in.isEmpty() || Rondo.timeout(1, this::fill);
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Returns whether the server has ended its direction; waits a second for it. */
    public boolean hasEnded() {
        while (!ended && hasMore()) {
            in.skip(in.size());
        }
        return ended;
    }

    /** Returns whether the connection broke. */
    public boolean isBroken() {
        return broken;
    }

    private boolean fill() {
        if (ended) {
            return false;
        }
        try {
            int count = stream.read(in.space(4096));
            ended = count < 0;
            if (count > 0) {
                in.filled(count);
            }
        } catch (StreamException e) {
            ended = true;
            broken = true;
        }
        return !ended;
    }

    @Override
    public void close() {
        stream.close();
    }
}
