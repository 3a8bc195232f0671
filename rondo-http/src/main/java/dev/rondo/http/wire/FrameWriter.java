package dev.rondo.http.wire;

import java.nio.ByteBuffer;

/**
 * Writes frames (RFC 6455, section 5.2) into buffers, which are lent and have room: a frame's head,
 * and its payload in as many pieces as fit.
 *
 * <p>Into buffers, not into a {@link dev.rondo.bytes.ByteWriter}: a client's payload is masked on
 * its way, so it has to be copied, in pieces, since a message is larger than what anybody should
 * hold twice.
 */
public final class FrameWriter {
    /** How many bytes a control frame carries at most. */
    public static final int MAX_CONTROL = 125;

    /** How many bytes a head has at most. */
    public static final int MAX_HEAD = 14;

    /** How many bytes a control frame has at most, with its head. */
    public static final int MAX_CONTROL_FRAME = MAX_CONTROL + 6;

    private static final int FINAL = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126; // of length follow
    private static final int EIGHT_BYTES = 127;

    private FrameWriter() {}

    /** Appends the head of a frame that is not masked: a server's. */
    public static void putHead(
            ByteBuffer target, int opcode, boolean last, boolean compressed, long length) {
        putStart(target, opcode, last, compressed, length, 0);
    }

    /** Appends the head of a frame that is masked, with the key: a client's. */
    public static void putMaskedHead(
            ByteBuffer target, int opcode, boolean last, boolean compressed, long length, int key) {
        putStart(target, opcode, last, compressed, length, MASKED);
        target.putInt(key);
    }

    private static void putStart(
            ByteBuffer target,
            int opcode,
            boolean last,
            boolean compressed,
            long length,
            int mask) {
        target.put((byte) (opcode | (last ? FINAL : 0) | (compressed ? COMPRESSED : 0)));
        if (length <= MAX_CONTROL) {
            target.put((byte) (mask | length));
        } else if (length <= 0xffff) {
            target.put((byte) (mask | TWO_BYTES)).putShort((short) length);
        } else {
            target.put((byte) (mask | EIGHT_BYTES)).putLong(length);
        }
    }

    /**
     * Appends bytes of a payload, masked, as many as there is room for, and returns how many.
     *
     * @param at which byte of the payload the first one is
     */
    public static int putMasked(
            ByteBuffer target, byte[] source, int from, int length, int key, long at) {
        int count = Math.min(length, target.remaining());
        int to = target.arrayOffset() + target.position();
        FrameMask.copy(source, from, target.array(), to, count, key, at);
        target.position(target.position() + count);
        return count;
    }
}
