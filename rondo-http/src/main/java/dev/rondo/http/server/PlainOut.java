package dev.rondo.http.server;

import java.nio.ByteBuffer;

/** Writes a body of a length that was announced, or until the connection's end. */
final class PlainOut extends BodyOut {
    private final long length; // -1: until the end

    PlainOut(AnswerWriter answer, long length) {
        super(answer);
        this.length = length;
    }

    @Override
    void check(int more) {
        if (length >= 0 && more > length - sent()) {
            throw new IllegalStateException(
                    "The body has more bytes than were announced: " + length);
        }
    }

    @Override
    void send(ByteBuffer source) {
        answer().write(source);
    }

    @Override
    void end() {
        if (length >= 0 && sent() < length) {
            throw new IllegalStateException(
                    "The body has fewer bytes than were announced: " + sent() + " of " + length);
        }
    }
}
