package dev.rondo.http.server;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.http.wire.Http1Writer;
import java.nio.ByteBuffer;

/** Writes a body in chunks; small writes are gathered into one (RFC 9112, section 7.1). */
final class ChunkedOut extends BodyOut {
    private static final int GATHERED = 4 * 1024;

    private final ByteWriter gathered = new ByteWriter();
    private final ByteWriter frame = new ByteWriter();

    ChunkedOut(AnswerWriter answer) {
        super(answer);
    }

    @Override
    void send(ByteBuffer source) {
        if (gathered.size() + source.remaining() <= GATHERED) {
            gathered.put(source);
        } else {
            sendChunk(source);
        }
    }

    @Override
    void sendGathered() {
        sendChunk(ByteBuffer.allocate(0));
    }

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
        answer().write(head, before, behind, end);
    }

    @Override
    void end() {
        sendGathered();
        frame.clear();
        Http1Writer.lastChunk(frame);
        answer().write(frame.buffers());
    }
}
