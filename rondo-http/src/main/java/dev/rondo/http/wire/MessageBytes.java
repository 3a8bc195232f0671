package dev.rondo.http.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of one message, as its frames bring them: bounded, and checked for UTF-8 if it is text.
 *
 * <p>Memory grows with what has come, at most twice as fast; a length that a peer tells takes none.
 */
final class MessageBytes {
    private static final byte[] NOTHING = {};
    private static final int SMALLEST = 256;
    private static final int KEPT = 256; // for the next text: most are short

    private final int maxBytes;
    private final Utf8Check utf8 = new Utf8Check();
    private byte[] array = NOTHING;
    private int size;
    private boolean text;

    MessageBytes(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    void begin(boolean isText) {
        size = 0;
        text = isText;
        utf8.begin();
    }

    int size() {
        return size;
    }

    int room() {
        return maxBytes - size;
    }

    byte[] array() {
        return array;
    }

    /**
     * Makes room behind the bytes.
     *
     * @param needed how many more will be there at once
     * @param most how many more there will be in all, if nothing else comes
     */
    void reserve(int needed, long most) {
        if (needed > array.length - size) {
            long doubled = Math.max(SMALLEST, 2L * array.length);
            long target = Math.max((long) size + needed, Math.min(doubled, size + most));
            array = Arrays.copyOf(array, (int) Math.min(target, Math.max(maxBytes, size + needed)));
        }
    }

    /**
     * Counts bytes that were written behind the others.
     *
     * @throws FrameException if it is text and they are not
     */
    void added(int count) {
        if (text && !utf8.accepts(array, size, size + count)) {
            throw FrameException.invalid("Text that is not UTF-8");
        }
        size += count;
    }

    /** Returns the message, and forgets it. */
    Received finish() {
        if (!text) {
            byte[] bytes = array.length == size ? array : Arrays.copyOf(array, size);
            forget(0);
            return new Received.Binary(bytes);
        }
        if (!utf8.isComplete()) {
            throw FrameException.invalid("Text that ends within a character");
        }
        var charset = utf8.isAscii() ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
        String string = new String(array, 0, size, charset);
        forget(KEPT);
        return new Received.Text(string);
    }

    private void forget(int kept) {
        size = 0;
        if (array.length > kept) {
            array = NOTHING;
        }
    }
}
