package dev.rondo.http.server;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.http.wire.Http1Writer;
import dev.rondo.stream.StreamWriter;
import java.nio.ByteBuffer;

/** Writes a body in chunks; small writes are gathered into one (RFC 9112, section 7.1). */
final class ChunkedOut implements BodyOut {
    private static final int GATHERED = 4 * 1024;

    private final AnswerWriter answer;
    private final StreamWriter writer;
    private final ByteWriter gathered = new ByteWriter();
    private final ByteWriter frame = new ByteWriter();
    private long sent;
    private boolean closed;

    ChunkedOut(AnswerWriter answer, StreamWriter writer) {
        this.answer = answer;
        this.writer = writer;
    }

    @Override
    public void write(ByteBuffer source) {
        checkOpen();
        sent += source.remaining();
        if (gathered.size() + source.remaining() <= GATHERED) {
            gathered.put(source);
            return;
        }
        sendChunk(source);
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private void sendChunk(ByteBuffer behind) {
        int size = gathered.size() + behind.remaining();
        if (size == 0) {
            return;
        }
        frame.clear();
        Http1Writer.chunkHead(frame, size);
        ByteBuffer head = ByteBuffer.wrap(frame.toBytes());
        frame.clear();
        Http1Writer.chunkEnd(frame);
        ByteBuffer end = ByteBuffer.wrap(frame.toBytes());
        ByteBuffer before = ByteBuffer.wrap(gathered.toBytes());
        gathered.clear();
        answer.write(head, before, behind, end);
    }

    @Override
    public void flush() {
        checkOpen();
        sendChunk(NOTHING.duplicate());
        answer.waitingForClient(writer::flush);
    }

    @Override
    public void end() {
        sendChunk(NOTHING.duplicate());
        frame.clear();
        Http1Writer.lastChunk(frame);
        answer.write(frame.buffers());
    }

    @Override
    public void onDeparture(Runnable code) {
        answer.departure().onDeparture(code);
    }

    @Override
    public void removeOnDeparture() {
        answer.departure().removeOnDeparture();
    }

    @Override
    public long sent() {
        return sent;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "This answer has ended\nWrite its body while it is sent");
        }
    }
}
