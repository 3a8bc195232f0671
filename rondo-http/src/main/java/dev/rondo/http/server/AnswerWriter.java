package dev.rondo.http.server;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.http.Headers;
import dev.rondo.http.HttpException;
import dev.rondo.http.Payload;
import dev.rondo.http.Status;
import dev.rondo.http.wire.Http1Writer;
import dev.rondo.stream.SendFileOptions;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.StreamWriter;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

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
    private long handedOver; // bytes of files
    private @Nullable ByteBuffer direct; // what leaves past the writer
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
        return connection.departure();
    }

    boolean isSending() {
        return sending;
    }

    /** Returns whether bytes have left since the last call. */
    boolean hasMoved() {
        long now = handedOver - writer.buffered() - (direct == null ? 0 : direct.remaining());
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
        long length = lengthOf(response, told, hasBody);
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
                write(out.buffers());
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
                if (told.length >= 0) {
                    throw new Unfit("Content-Length is there twice");
                }
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
        boolean isNumber = !value.isEmpty() && value.length() <= 18; // fits a long
        for (int i = 0; i < value.length(); i++) {
            isNumber &= value.charAt(i) >= '0' && value.charAt(i) <= '9';
        }
        if (!isNumber) {
            throw new Unfit("Content-Length is no number of bytes: " + value);
        }
        return Long.parseLong(value);
    }

    private static boolean mayHaveBody(Response response) {
        return response.status() != Status.NO_CONTENT
                && response.status() != Status.NOT_MODIFIED
                && response.takeover().isEmpty();
    }

    private static long lengthOf(Response response, Told told, boolean hasBody) {
        long length = response.payload().length();
        boolean isLeftOut = length == 0 && !hasBody; // HEAD and 304 tell of what is not there
        if (told.length >= 0 && length >= 0 && told.length != length && !isLeftOut) {
            throw new Unfit("Content-Length is " + told.length + ", but the payload has " + length);
        }
        return length < 0 ? told.length : length;
    }

    private void head(ByteWriter out, Response response, Told told, boolean http11) {
        Http1Writer.statusLine(out, response.status());
        boolean hasNone = response.status() == Status.NO_CONTENT && told.length >= 0;
        Http1Writer.headers(
                out, hasNone ? response.headers().without("Content-Length") : response.headers());
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
            write(out.put(bytes).buffers());
        } else if (bytes.length <= DIRECT) {
            out.reference(bytes);
            write(out.buffers());
        } else {
            ByteBuffer head = ByteBuffer.wrap(out.toBytes());
            ByteBuffer body = ByteBuffer.wrap(bytes);
            direct = body;
            try {
                waitingForClient(() ->
                        writer.withStream(stream -> {
                            stream.write(head, body);
                            return body;
                        }));
            } finally {
                direct = null;
            }
        }
        return bytes.length;
    }

    private long sendFile(ByteWriter out, Payload.FilePart part) {
        if (part.length() == 0) {
            write(out.buffers());
            return 0;
        }
        ByteBuffer head = ByteBuffer.wrap(out.toBytes());
        long before = handedOver;
        SendFileOptions options =
                SendFileOptions.defaults()
                        .withOffset(part.offset())
                        .withCount(part.length())
                        .withProgress(sent -> handedOver = before + sent);
        try {
            waitingForClient(() -> {
                writer.write(head);
                writer.withStream(stream -> stream.sendFile(part.file(), options));
            });
            if (handedOver - before < part.length()) { // it has been cut meanwhile
                throw new UncheckedIOException(
                        new EOFException("There are fewer bytes than " + part.length()));
            }
        } catch (StreamException e) { // of the client
            throw e;
        } catch (UncheckedIOException
                | IllegalArgumentException e) { // gone, or cut; the head is out
            connection.report("The file " + part.file() + " cannot be sent whole", e);
            breakOff(true);
        }
        return handedOver - before;
    }

    private long sendStream(ByteWriter out, Payload.Stream stream, long length, boolean chunked)
            throws Exception {
        write(out.buffers());
        BodyOut body = chunked ? new ChunkedOut(this) : new PlainOut(this, length);
        try {
            stream.source().writeTo(body);
            body.end();
        } catch (Exception | Error e) { // the head has been sent
            breakOff(chunked || length >= 0);
            if (connection.isPrograms(e)) {
                connection.report("The body of an answer failed", e);
            } else if (!(e instanceof HttpException)) { // what is wrong with the request's body
                throw e;
            }
        } finally {
            body.close();
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

    /** Writes; suspends while the client takes too little. */
    void write(ByteBuffer... sources) {
        Phase before = connection.enter(Phase.WRITING);
        try {
            writer.write(sources);
        } catch (StreamException e) {
            throw connection.clients(e);
        } finally {
            connection.enter(before);
        }
    }

    void waitingForClient(Runnable write) {
        Phase before = connection.enter(Phase.WRITING);
        try {
            write.run();
        } catch (StreamException e) {
            throw connection.clients(e);
        } finally {
            connection.enter(before);
        }
    }

    /** Has the client take what is left of the answer. Suspends until then. */
    void flush() {
        waitingForClient(writer::flush);
    }

    /** Sends 408 and that it closes, from a callback; returns false if that would suspend. */
    boolean sendTimeout() {
        ByteWriter out = connection.site().scratch;
        out.clear();
        Http1Writer.statusLine(out, Status.REQUEST_TIMEOUT);
        Http1Writer.date(out, connection.site().date());
        Http1Writer.connectionClose(out);
        Http1Writer.contentLength(out, 0);
        Http1Writer.end(out);
        if (writer.buffered() + out.size() >= StreamWriter.DEFAULT_HIGH_WATER) {
            return false;
        }
        try {
            writer.write(out.buffers());
            return true;
        } catch (StreamException e) {
            return false; // broken already
        }
    }
}
