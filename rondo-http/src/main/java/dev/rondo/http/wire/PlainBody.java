package dev.rondo.http.wire;

import dev.rondo.bytes.ByteQueue;

/** A body without framing of its own: of a length, or until the peer's end. */
final class PlainBody extends BodyDecoder {
    private final boolean untilEnd;
    private long left; // while untilEnd: no bound
    private int atFront; // of the queue, when it was last looked at, and not taken since
    private boolean ended; // the peer sends no more

    private PlainBody(long left, boolean untilEnd) {
        this.left = left;
        this.untilEnd = untilEnd;
    }

    static PlainBody ofLength(long length) {
        return new PlainBody(length, false);
    }

    static PlainBody untilEnd() {
        return new PlainBody(Long.MAX_VALUE, true);
    }

    @Override
    public int available(ByteQueue in) {
        atFront = (int) Math.min(left, in.size());
        return isDone() ? -1 : atFront;
    }

    @Override
    public void took(int count) {
        checkTook(count, atFront);
        atFront -= count;
        if (!untilEnd) {
            left -= count;
        }
    }

    @Override
    public void passed(int count) {
        if (count < 0 || count > left || atFront > 0) {
            throw new IllegalArgumentException(
                    count + " bytes cannot have passed: left=" + left + " in front=" + atFront);
        }
        if (!untilEnd) {
            left -= count;
        }
    }

    @Override
    public boolean isDone() {
        return left == 0 || (ended && atFront == 0);
    }

    @Override
    public long announced() {
        return untilEnd ? 0 : left;
    }

    @Override
    public void end() {
        if (!untilEnd && left > 0) {
            throw new HttpSyntaxException(HttpSyntaxException.Kind.INCOMPLETE);
        }
        ended = true;
    }
}
