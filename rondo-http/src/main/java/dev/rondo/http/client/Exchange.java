package dev.rondo.http.client;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Headers;
import dev.rondo.http.Status;
import dev.rondo.http.Url;
import dev.rondo.http.client.ClientTimeoutException.Limit;
import dev.rondo.http.wire.BodyDecoder;
import dev.rondo.http.wire.HttpSyntaxException;
import dev.rondo.http.wire.ResponseHead;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Connection;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.StreamInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request and its answer on a connection, which it has until the answer's body has ended.
 *
 * <pre>
 *   run() --head, body follows--> OPEN --its end, close()--> connection given back or closed
 *         --head, no body-------> connection given back
 *         --a failure-----------> connection aborted
 * </pre>
 *
 * <p>Invariant: the connection does not refer to it, so that an answer that nobody has is found.
 */
final class Exchange implements BodyStream {
    private static final int MOST_INTERIM = 100; // 1xx before an answer; aiohttp has no limit
    private static final int CONTINUE = 100;
    private static final int DRAINED = 64 * 1024; // of what nobody wants, to keep the connection

    private final Call call;
    private final ClientRequest request; // as it was sent
    private final Progress progress;
    private final PooledConnection connection;
    private final ByteStream stream;
    private final List<Redirect> history;
    private final boolean reused;
    private @Nullable ResponseHead head;
    private @Nullable BodyDecoder decoder;
    private int interim;
    private boolean answerBegun;
    private boolean complete; // the request was sent
    private boolean over; // the connection is not this one's any more
    private boolean ended; // the body was read to its end
    private long received; // bytes of the body, as on the wire

    Exchange(Call call, ClientRequest request, Progress progress, PooledConnection connection) {
        this.call = call;
        this.request = request;
        this.progress = progress;
        this.connection = connection;
        this.stream = connection.stream();
        this.reused = connection.wasUsed();
        this.history = List.copyOf(call.history());
    }

    // ---- Sending, and the head

    /** Sends the request and reads the answer's head. Suspends; a failure aborts the connection. */
    void run(RequestFraming framing, PoolKey key, @Nullable String authorization) {
        boolean done = false;
        connection.begin(call.totalAt(), Limits.nanos(request.timeouts().read()));
        try {
            boolean expects = request.expectsContinue() && framing.length() != 0;
            HeadWriter.write(
                    connection.out(),
                    request,
                    framing,
                    key,
                    call.client().cookies(),
                    authorization,
                    expects);
            begin(exchange(framing, expects));
            done = true;
        } catch (StreamException e) {
            throw failure(e);
        } catch (HttpSyntaxException e) {
            throw new ResponseException(
                    "the answer is no HTTP: " + e.getMessage(), e, progress);
        } finally {
            if (!done) {
                over = true;
                connection.abort();
            }
        }
    }

    private ResponseHead exchange(RequestFraming framing, boolean expects) {
        progress.enter(RequestPhase.SEND);
        Upload upload = new Upload(this, connection);
        ResponseHead early = upload.send(request.payload(), framing, expects);
        complete = upload.isComplete();
        if (call.tracer().isOn()) {
            call.tracer().requestSent(progress.bytesSent());
        }
        progress.enter(RequestPhase.HEAD);
        return early == null ? Objects.requireNonNull(readHead(false)) : early;
    }

    void headSent() {
        call.tracer().headersSent(request.headers());
    }

    /**
     * Reads the head of the final answer.
     *
     * @param stopAtContinue whether to return null for 100 (Continue)
     * @throws ServerDisconnectedException if the server closes before
     */
    @Nullable ResponseHead readHead(boolean stopAtContinue) {
        ByteQueue in = connection.in();
        while (true) {
            ResponseHead found = in.isEmpty() ? null : parse();
            if (found == null) {
                if (!connection.fill()) {
                    throw disconnected(null);
                }
                answerBegun = true;
            } else if (!found.isInterim()) {
                return found;
            } else if (stopAtContinue && found.status() == CONTINUE) {
                return null;
            }
        }
    }

    /** Reads the head of the final answer if it is there. Never suspends. */
    @Nullable ResponseHead tryReadHead() {
        while (true) {
            ResponseHead found = connection.in().isEmpty() ? null : parse();
            if (found != null && !found.isInterim()) {
                return found;
            }
            if (found == null) {
                if (!connection.tryFill()) {
                    if (stream.isReadable()) {
                        throw disconnected(null); // its end
                    }
                    return null;
                }
                answerBegun = true;
            }
        }
    }

    private @Nullable ResponseHead parse() {
        ResponseHead found =
                connection.parser().parseResponse(connection.in(), request.method());
        if (found != null && found.isInterim() && ++interim > MOST_INTERIM) {
            throw new ResponseException(
                    "more than " + MOST_INTERIM + " interim answers", null, progress);
        }
        return found;
    }

    private void begin(ResponseHead answer) {
        head = answer;
        progress.enter(RequestPhase.BODY);
        if (answer.status() == Status.SWITCHING_PROTOCOLS) {
            if (!request.headers().contains("Upgrade")) {
                throw new ResponseException(
                        "101 (Switching Protocols), which was not asked for", null, progress);
            }
            return; // detach() takes it
        }
        Codings.check(answer.headers(), progress);
        decoder = BodyDecoder.of(answer.framing(), call.client().options().heads());
        if (!answer.framing().hasBody()) {
            end();
        }
    }

    // ---- The body

    /** Reads at least one byte of the body as it is on the wire; -1 at its end. Suspends; a cancellation loses nothing. */
    @Override
    public int read(ByteBuffer target) {
        if (ended) {
            return -1;
        }
        checkOpen();
        try {
            return readSome(target);
        } catch (StreamException e) {
            abort();
            throw failure(e);
        } catch (HttpSyntaxException e) {
            abort();
            throw new PayloadException(
                    e.kind() == HttpSyntaxException.Kind.INCOMPLETE
                            ? PayloadException.Reason.INCOMPLETE
                            : PayloadException.Reason.BROKEN,
                    "the answer's body is broken off or malformed: " + e.getMessage(),
                    e,
                    progress);
        }
    }

    private void checkOpen() {
        if (over || connection.isClosed()) {
            Limit limit = connection.expired();
            if (limit != null) {
                throw late(limit, null);
            }
            if (connection.isClosedByPool()) {
                throw closed(null);
            }
            throw new IllegalStateException(
                    "The answer was closed before its body was read: "
                            + request.method()
                            + " "
                            + request.url().redacted());
        }
    }

    private int readSome(ByteBuffer target) {
        BodyDecoder body = body();
        ByteQueue in = connection.in();
        while (true) {
            int there = body.available(in);
            if (there > 0) {
                int count = take(in, target, there);
                body.took(count);
                received += count;
                call.tracer().chunkReceived(count);
                if (body.isDone()) {
                    end();
                }
                return count;
            }
            if (there < 0) {
                end();
                return -1;
            }
            if (!connection.fill()) {
                body.end();
            }
        }
    }

    private static int take(ByteQueue in, ByteBuffer target, int there) {
        if (target.remaining() <= there) {
            return in.drainTo(target);
        }
        int limit = target.limit();
        target.limit(target.position() + there);
        int count = in.drainTo(target);
        target.limit(limit);
        return count;
    }

    private BodyDecoder body() {
        return Objects.requireNonNull(decoder, "decoder");
    }

    /** The body has been read: the connection is free. */
    private void end() {
        ended = true;
        call.tracer().responseEnd(received);
        if (!over) {
            over = true;
            ResponseHead answer = head();
            boolean reusable = complete && answer.keepAlive() && !closes(request.headers());
            connection.release(
                    reusable, KeepAliveHint.nanos(answer.headers(), connection.keepAliveLimit()));
        }
    }

    private static boolean closes(Headers headers) {
        int at = headers.indexOf("Connection", 0);
        return at >= 0 && headers.value(at).equalsIgnoreCase("close");
    }

    /** Ends in the middle: what is left spoils the connection. */
    void abort() {
        if (!over) {
            over = true;
            connection.abort();
        }
    }

    /** Drops what is left if it is there already, to keep the connection; else closes it. */
    void close() {
        if (over) {
            return;
        }
        if (decoder == null || connection.isClosed() || !drains()) {
            abort();
        }
    }

    private boolean drains() {
        BodyDecoder body = body();
        ByteQueue in = connection.in();
        long dropped = 0;
        try {
            while (body.announced() <= DRAINED && dropped <= DRAINED) {
                int there = body.available(in);
                if (there < 0 || body.isDone()) {
                    end();
                    return true;
                }
                if (there > 0) {
                    in.skip(there);
                    body.took(there);
                    dropped += there;
                } else if (!connection.tryFill()) {
                    return false;
                }
            }
        } catch (StreamException | HttpSyntaxException e) {
            return false; // nobody wanted it
        }
        return false;
    }

    /** Takes the connection out, for another protocol, and leaves this without one. */
    Connection detach() {
        over = true;
        ended = true;
        connection.detach();
        return connection.connection();
    }

    // ---- Failures

    private RuntimeException failure(StreamException e) {
        Limit limit = connection.expired();
        if (limit != null) {
            return late(limit, e);
        }
        if (connection.isClosedByPool()) {
            return closed(e);
        }
        return progress.phase() == RequestPhase.BODY
                ? new PayloadException(
                        PayloadException.Reason.INCOMPLETE,
                        "the connection broke before the answer's body was whole: "
                                + e.getMessage(),
                        e,
                        progress)
                : disconnected(e);
    }

    private ServerDisconnectedException disconnected(@Nullable StreamException cause) {
        String what =
                answerBegun
                        ? "the server closed the connection in the middle of the answer's head"
                        : "the server closed the connection without an answer";
        return new ServerDisconnectedException(
                cause == null ? what : what + ": " + cause.getMessage(), cause, progress);
    }

    private ClientTimeoutException late(Limit limit, @Nullable Throwable cause) {
        return Acquiring.late(limit, request.timeouts(), cause, progress);
    }

    private ClientClosedException closed(@Nullable Throwable cause) {
        return new ClientClosedException("the client was closed meanwhile", cause, progress);
    }

    StatusException statusException() {
        return new StatusException(head().status(), head().reason(), head().headers(), progress);
    }

    // ---- What it knows

    /** Returns whether the same request on another connection would be no second one. */
    boolean wasDropped() {
        return reused && !answerBegun;
    }

    boolean isOver() {
        return over;
    }

    boolean isEnded() {
        return ended;
    }

    ResponseHead head() {
        return Objects.requireNonNull(head, "head");
    }

    Headers trailers() {
        return decoder == null ? Headers.none() : decoder.trailers();
    }

    long received() {
        return received;
    }

    Progress progress() {
        return progress;
    }

    Tracer tracer() {
        return call.tracer();
    }

    Timeouts timeouts() {
        return request.timeouts();
    }

    ClientRequest request() {
        return request;
    }

    Client client() {
        return call.client();
    }

    PooledConnection connection() {
        return connection;
    }

    Url url() {
        return request.url();
    }

    List<Redirect> history() {
        return history;
    }

    StreamInfo info() {
        return stream.info();
    }
}
