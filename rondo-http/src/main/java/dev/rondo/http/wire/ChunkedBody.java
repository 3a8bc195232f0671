package dev.rondo.http.wire;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Headers;
import dev.rondo.http.wire.HttpSyntaxException.Kind;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A body in chunks (RFC 9112, section 7.1).
 *
 * <pre>
 * LINE -size > 0-> DATA -all taken-> DATA_CR -> DATA_LF -> LINE
 *      -size 0-> TRAILERS -empty line-> DONE
 * </pre>
 */
final class ChunkedBody extends BodyDecoder {
    private enum State {
        LINE,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS,
        DONE
    }

    /** Bytes of a chunk-size line that are free: sixteen digits are the longest size. */
    private static final int FREE_A_CHUNK = 16;

    private static final int FREE_A_BYTE = 2;

    private final Http1Limits limits;
    private final ChunkLine line;
    private State state = State.LINE;
    private long left; // of the chunk
    private int atFront; // of the queue, when it was last looked at, and not taken since
    private long excess; // of the chunk-size lines, beyond what is free
    private @Nullable LineScanner trailerLines; // once the first trailer is there
    private @Nullable FieldSection trailerFields;
    private Headers trailers = Headers.none();

    ChunkedBody(Http1Limits limits) {
        this.limits = limits;
        this.line = new ChunkLine(limits.maxChunkExtension());
    }

    @Override
    public int available(ByteQueue in) {
        while (state != State.DATA && state != State.DONE && !in.isEmpty()) {
            if (state == State.TRAILERS) {
                if (!readTrailers(in)) {
                    return 0;
                }
            } else {
                readFraming(in);
            }
        }
        if (state == State.DONE) {
            return -1;
        }
        atFront = state == State.DATA ? (int) Math.min(left, in.size()) : 0;
        return atFront;
    }

    /** Takes bytes until something else comes, or none is left. */
    private void readFraming(ByteQueue in) {
        int at = 0;
        do {
            step(in.get(at++));
        } while (at < in.size() && state != State.DATA && state != State.TRAILERS);
        in.skip(at);
    }

    private void step(byte value) {
        switch (state) {
            case LINE -> {
                if (line.add(value)) {
                    endLine();
                }
            }
            case DATA_CR -> state = expect(value, '\r', State.DATA_LF);
            case DATA_LF -> state = expect(value, '\n', State.LINE);
            default -> throw new AssertionError(state);
        }
    }

    private static State expect(byte value, char expected, State next) {
        if (value != expected) {
            throw new HttpSyntaxException(Kind.CHUNK_END);
        }
        return next;
    }

    private void endLine() {
        left = line.size();
        excess += line.length();
        excess = Math.max(0, excess - FREE_A_CHUNK);
        if (excess > 0) {
            excess = Math.max(0, excess - FREE_A_BYTE * Math.min(left, excess));
        }
        if (excess > limits.maxChunkOverhead()) {
            throw new HttpSyntaxException(Kind.CHUNK_OVERHEAD);
        }
        line.reset();
        state = left > 0 ? State.DATA : State.TRAILERS;
    }

    /** Returns whether all are there. Nearly always there is none: then nothing is made. */
    @SuppressWarnings("ByteBufferBackingArray") // the queue says that its view has one
    private boolean readTrailers(ByteQueue in) {
        if (trailerFields == null && in.get(0) == '\r') {
            if (in.size() == 1) {
                return false;
            }
            if (in.get(1) == '\n') {
                in.skip(2);
                state = State.DONE;
                return true;
            }
        }
        LineScanner lines = trailerLines;
        FieldSection fields = trailerFields;
        if (lines == null || fields == null) {
            lines = new LineScanner(limits.maxHeadBytes());
            fields = new FieldSection(limits.maxTrailers(), limits.maxField());
            trailerLines = lines;
            trailerFields = fields;
        }
        ByteBuffer view = in.view();
        int base = view.arrayOffset() + view.position();
        if (!fields.parse(view.array(), base, view.remaining(), lines, null)) {
            return false;
        }
        trailers = fields.toHeaders(in.take(lines.from));
        state = State.DONE;
        return true;
    }

    @Override
    public void took(int count) {
        checkTook(count, atFront);
        atFront -= count;
        left -= count;
        if (left == 0 && state == State.DATA) {
            state = State.DATA_CR;
        }
    }

    @Override
    public boolean isDone() {
        return state == State.DONE;
    }

    @Override
    public long announced() {
        return left;
    }

    @Override
    public Headers trailers() {
        return trailers;
    }

    @Override
    public void end() {
        if (state != State.DONE) {
            throw new HttpSyntaxException(Kind.INCOMPLETE);
        }
    }
}
