package dev.rondo.http.server;

import dev.rondo.http.BodyWriter;
import java.nio.ByteBuffer;

/** Writes an answer's body in its framing, while it is made. Belongs to the connection's task. */
abstract sealed class BodyOut implements BodyWriter, Departure permits ChunkedOut, PlainOut {
    private final AnswerWriter answer;
    private final Departure departure;
    private long sent;
    private boolean closed;

    BodyOut(AnswerWriter answer) {
        this.answer = answer;
        this.departure = answer.departure();
    }

    @Override
    public final void write(ByteBuffer source) {
        checkOpen();
        check(source.remaining());
        sent += source.remaining();
        send(source);
    }

    @Override
    public final void flush() {
        checkOpen();
        sendGathered();
        answer.flush();
    }

    /** Refuses bytes that are too many. */
    void check(int more) {}

    /** Hands bytes over, or gathers them. */
    abstract void send(ByteBuffer source);

    /** Hands over what was gathered. */
    void sendGathered() {}

    /** Sends what ends the body, and what was gathered. */
    abstract void end();

    /** Returns how many bytes of the body were written. */
    final long sent() {
        return sent;
    }

    final AnswerWriter answer() {
        return answer;
    }

    /** Refuses to write from now on: what came later would be a part of another answer. */
    final void close() {
        closed = true;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "This answer has ended\nWrite its body while it is sent");
        }
    }

    @Override
    public final void onDeparture(Runnable code) {
        departure.onDeparture(code);
    }

    @Override
    public final void removeOnDeparture() {
        departure.removeOnDeparture();
    }
}
