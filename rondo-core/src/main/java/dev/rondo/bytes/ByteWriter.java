package dev.rondo.bytes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together: bytes, text and numbers are appended to one array, which is used again
 * for the next message, and large bodies by reference; all leaves as {@link #buffers}, in one
 * gathered write.
 *
 * <p>Appending makes no object. What is refused (text that is not ASCII) leaves the writer as it
 * was.
 *
 * {@snippet :
 * ByteWriter writer = new ByteWriter();
 * writer.putAscii("HTTP/1.1 200 OK\r\nContent-Length: ")
 *         .putDecimal(body.length)
 *         .putAscii("\r\n\r\n")
 *         .reference(body);
 * stream.write(writer.buffers());
 * writer.clear();
 * }
 */
public final class ByteWriter {
    private static final int SMALLEST = 512;
    private static final int LARGEST = Integer.MAX_VALUE - 8; // of an array, in HotSpot
    private static final ByteBuffer[] NO_BUFFERS = {};

    // Up to here a loop over the characters is faster than TextEncoder.
    private static final int SHORT_TEXT = 16;

    /** A body that goes out after so many bytes of the array. */
    private record Reference(int after, ByteBuffer body, int length) {}

    private byte[] array = ByteQueue.NOTHING;
    private int end; // Invariant: 0 <= end <= array.length; the own bytes are array[0..end)
    private final List<Reference> references = new ArrayList<>(0); // in the order of `after`
    private int referenced; // how many bytes they have
    private ByteBuffer[] pieces = NO_BUFFERS; // reused by buffers()
    private @Nullable TextEncoder encoder; // after the first long text

    /** Creates an empty writer, which holds no memory yet. */
    public ByteWriter() {}

    /** Returns how many bytes were appended, by reference too. */
    public int size() {
        return end + referenced;
    }

    /** Returns whether nothing was appended. */
    public boolean isEmpty() {
        return size() == 0;
    }

    // ---- Bytes

    /** Appends a byte: the low eight bits of a number. */
    public ByteWriter put(int value) {
        reserve(1);
        array[end++] = (byte) value;
        return this;
    }

    /** Appends bytes. */
    public ByteWriter put(byte[] source) {
        return put(source, 0, source.length);
    }

    /**
     * Appends a part of an array.
     *
     * @throws IndexOutOfBoundsException if there is no such part
     */
    public ByteWriter put(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        reserve(length);
        System.arraycopy(source, offset, array, end, length);
        end += length;
        return this;
    }

    /** Appends all that remains in a buffer, and takes it from the buffer. */
    public ByteWriter put(ByteBuffer source) {
        int length = source.remaining();
        reserve(length);
        source.get(array, end, length);
        end += length;
        return this;
    }

    /** Appends two bytes, the high one first. */
    public ByteWriter putShort(int value) {
        reserve(Short.BYTES);
        BigEndian.putShort(array, end, value);
        end += Short.BYTES;
        return this;
    }

    /** Appends four bytes, the highest first. */
    public ByteWriter putInt(int value) {
        reserve(Integer.BYTES);
        BigEndian.putInt(array, end, value);
        end += Integer.BYTES;
        return this;
    }

    /** Appends eight bytes, the highest first. */
    public ByteWriter putLong(long value) {
        reserve(Long.BYTES);
        BigEndian.putLong(array, end, value);
        end += Long.BYTES;
        return this;
    }

    /**
     * Replaces four bytes that were appended before: a message's length, once it is known.
     *
     * @param position the {@link #size} when they were appended
     * @throws IndexOutOfBoundsException if there are not four bytes of the writer's own
     */
    public ByteWriter setInt(int position, int value) {
        int skipped = 0; // bytes by reference before the position
        int before = end; // where in the array the reference after the position is
        for (Reference reference : references) {
            if (position < reference.after + skipped + reference.length) {
                before = reference.after;
                break;
            }
            skipped += reference.length;
        }
        int at = position - skipped;
        if (at < 0 || at > before - Integer.BYTES) {
            throw new IndexOutOfBoundsException(
                    "No four bytes of the writer's own at " + position + " of " + size());
        }
        BigEndian.putInt(array, at, value);
        return this;
    }

    // ---- Text and numbers

    /**
     * Appends text in ASCII.
     *
     * @throws IllegalArgumentException if a character is not ASCII; nothing is appended
     */
    public ByteWriter putAscii(String text) {
        int length = text.length();
        reserve(length);
        int next = length <= SHORT_TEXT ? putShort(text) : encoder().putAscii(text, array, end);
        if (next < 0) {
            throw Text.notAscii(text, "For other text there is UTF-8: putUtf8()");
        }
        end = next;
        return this;
    }

    /** Writes ASCII after the end and returns the index after it, or -1 if it is not. */
    private int putShort(String text) {
        byte[] target = array;
        int at = end;
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            all |= c;
            target[at++] = (byte) c;
        }
        return all > 0x7f ? -1 : at;
    }

    /** Appends text in UTF-8; half of a surrogate pair becomes {@code ?}. */
    public ByteWriter putUtf8(String text) {
        int length = text.length();
        if (length <= SHORT_TEXT) {
            reserve(length);
            int next = putShort(text);
            if (next >= 0) {
                end = next;
                return this;
            }
        }
        for (int from = 0; from < length; ) {
            int to = TextEncoder.endOfChunk(text, from);
            reserve((to - from) * TextEncoder.MOST_BYTES);
            end = encoder().putUtf8(text, from, to, array, end);
            from = to;
        }
        return this;
    }

    /**
     * Appends text in UTF-8 and a zero: a string of C and of PostgreSQL.
     *
     * @throws IllegalArgumentException if there is a zero in it; nothing is appended
     */
    public ByteWriter putZeroTerminated(String text) {
        int zero = text.indexOf('\0');
        if (zero >= 0) {
            throw Text.zeroInside(text, zero);
        }
        return putUtf8(text).put(0);
    }

    /** Appends a number's decimal digits, after {@code -} if it is negative. */
    public ByteWriter putDecimal(long value) {
        reserve(Digits.LONGEST_DECIMAL);
        end = Digits.putDecimal(array, end, value);
        return this;
    }

    /**
     * Appends an unsigned number's hexadecimal digits, in lower case and without leading zeros.
     *
     * @param value all 64 bits count; an {@code int} that is negative has 16 digits
     */
    public ByteWriter putHex(long value) {
        reserve(Digits.LONGEST_HEX);
        end = Digits.putHex(array, end, value);
        return this;
    }

    private TextEncoder encoder() {
        TextEncoder present = encoder;
        if (present == null) {
            present = new TextEncoder();
            encoder = present;
        }
        return present;
    }

    // ---- By reference

    /** Appends bytes without copying them. See {@link #reference(ByteBuffer)}. */
    public ByteWriter reference(byte[] body) {
        return reference(ByteBuffer.wrap(body));
    }

    /**
     * Appends all that remains in a buffer without copying it: worth it from some KiB on. Until it
     * is sent, neither it nor its bytes may change; sending moves its position.
     */
    public ByteWriter reference(ByteBuffer body) {
        int length = body.remaining();
        if (length > 0) {
            checkSize(array.length, length);
            references.add(new Reference(end, body, length));
            referenced += length;
        }
        return this;
    }

    // ---- Leaving

    /**
     * Returns all that was appended, in order: the writer's own bytes and the bodies by reference;
     * none if nothing was. Valid until the next call of a method that changes the writer. Call it
     * once a message: the array is the same each time, and own bytes stand in it anew.
     */
    public ByteBuffer[] buffers() {
        int count = 0;
        int from = 0;
        for (Reference reference : references) {
            count += reference.after > from ? 2 : 1;
            from = reference.after;
        }
        count += end > from ? 1 : 0;
        if (pieces.length != count) {
            pieces = Arrays.copyOf(pieces, count);
        }
        int next = 0;
        from = 0;
        for (Reference reference : references) {
            if (reference.after > from) {
                pieces[next] = ownPiece(pieces[next], from, reference.after);
                next++;
            }
            pieces[next++] = reference.body;
            from = reference.after;
        }
        if (end > from) {
            pieces[next] = ownPiece(pieces[next], from, end);
        }
        return pieces;
    }

    /** The view that stood there before, if it is one of the array: no object a message. */
    private ByteBuffer ownPiece(@Nullable ByteBuffer former, int from, int to) {
        ByteBuffer view =
                former != null && isView(former) ? former.clear() : ByteBuffer.wrap(array);
        return view.limit(to).position(from);
    }

    @SuppressWarnings("ByteBufferBackingArray") // only compared
    private boolean isView(ByteBuffer piece) {
        return piece.hasArray() && piece.array() == array;
    }

    /** Returns a copy of all that was appended. */
    public byte[] toBytes() {
        ByteBuffer all = ByteBuffer.allocate(size());
        for (ByteBuffer piece : buffers()) {
            all.put(piece.duplicate());
        }
        return all.array();
    }

    /** Forgets what was appended, and keeps the memory for the next message. */
    public void clear() {
        end = 0;
        if (!references.isEmpty()) {
            references.clear();
            referenced = 0;
            boolean keeps = pieces.length > 0 && isView(pieces[0]);
            pieces = keeps ? Arrays.copyOf(pieces, 1) : NO_BUFFERS; // not the bodies
        }
    }

    /** Lets the memory go when the writer is empty: for connections that wait long. */
    public void trim() {
        if (isEmpty()) {
            array = ByteQueue.NOTHING;
            pieces = NO_BUFFERS;
            encoder = null;
        }
    }

    private void reserve(int length) {
        if (length > array.length - end) {
            grow(length);
        }
    }

    private void grow(int length) {
        checkSize(end, length);
        int doubled = (int) Math.min(2L * array.length, LARGEST - referenced);
        array = Arrays.copyOf(array, Math.max(Math.max(SMALLEST, doubled), end + length));
    }

    // Invariant: array.length + referenced <= LARGEST, so that size() is an int.
    private void checkSize(int own, int more) {
        if ((long) own + referenced + more > LARGEST) {
            throw new IllegalStateException(
                    "A message of "
                            + size()
                            + " bytes cannot take "
                            + more
                            + " more\nSend what is there before: buffers(), then clear()");
        }
    }

    @Override
    public String toString() {
        return "<ByteWriter "
                + size()
                + " bytes"
                + (referenced == 0 ? "" : ", by reference " + referenced)
                + " memory="
                + array.length
                + ">";
    }
}
