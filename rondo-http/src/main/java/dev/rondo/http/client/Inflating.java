package dev.rondo.http.client;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Undoes gzip (RFC 1952), of one member or several, or deflate, which is zlib's (RFC 1950) by the
 * RFC and raw (RFC 1951) from some servers: the first two bytes tell. Nothing at all is an empty
 * body.
 *
 * <pre>
 *   START --two bytes--> HEAD (gzip) --> DATA --> TAIL (gzip) --more bytes--> HEAD
 *     | the end                                     | the end
 *     +--------------------> END <------------------+
 * </pre>
 */
final class Inflating implements Codings.Stage {
    private static final int INPUT = 8 * 1024;
    private static final int MOST_MEMBERS = 1024; // as aiohttp
    private static final int FLAG_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int RESERVED = 0xe0;
    private static final int DEFLATED = 8;

    private enum State {
        START,
        DATA,
        TAIL,
        END
    }

    /** Compressed data is broken. */
    static final class BrokenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private final BodyStream source;
    private final boolean gzip;
    private final byte[] input = new byte[INPUT];
    private int position; // of what is not used yet in the input
    private int limit;
    private final CRC32 crc = new CRC32();
    private @Nullable Inflater inflater;
    private State state = State.START;
    private int members;

    private Inflating(BodyStream source, boolean gzip) {
        this.source = source;
        this.gzip = gzip;
    }

    static Inflating gzip(BodyStream source) {
        return new Inflating(source, true);
    }

    static Inflating deflate(BodyStream source) {
        return new Inflating(source, false);
    }

    @Override
    public int read(ByteBuffer target) {
        while (true) {
            switch (state) {
                case START -> start();
                case DATA -> {
                    int count = inflate(target);
                    if (count > 0) {
                        return count;
                    }
                }
                case TAIL -> tail();
                case END -> {
                    return -1;
                }
            }
        }
    }

    /** Returns whether a read that was cancelled has lost nothing: not in a head or a tail. */
    @Override
    public boolean canGoOn() {
        return state == State.DATA || (state == State.START && members == 0 && limit == 0);
    }

    @Override
    public void end() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
        state = State.END;
    }

    // ---- Input

    /** Returns whether there is input, reading some if not. */
    private boolean hasInput() {
        if (position < limit) {
            return true;
        }
        int count = source.read(ByteBuffer.wrap(input));
        position = 0;
        limit = Math.max(0, count);
        return count > 0;
    }

    private int next() {
        if (!hasInput()) {
            throw new BrokenException("the compressed data is cut off", null);
        }
        return input[position++] & 0xff;
    }

    // ---- Around the data

    private void start() {
        if (!hasInput()) {
            end();
            return;
        }
        if (gzip) {
            gzipHead();
            use(new Inflater(true));
            return;
        }
        int first = input[position] & 0xff;
        boolean second = position + 1 < limit;
        int check = second ? (first << 8) | (input[position + 1] & 0xff) : -1;
        boolean zlib = (first & 0x0f) == DEFLATED && (!second || check % 31 == 0);
        use(new Inflater(!zlib));
    }

    private void use(Inflater made) {
        if (inflater != null) {
            inflater.end();
        }
        inflater = made;
        crc.reset();
        state = State.DATA;
    }

    private void gzipHead() {
        if (next() != 0x1f || next() != 0x8b || next() != DEFLATED) {
            throw new BrokenException("the body is not gzip", null);
        }
        if (++members > MOST_MEMBERS) {
            throw new BrokenException("more than " + MOST_MEMBERS + " gzip members", null);
        }
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw new BrokenException("the gzip head has flags that are reserved", null);
        }
        skip(6); // time, level and system
        if ((flags & FLAG_EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText();
        }
        if ((flags & FLAG_CRC) != 0) {
            skip(2);
        }
    }

    private void skip(int count) {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipText() {
        int length = 0;
        while (next() != 0) {
            if (++length > INPUT) {
                throw new BrokenException("the gzip head is too long", null);
            }
        }
    }

    private void tail() {
        if (gzip) {
            long sum = next32();
            long size = next32();
            Inflater used = inflater;
            if (sum != crc.getValue()
                    || (used != null && size != (used.getBytesWritten() & 0xffff_ffffL))) {
                throw new BrokenException("the gzip checksum is wrong", null);
            }
            while (hasInput() && input[position] == 0) { // padding, as of tapes
                position++;
            }
            state = State.START; // another member, or the end
        } else if (hasInput()) {
            throw new BrokenException("there are bytes behind the deflated data", null);
        } else {
            end();
        }
    }

    private long next32() {
        return next() | next() << 8 | next() << 16 | (long) next() << 24;
    }

    // ---- The data

    private int inflate(ByteBuffer target) {
        Inflater used = inflater;
        if (used == null) {
            throw new AssertionError("no inflater in DATA");
        }
        try {
            while (true) {
                int begin = target.position();
                int count = used.inflate(target);
                if (count > 0) {
                    if (gzip) {
                        crc.update(target.duplicate().flip().position(begin));
                    }
                    return count;
                }
                if (used.finished()) {
                    position = limit - used.getRemaining();
                    state = State.TAIL;
                    return 0;
                }
                if (used.needsDictionary()) {
                    throw new BrokenException("the deflated data needs a dictionary", null);
                }
                feed(used);
            }
        } catch (DataFormatException e) {
            throw new BrokenException("the compressed data is broken: " + e.getMessage(), e);
        }
    }

    private void feed(Inflater used) {
        if (!used.needsInput()) {
            throw new BrokenException("the compressed data is broken", null);
        }
        if (!hasInput()) {
            throw new BrokenException("the compressed data is cut off", null);
        }
        used.setInput(input, position, limit - position);
        position = limit;
    }
}
