package dev.rondo.http;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** A body in pieces, all in the same buffer. */
final class BodyPieces implements Iterator<ByteBuffer> {
    private final Body body;
    private final ByteBuffer buffer;
    private boolean ahead; // the buffer has the next piece
    private boolean ended;

    BodyPieces(Body body, int size) {
        this.body = body;
        this.buffer = ByteBuffer.allocate(size);
    }

    @Override
    public boolean hasNext() {
        if (!ahead && !ended) {
            buffer.clear();
            ended = body.read(buffer) < 0;
            ahead = !ended;
            buffer.flip();
        }
        return ahead;
    }

    @Override
    public ByteBuffer next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ahead = false;
        return buffer;
    }
}
