package dev.rondo.postgres.wire;

import dev.rondo.bytes.ByteWriter;
import java.nio.ByteBuffer;

/** The type and length in front of each message, and what takes a message back. */
final class Framing {
    // The server's bound of the length (PQ_LARGE_MESSAGE_LIMIT); what is longer ends the session.
    private static final int MOST = (1 << 30) - 2;

    private final ByteWriter out;
    private int start = -1; // where the open message begins; -1: none is
    private int lengthAt; // where its length is

    Framing(ByteWriter out) {
        this.out = out;
    }

    /** Begins a message, and returns where. */
    int begin(int type) {
        checkClosed();
        start = out.size();
        lengthAt = start + 1;
        out.put(type).putInt(0);
        return start;
    }

    /** Begins a message without a type, and returns where. */
    int beginUntyped() {
        checkClosed();
        start = out.size();
        lengthAt = start;
        out.putInt(0);
        return start;
    }

    private void checkClosed() {
        if (start >= 0) {
            throw new IllegalStateException(
                    "A message was begun and not ended\nrollback() takes it back");
        }
    }

    /** Ends the message, or takes it back if it is too long. */
    void end() {
        int length = out.size() - lengthAt;
        if (length > MOST) {
            rollback(start);
            throw tooLong(length);
        }
        out.setInt(lengthAt, length);
        start = -1;
    }

    /** Appends a message of nothing but its type. */
    void empty(int type) {
        checkClosed();
        out.put(type).putInt(Integer.BYTES);
    }

    /** Checks that a body of so many bytes fits a message. */
    void checkLength(int length) {
        checkClosed();
        if (length > MOST - Integer.BYTES) {
            throw tooLong((long) length + Integer.BYTES);
        }
    }

    private static IllegalArgumentException tooLong(long length) {
        return new IllegalArgumentException(
                "A message of " + length + " bytes; PostgreSQL takes " + MOST + " at most");
    }

    /**
     * Takes back what was appended after a size. A writer of bytes only grows, so what stays is
     * appended anew: this is for failures.
     */
    void rollback(int size) {
        start = -1;
        if (out.size() > size) {
            ByteBuffer kept = ByteBuffer.allocate(size);
            for (ByteBuffer piece : out.buffers()) {
                int count = Math.min(piece.remaining(), kept.remaining());
                kept.put(piece.slice(piece.position(), count));
            }
            out.clear();
            out.put(kept.flip());
        }
    }

    static void checkNoZero(String text, String what) {
        int zero = text.indexOf('\0');
        if (zero >= 0) {
            throw new IllegalArgumentException(
                    what
                            + " has a zero (U+0000) at "
                            + zero
                            + ", which PostgreSQL's texts cannot: "
                            + Shown.text(text));
        }
    }

    /** As {@link #checkNoZero}, for what nobody may read. */
    static void checkNoZeroSecretly(String text, String what) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    what + " has a zero (U+0000), which PostgreSQL's texts cannot");
        }
    }

    @Override
    public String toString() {
        return out + (start < 0 ? "" : " open message from " + start);
    }
}
