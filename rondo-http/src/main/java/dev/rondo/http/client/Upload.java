package dev.rondo.http.client;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.Timeout;
import dev.rondo.TimeoutException;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.http.BodySource;
import dev.rondo.http.Payload;
import dev.rondo.http.wire.ResponseHead;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.SendFileOptions;
import dev.rondo.stream.StreamException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request. Its answer may come before all of it is sent, as when it is refused for its
 * size: then the rest is not sent, and the connection not used again (RFC 9112, section 9.5).
 *
 * <p>What the stream takes at once, as of most requests, costs no more than the call. Only while it
 * does not, a second task waits for the answer.
 */
final class Upload {
    private static final int COPIED = 16 * 1024; // a body up to here goes with the head

    /** Ends a body that is still being made, since its answer is there. */
    static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Ended() {
            super("The answer came before the body was sent", null, false, false);
        }
    }

    private final Exchange exchange;
    private final PooledConnection connection;
    private final ByteStream stream;
    private final ByteWriter out;
    private @Nullable ResponseHead early;
    private boolean writing; // a scope that the watcher may end
    private boolean headSent;
    private boolean complete;

    Upload(Exchange exchange, PooledConnection connection) {
        this.exchange = exchange;
        this.connection = connection;
        this.stream = connection.stream();
        this.out = connection.out();
    }

    /** Returns whether all of the request was sent. */
    boolean isComplete() {
        return complete;
    }

    /**
     * Sends the request, whose head is in the connection's writer.
     *
     * @return the answer's head, if it came before all was sent; else null
     */
    @Nullable ResponseHead send(Payload payload, RequestFraming framing, boolean expects) {
        try {
            if (expects && !mayContinue()) {
                return early;
            }
            body(payload, framing);
            complete = true;
        } catch (Ended e) {
            // The source has been told.
        } catch (StreamException e) {
            early = answerBehind(e);
        } finally {
            out.clear();
        }
        return early;
    }

    /** Sends the head alone and waits for the server's word; returns false for a final answer. */
    private boolean mayContinue() {
        writeOut();
        Timeout scope = Timeout.after(exchange.timeouts().expectContinue());
        try {
            early = scope.run(() -> exchange.readHead(true));
        } catch (TimeoutException e) {
            if (!scope.expired()) {
                throw e;
            }
        }
        return early == null;
    }

    private void body(Payload payload, RequestFraming framing) {
        switch (payload) {
            case Payload.Bytes(byte[] bytes) -> {
                if (framing.length() < 0) {
                    source(writer -> writer.write(bytes), framing);
                    return;
                }
                if (bytes.length <= COPIED) {
                    out.put(bytes);
                } else {
                    out.reference(bytes);
                }
                writeOut();
                if (bytes.length > 0) {
                    exchange.tracer().chunkSent(bytes.length);
                }
            }
            case Payload.FilePart part -> file(part);
            case Payload.Stream made -> source(made.source(), framing);
        }
    }

    private void file(Payload.FilePart part) {
        writeOut();
        if (part.length() == 0) {
            return;
        }
        long before = exchange.progress().bytesSent();
        long[] sent = new long[1];
        watched(() -> send(part, sent, before));
        if (sent[0] < part.length()) {
            throw new UncheckedIOException(
                    new IOException(
                            part.file()
                                    + " has "
                                    + (part.length() - sent[0])
                                    + " bytes less than were announced"));
        }
    }

    /** Sends what was not sent before an interim answer came between. */
    private void send(Payload.FilePart part, long[] sent, long before) {
        long begin = sent[0];
        SendFileOptions options =
                SendFileOptions.defaults()
                        .withOffset(part.offset() + begin)
                        .withCount(part.length() - begin)
                        .withProgress(count -> {
                            sent[0] = begin + count;
                            exchange.progress().sentInAll(before + sent[0]);
                        });
        sent[0] = begin + stream.sendFile(part.file(), options);
        exchange.progress().sentInAll(before + sent[0]);
    }

    private void source(BodySource source, RequestFraming framing) {
        UploadWriter writer = new UploadWriter(this, out, framing.length());
        try {
            source.writeTo(writer);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("The body of the request failed", e);
        }
        writer.end();
    }

    // ---- Writing

    /** Sends what is in the writer, and empties it. */
    void writeOut() {
        if (early != null) {
            throw new Ended(); // the source has gone on
        }
        ByteBuffer[] buffers = out.buffers();
        long size = out.size();
        long taken = buffers.length == 1 ? stream.tryWrite(buffers[0]) : stream.tryWrite(buffers);
        exchange.progress().sent(taken);
        if (taken < size) {
            watched(() -> stream.write(buffers));
            exchange.progress().sent(size - taken);
        }
        out.clear();
        if (!headSent) {
            headSent = true;
            exchange.headSent();
        }
    }

    /** Stops a body whose answer is there. */
    void checkEarly() {
        if (early != null) {
            throw new Ended();
        }
        if (stream.isReadable()) {
            lookForAnswer();
        }
    }

    private void lookForAnswer() {
        early = exchange.tryReadHead();
        if (early != null) {
            throw new Ended();
        }
    }

    /** Does what may take long, and ends it when the answer comes. */
    private void watched(Runnable work) {
        while (true) {
            if (stream.isReadable()) {
                lookForAnswer();
            }
            Timeout scope = Timeout.never();
            writing = true;
            Task<?> watcher = Rondo.createTask("answer to an upload", () -> watch(scope));
            boolean done = false;
            try {
                scope.run(work::run);
                done = true;
            } catch (TimeoutException e) {
                if (!scope.expired()) {
                    throw e;
                }
            } finally {
                writing = false;
                watcher.cancel("the upload has ended");
                awaitEnd(watcher); // only one may read, also an answer to what has failed
            }
            if (done) {
                return;
            }
        }
    }

    private void watch(Timeout scope) {
        try {
            stream.waitReadable();
        } catch (StreamException e) {
            return; // the write fails, too
        }
        if (writing && stream.isReadable()) {
            scope.reschedule(Duration.ZERO);
        }
    }

    private static void awaitEnd(Task<?> watcher) {
        if (!watcher.done()) {
            Rondo.waitAll(List.of(watcher));
        }
    }

    /** After a write that failed: the server may have answered before it closed. */
    private @Nullable ResponseHead answerBehind(StreamException failure) {
        if (connection.expired() != null || connection.isClosed()) {
            throw failure;
        }
        try {
            return exchange.readHead(false);
        } catch (StreamException | ServerDisconnectedException e) {
            failure.addSuppressed(e);
            throw failure;
        }
    }

    Exchange exchange() {
        return exchange;
    }
}
