package dev.rondo.http.client;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.http.BodyWriter;
import dev.rondo.http.wire.Http1Writer;
import java.nio.ByteBuffer;

/** Takes a request's body while it is made: gathers what is small, frames it, and sends it. */
final class UploadWriter implements BodyWriter {
    private static final int DIRECT = 4 * 1024; // from here on a copy costs more than a call
    private static final int GATHERED = 16 * 1024;

    private final Upload upload;
    private final ByteWriter out; // the head is in it until the first flush
    private final ByteWriter small = new ByteWriter();
    private final boolean chunked;
    private long left; // of the length that was announced

    UploadWriter(Upload upload, ByteWriter out, long length) {
        this.upload = upload;
        this.out = out;
        this.chunked = length < 0;
        this.left = chunked ? Long.MAX_VALUE : length;
    }

    @Override
    public void write(ByteBuffer source) {
        int count = source.remaining();
        if (count > left) {
            throw new IllegalStateException(
                    "The body is longer than its Content-Length: "
                            + (count - left)
                            + " bytes too many");
        }
        left -= count;
        if (count >= DIRECT) {
            send(source, count);
        } else {
            small.put(source);
            if (small.size() >= GATHERED) {
                flush();
            }
        }
    }

    @Override
    public void flush() {
        if (!small.isEmpty() || !out.isEmpty()) {
            send(ByteBuffer.allocate(0), 0);
        }
    }

    private void send(ByteBuffer large, int count) {
        upload.checkEarly();
        int size = small.size() + count;
        if (size > 0) {
            if (chunked) {
                Http1Writer.chunkHead(out, size);
            }
            for (ByteBuffer piece : small.buffers()) {
                out.reference(piece);
            }
            if (count > 0) {
                out.reference(large);
            }
            if (chunked) {
                Http1Writer.chunkEnd(out);
            }
        }
        upload.writeOut();
        small.clear();
        if (size > 0) {
            upload.exchange().tracer().chunkSent(size);
        }
    }

    /** The source has returned. */
    void end() {
        if (!chunked && left > 0) {
            throw new IllegalStateException(
                    "The body is shorter than its Content-Length: " + left + " bytes are missing");
        }
        if (!chunked) {
            flush();
            return;
        }
        if (!small.isEmpty()) {
            Http1Writer.chunkHead(out, small.size());
            out.put(small.toBytes());
            Http1Writer.chunkEnd(out);
            small.clear();
        }
        Http1Writer.lastChunk(out);
        upload.writeOut();
    }
}
