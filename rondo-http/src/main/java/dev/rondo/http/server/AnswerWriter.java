package dev.rondo.http.server;

import dev.rondo.CancelledError;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.http.Headers;
import dev.rondo.http.Payload;
import dev.rondo.http.Status;
import dev.rondo.http.wire.Http1Writer;
import dev.rondo.stream.SendFileOptions;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.StreamWriter;
import java.nio.ByteBuffer;

/**
 * Writes answers to a connection: the head, what frames the body, and the body.
 *
 * <p>Small answers are put together in memory that the server's connections share and leave at the
 * end of the loop's pass; larger bodies are handed over where they are. Belongs to the connection's
 * task.
 */
final class AnswerWriter {
    private static final int COPIED = 3 * 1024; // bytes of a body that joins its head
    private static final int DIRECT = 64 * 1024; // a larger body does not pass the writer's buffer

    /** An answer contradicts itself; nothing of it was sent. */
    static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unfit(String message) {
            super(message);
        }
    }

    private final HttpConnection connection;
    private final StreamWriter writer;
    private boolean sending; // a part of an answer may have been sent
    private boolean keeps; // the connection, after the last answer
    private long handedOver; // bytes of bodies, of those that tell
    private long seen; // of the bytes to go, at the last look of the sweep

    AnswerWriter(HttpConnection connection, StreamWriter writer) {
        this.connection = connection;
        this.writer = writer;
    }

    /** Returns whether the connection may be used on, after the answer that was sent last. */
    boolean keeps() {
        return keeps;
    }

    Departure departure() {
        return connection;
    }

    boolean isSending() {
        return sending;
    }

    /** Returns whether bytes have left since the last call. */
    boolean hasMoved() {
        long now = handedOver - writer.buffered();
        boolean moved = now != seen;
        seen = now;
        return moved;
    }

    /** What an answer says of its own framing. */
    private static final class Told {
        long length = -1;
        boolean close;
        boolean connection;
        boolean date;
    }

    /**
     * Sends an answer, and returns how many bytes its body had. Suspends while the client does not
     * take it.
     *
     * @param isHead whether HEAD was asked for: only the head is sent
     * @param keep whether the connection may be kept
     * @throws Unfit if the answer contradicts itself; nothing was sent
     */
    long send(boolean isHead, boolean http11, boolean keep, Response response) throws Exception {
        Told told = told(response);
        Payload payload = response.payload();
        boolean hasBody = !isHead && mayHaveBody(response);
        long length = lengthOf(response, told);
        boolean chunked = length < 0 && http11;
        keeps = keep && !told.close && (length >= 0 || http11 || !hasBody);

        ByteWriter out = connection.site().scratch;
        out.clear();
        head(out, response, told, http11);
        if (response.takeover().isEmpty()) {
            frame(out, response, told, length, chunked && hasBody);
        }
        Http1Writer.end(out);

        sending = true;
        try {
            if (!hasBody) {
                writer.write(out.buffers());
                return 0;
            }
            return switch (payload) {
                case Payload.Bytes(byte[] bytes) -> sendBytes(out, bytes);
                case Payload.FilePart part -> sendFile(out, part);
                case Payload.Stream stream -> sendStream(out, stream, length, chunked);
            };
        } finally {
            sending = false;
        }
    }

    // ---- The head

    private static Told told(Response response) {
        Told told = new Told();
        Headers headers = response.headers();
        for (int i = 0; i < headers.size(); i++) {
            if (headers.nameIs(i, "Content-Length")) {
                told.length = parseLength(headers.value(i));
            } else if (headers.nameIs(i, "Connection")) {
                told.connection = true;
                told.close |= headers.value(i).equalsIgnoreCase("close");
            } else if (headers.nameIs(i, "Date")) {
                told.date = true;
            } else if (headers.nameIs(i, "Transfer-Encoding")) {
                throw new Unfit(
                        "A handler must not set Transfer-Encoding: the server frames the body");
            }
        }
        return told;
    }

    private static long parseLength(String value) {
        try {
            long length = Long.parseLong(value);
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Unfit("Content-Length is no number of bytes: " + value);
    }

    private static boolean mayHaveBody(Response response) {
        return response.status() != Status.NO_CONTENT
                && response.status() != Status.NOT_MODIFIED
                && response.takeover().isEmpty();
    }

    private static long lengthOf(Response response, Told told) {
        long length = response.payload().length();
        boolean isEmpty = length == 0; // HEAD and 304 tell of a body that is not there
        if (told.length >= 0 && length >= 0 && told.length != length && !isEmpty) {
            throw new Unfit("Content-Length is " + told.length + ", but the payload has " + length);
        }
        return length < 0 ? told.length : length;
    }

    private void head(ByteWriter out, Response response, Told told, boolean http11) {
        Http1Writer.statusLine(out, response.status());
        Http1Writer.headers(out, response.headers());
        if (!told.date) {
            Http1Writer.date(out, connection.site().date());
        }
        if (!told.connection) {
            if (!keeps) {
                Http1Writer.connectionClose(out);
            } else if (!http11) {
                Http1Writer.connectionKeepAlive(out);
            }
        }
    }

    private static void frame(
            ByteWriter out, Response response, Told told, long length, boolean chunked) {
        if (chunked) {
            Http1Writer.chunked(out);
        } else if (length >= 0
                && told.length < 0
                && response.status() != Status.NO_CONTENT
                && (response.status() != Status.NOT_MODIFIED || length > 0)) {
            Http1Writer.contentLength(out, length);
        }
    }

    // ---- The body

    private long sendBytes(ByteWriter out, byte[] bytes) {
        if (bytes.length <= COPIED) {
            writer.write(out.put(bytes).buffers());
        } else if (bytes.length <= DIRECT) {
            out.reference(bytes);
            waitingForClient(() -> writer.write(out.buffers()));
        } else {
            ByteBuffer head = ByteBuffer.wrap(out.toBytes());
            ByteBuffer body = ByteBuffer.wrap(bytes);
            waitingForClient(() ->
                    writer.withStream(stream -> {
                        stream.write(head, body);
                        return body;
                    }));
        }
        return bytes.length;
    }

    private long sendFile(ByteWriter out, Payload.FilePart part) {
        if (part.length() == 0) {
            writer.write(out.buffers());
            return 0;
        }
        ByteBuffer head = ByteBuffer.wrap(out.toBytes());
        long before = handedOver;
        SendFileOptions options =
                SendFileOptions.defaults()
                        .withOffset(part.offset())
                        .withCount(part.length())
                        .withProgress(sent -> handedOver = before + sent);
        long[] sent = new long[1];
        waitingForClient(() -> {
            writer.write(head);
            sent[0] = writer.withStream(stream -> stream.sendFile(part.file(), options));
        });
        if (sent[0] < part.length()) { // it has been cut meanwhile
            connection.report(
                    "The file " + part.file() + " has become shorter while it was sent",
                    new IllegalStateException(sent[0] + " of " + part.length() + " bytes"));
            breakOff(true);
        }
        return sent[0];
    }

    private long sendStream(ByteWriter out, Payload.Stream stream, long length, boolean chunked)
            throws Exception {
        writer.write(out.buffers());
        BodyOut body = chunked ? new ChunkedOut(this, writer) : new PlainOut(this, writer, length);
        try {
            stream.source().writeTo(body);
            body.end();
        } catch (CancelledError | StreamException e) {
            breakOff(chunked || length >= 0);
            throw e;
        } catch (Exception | Error e) { // of the program; the head has been sent
            connection.report("The body of an answer failed", e);
            breakOff(chunked || length >= 0);
        }
        return body.sent();
    }

    /** The client must see that the answer is not whole: by its framing, or by a reset. */
    private void breakOff(boolean isFramed) {
        keeps = false;
        if (!isFramed) {
            connection.abort();
        }
    }

    void waitingForClient(Runnable write) {
        Phase before = connection.enter(Phase.WRITING);
        try {
            write.run();
        } finally {
            connection.enter(before);
        }
    }

    /** Sends 408 and that it closes, from a callback. */
    void sendTimeout() {
        ByteWriter out = connection.site().scratch;
        out.clear();
        Http1Writer.statusLine(out, Status.REQUEST_TIMEOUT);
        Http1Writer.date(out, connection.site().date());
        Http1Writer.connectionClose(out);
        Http1Writer.contentLength(out, 0);
        Http1Writer.end(out);
        writer.write(out.buffers());
    }
}
