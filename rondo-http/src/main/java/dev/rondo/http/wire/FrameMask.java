package dev.rondo.http.wire;

/**
 * The mask of a client's frames (RFC 6455, section 5.3): each byte is XORed with one of the key's
 * four. Masking again takes it away.
 *
 * <p>Eight bytes at a time, copied on the way.
 */
final class FrameMask {
    private FrameMask() {}

    /**
     * Copies bytes, masked.
     *
     * @param key its first byte is the highest
     * @param at which byte of the payload the first one is: where in the key to begin
     */
    static void copy(byte[] source, int from, byte[] target, int to, int length, int key, long at) {
        int turned = Integer.rotateLeft(key, (int) (at & 3) * Byte.SIZE);
        long inOrder = Integer.reverseBytes(turned) & 0xffffffffL; // the first byte lowest
        long twice = inOrder << Integer.SIZE | inOrder;
        int done = length & -Long.BYTES;
        for (int i = 0; i < done; i += Long.BYTES) {
            EightBytes.put(target, to + i, EightBytes.get(source, from + i) ^ twice);
        }
        for (int i = done; i < length; i++) {
            target[to + i] = (byte) (source[from + i] ^ (turned >> ((3 - (i & 3)) * Byte.SIZE)));
        }
    }
}
