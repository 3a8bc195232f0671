package dev.rondo.http.server;

import dev.rondo.stream.StreamWriter;
import java.nio.ByteBuffer;

/** Writes a body of a length that was announced, or until the connection's end. */
final class PlainOut implements BodyOut {
    private final AnswerWriter answer;
    private final StreamWriter writer;
    private final long length; // -1: until the end
    private long sent;
    private boolean closed;

    PlainOut(AnswerWriter answer, StreamWriter writer, long length) {
        this.answer = answer;
        this.writer = writer;
        this.length = length;
    }

    @Override
    public void write(ByteBuffer source) {
        checkOpen();
        if (length >= 0 && source.remaining() > length - sent) {
            throw new IllegalStateException(
                    "The body has more bytes than were announced: " + length);
        }
        sent += source.remaining();
        answer.write(source);
    }

    @Override
    public void flush() {
        checkOpen();
        answer.waitingForClient(writer::flush);
    }

    @Override
    public void end() {
        if (length >= 0 && sent < length) {
            throw new IllegalStateException(
                    "The body has fewer bytes than were announced: " + sent + " of " + length);
        }
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
