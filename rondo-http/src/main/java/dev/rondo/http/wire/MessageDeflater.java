package dev.rondo.http.wire;

import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses messages for permessage-deflate (RFC 7692, section 7.2.1). Holds native memory from
 * its first message until it is closed.
 */
public final class MessageDeflater implements AutoCloseable {
    private static final int TAIL = 4; // 00 00 ff ff, which is not sent
    private static final int SMALLEST = 64;

    private final int level;
    private final boolean forgets;
    private @Nullable Deflater deflater; // after the first message
    private byte[] output = new byte[SMALLEST];
    private int size;

    /**
     * Creates one.
     *
     * @param level of {@link Deflater}
     * @param forgets whether each message is compressed by itself
     */
    public MessageDeflater(int level, boolean forgets) {
        this.level = level;
        this.forgets = forgets;
    }

    /**
     * Compresses a message that is not empty, and returns how many bytes it has then: in {@link
     * #output} until the next call.
     */
    public int compress(byte[] source, int from, int length) {
        Deflater made = deflater();
        size = 0;
        if (output.length < SMALLEST + length / 4) {
            output = new byte[SMALLEST + length / 4];
        }
        made.setInput(source, from, length);
        while (true) {
            size += made.deflate(output, size, output.length - size, Deflater.SYNC_FLUSH);
            if (size < output.length) {
                break; // all was flushed: zlib says so only by room that is left
            }
            output = Arrays.copyOf(output, 2 * output.length);
        }
        if (forgets) {
            made.reset();
        }
        return size - TAIL;
    }

    private Deflater deflater() {
        Deflater made = deflater;
        if (made == null) {
            made = new Deflater(level, true);
            deflater = made;
        }
        return made;
    }

    /** Returns the array that the compressed message begins. */
    public byte[] output() {
        return output;
    }

    /** Lets the message go, if it was large. */
    public void trim() {
        if (output.length > 16 * SMALLEST) {
            output = new byte[SMALLEST];
        }
    }

    /** Forgets all messages: for one that was compressed and is not sent. */
    public void reset() {
        Deflater made = deflater;
        if (made != null) {
            made.reset();
        }
    }

    @Override
    public void close() {
        Deflater made = deflater;
        if (made != null) {
            made.end();
        }
    }
}
