package dev.rondo.http.server;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Body;
import dev.rondo.http.Headers;
import dev.rondo.http.HttpException;
import dev.rondo.http.Json;
import dev.rondo.http.Payload;
import dev.rondo.http.Status;
import dev.rondo.http.wire.BodyDecoder;
import dev.rondo.http.wire.BodyFraming;
import dev.rondo.http.wire.HttpSyntaxException;
import dev.rondo.http.wire.RequestHead;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, which is read from the connection when the handler asks for it.
 *
 * <p>Of a body in chunks, what has come with the head is decoded before the handler runs: so a
 * message that is malformed there is refused without running any, and a small one leaves the
 * connection's buffer.
 */
final class RequestBody extends Body {
    private static final int PASSED_BY = 4 * 1024; // from here on a read goes past the queue

    private final HttpConnection connection;
    private final RequestHead head;
    private final BodyDecoder decoder;
    private final @Nullable ByteQueue early; // decoded already; behind it comes the rest
    private boolean continued; // the client was told to send it
    private boolean broken; // where the next request begins is unknown

    /**
     * Creates the body of a request whose head was taken from the connection.
     *
     * @throws HttpSyntaxException if what has come of it is malformed
     */
    RequestBody(HttpConnection connection, RequestHead head, Json json, long limit) {
        super(head.headers(), json, limit);
        this.connection = connection;
        this.head = head;
        this.decoder = BodyDecoder.of(head.framing(), connection.site().options.heads());
        this.continued = !head.expectsContinue();
        this.early = head.framing().kind() == BodyFraming.Kind.CHUNKED ? decoded() : null;
    }

    private ByteQueue decoded() {
        ByteQueue in = connection.in();
        ByteQueue out = new ByteQueue();
        for (int count; (count = decoder.available(in)) > 0; ) {
            out.add(in.slice(0, count));
            in.skip(count);
            decoder.took(count);
        }
        continued |= !out.isEmpty() || decoder.isDone();
        return out;
    }

    @Override
    public OptionalLong length() {
        long length = head.framing().length();
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }

    @Override
    protected long announced() {
        return decoder.announced() + (early == null ? 0 : early.size());
    }

    @Override
    public Headers trailers() {
        return decoder.trailers();
    }

    @Override
    protected int readSome(ByteBuffer target) {
        ByteQueue first = early;
        if (first != null && !first.isEmpty()) {
            return first.drainTo(target);
        }
        if (broken) {
            throw incomplete();
        }
        try {
            return decode(target);
        } catch (HttpSyntaxException e) {
            broken = true;
            throw connection.clients(new HttpException(e.status(), e.kind().text()));
        }
    }

    private int decode(ByteBuffer target) {
        ByteQueue in = connection.in();
        int count;
        while ((count = decoder.available(in)) == 0) {
            tellToSend();
            if (in.isEmpty() && decoder.announced() >= PASSED_BY && length().isPresent()) {
                return readPast(target);
            }
            if (!connection.fillForBody()) {
                broken = true;
                decoder.end();
            }
        }
        return count < 0 ? -1 : take(in, count, target);
    }

    /** Straight into the handler's memory. */
    private int readPast(ByteBuffer target) {
        int limit = target.limit();
        int most = (int) Math.min(target.remaining(), decoder.announced());
        target.limit(target.position() + most);
        int count;
        try {
            count = connection.readForBody(target);
        } finally {
            target.limit(limit);
        }
        if (count < 0) {
            broken = true;
            decoder.end();
            throw incomplete();
        }
        decoder.passed(count);
        return count;
    }

    private int take(ByteQueue in, int count, ByteBuffer target) {
        int taken = Math.min(count, target.remaining());
        target.put(in.slice(0, taken));
        in.skip(taken);
        decoder.took(taken);
        return taken;
    }

    /** Within an answer it would be bytes of that: the answer itself tells the client then. */
    private void tellToSend() {
        if (!continued) {
            continued = true;
            if (!connection.isAnswering()) {
                connection.sendContinue();
            }
        }
    }

    /** Has the client send what the making of an answer may read, before the answer's head. */
    void beforeAnswer(Response response) {
        if (response.payload() instanceof Payload.Stream && response.status() < 300) {
            tellToSend();
        }
    }

    private HttpException incomplete() {
        return connection.clients(new HttpException(Status.BAD_REQUEST, "Message is incomplete"));
    }

    @Override
    protected RuntimeException tooLarge(long limit) {
        return connection.clients(new HttpException(Status.CONTENT_TOO_LARGE));
    }

    @Override
    protected RuntimeException malformed(String message, @Nullable Throwable cause) {
        HttpException failure = new HttpException(Status.BAD_REQUEST, message);
        failure.initCause(cause);
        return connection.clients(failure);
    }

    // ---- For the connection, after the answer

    /** Returns whether the next request can be read after at most so many bytes of this body. */
    boolean endsWithin(int bytes) {
        if (broken) {
            return false;
        }
        if (decoder.isDone()) {
            return true;
        }
        if (!continued) { // nobody knows whether the client sends it
            return false;
        }
        return length().isPresent() && decoder.announced() <= bytes;
    }

    /** Returns whether nothing of it is to come. */
    boolean isReceived() {
        return !broken && decoder.isDone();
    }

    /** Drops what is left of it. */
    void skipRest() {
        ByteQueue in = connection.in();
        int count;
        while ((count = decoder.available(in)) >= 0) {
            in.skip(count);
            decoder.took(count);
            if (count == 0 && !connection.fillForBody()) {
                decoder.end();
            }
        }
    }
}
