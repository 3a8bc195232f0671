package dev.rondo.postgres.wire;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.bytes.Span;

/**
 * What stands in one message after its type and length, read from its beginning to its end. One is
 * set again and again.
 */
final class Body {
    private final Span span = new Span();
    private ByteQueue queue = new ByteQueue();
    private int type;
    private int at;
    private int end;

    /** Reads a part of a queue from now on, which must not be changed meanwhile. */
    void set(ByteQueue source, int messageType, int from, int to) {
        queue = source;
        type = messageType;
        at = from;
        end = to;
    }

    int remaining() {
        return end - at;
    }

    int takeByte() {
        return queue.get(advance(1)) & 0xff;
    }

    /** Takes two bytes, unsigned. */
    int takeShort() {
        return queue.getShort(advance(Short.BYTES)) & 0xffff;
    }

    int takeInt() {
        return queue.getInt(advance(Integer.BYTES));
    }

    byte[] takeBytes(int length) {
        int from = advance(length);
        byte[] taken = new byte[length];
        queue.get(from, taken, 0, length);
        return taken;
    }

    byte[] takeRest() {
        return takeBytes(remaining());
    }

    /** Takes a string up to its zero. What is not UTF-8 becomes U+FFFD: see the reader. */
    String takeString() {
        int zero = at < end ? queue.indexOf(0, at) : -1;
        if (zero < 0 || zero >= end) {
            throw new WireException(
                    "A string in the message " + Shown.type(type) + " goes beyond its end");
        }
        String text = span.set(queue, at, zero).toUtf8();
        at = zero + 1;
        return text;
    }

    void skipRest() {
        at = end;
    }

    private int advance(int length) {
        int from = at;
        if (length < 0 || length > end - from) {
            throw new WireException(
                    "The message " + Shown.type(type) + " ends before what it tells of");
        }
        at = from + length;
        return from;
    }

    /** Checks a number of things to come, each of some bytes, before memory is made for them. */
    int checkCount(int count, int bytesEach, int most, String what) {
        if (count < 0 || count > most) {
            throw new WireException(
                    "The message "
                            + Shown.type(type)
                            + " has "
                            + count
                            + ' '
                            + what
                            + ", the limit is "
                            + most);
        }
        if ((long) count * bytesEach > remaining()) {
            throw new WireException(
                    "The message "
                            + Shown.type(type)
                            + " has "
                            + remaining()
                            + " bytes for "
                            + count
                            + ' '
                            + what);
        }
        return count;
    }

    /** Checks that all was read. */
    void finish() {
        if (at != end) {
            throw new WireException(
                    "The message "
                            + Shown.type(type)
                            + " is longer than what it tells of, by "
                            + remaining()
                            + " bytes");
        }
    }
}
