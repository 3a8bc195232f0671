package dev.rondo.http.wire;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates the messages of permessage-deflate (RFC 7692, section 7.2.2), as their bytes come, into
 * bounded memory: what inflates to more than a message may have is refused at the first byte too
 * many, however little it was before.
 *
 * <p>Holds native memory until it is closed.
 */
final class MessageInflater implements AutoCloseable {
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};
    private static final int WINDOW = 32 * 1024;
    private static final int STEP = 4 * 1024; // at least so many bytes of output at a time

    private final Inflater inflater = new Inflater(true);
    private final boolean forgets;
    private final byte[] probe = new byte[1];
    private long taken; // bytes of this message, as compressed
    private boolean atEnd; // of a last block, and nothing behind it yet

    /** Creates one; {@code forgets} when the peer compresses each message by itself. */
    MessageInflater(boolean forgets) {
        this.forgets = forgets;
    }

    /** Inflates a piece. */
    void add(byte[] source, int from, int length, MessageBytes target) {
        taken += length;
        atEnd = false;
        inflate(source, from, length, target);
    }

    /** Ends the message. */
    void finish(MessageBytes target) {
        if (taken == 0) { // not even the one byte of an empty block, section 7.2.3.6
            throw FrameException.invalid("A compressed message without a byte");
        }
        if (!atEnd) {
            inflate(TAIL, 0, TAIL.length, target);
        }
        taken = 0;
        atEnd = false;
        if (forgets) {
            inflater.reset();
        }
    }

    private void inflate(byte[] source, int from, int length, MessageBytes target) {
        inflater.setInput(source, from, length);
        int end = from + length;
        try {
            boolean more = true;
            while (more) {
                more = inflateSome(target) > 0 || goesOnBehindLast(source, end, target);
            }
        } catch (DataFormatException e) {
            throw FrameException.invalid("A compressed message that cannot be inflated");
        }
        if (inflater.needsDictionary()) {
            throw FrameException.invalid("A compressed message that wants a dictionary");
        }
    }

    private int inflateSome(MessageBytes target) throws DataFormatException {
        if (target.room() == 0) {
            int more = inflater.inflate(probe);
            if (more > 0) {
                throw FrameException.tooBig(target.size());
            }
            return 0;
        }
        int step = Math.min(STEP, target.room());
        if (target.array().length - target.size() < Math.min(step, 64)) {
            target.reserve(step, target.room());
        }
        int space = Math.min(target.array().length - target.size(), target.room());
        int count = inflater.inflate(target.array(), target.size(), space);
        target.added(count);
        return count;
    }

    /**
     * A block may say that it is the last one (section 7.2.3.4), and what follows is a new stream
     * for the JDK, but not for the peer: it may go on to refer to what was before.
     */
    private boolean goesOnBehindLast(byte[] source, int end, MessageBytes target) {
        if (!inflater.finished()) {
            return false;
        }
        int left = inflater.getRemaining();
        inflater.reset();
        int known = Math.min(WINDOW, target.size());
        if (known > 0) {
            inflater.setDictionary(target.array(), target.size() - known, known);
        }
        inflater.setInput(source, end - left, left);
        atEnd = left == 0;
        return left > 0;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
