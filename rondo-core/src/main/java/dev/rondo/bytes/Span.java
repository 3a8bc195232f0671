package dev.rondo.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of a {@link ByteQueue} or of an array, looked at in place: a line, a header's name, a
 * number. One span is set again and again, so a parser makes no object a line; what has to last is
 * taken out of it as text, number or copy.
 *
 * <p>A span of a queue is valid until bytes are added to the queue, or its memory is trimmed, lent
 * or given back; then its methods throw an {@link IllegalStateException}. Taking bytes, also its
 * own, does it no harm. An array's span is valid for ever.
 *
 * {@snippet :
 * int colon = queue.indexOf(':', 0);
 * if (name.set(queue, 0, colon).equalsIgnoreCaseAscii("content-length")) {
 *     length = value.set(queue, colon + 1, end).strip().parseDecimal();
 * }
 * }
 */
public final class Span {
    private byte[] array = ByteQueue.NOTHING;
    private int start; // Invariant: 0 <= start, start + length <= array.length
    private int length;
    private @Nullable ByteQueue queue; // whose memory the array is
    private int additions; // of the queue, when this was set

    /** Creates an empty span. */
    public Span() {}

    // ---- Setting

    /**
     * Looks at a part of a queue from now on.
     *
     * @return this
     * @throws IndexOutOfBoundsException if there is no such part
     */
    public Span set(ByteQueue source, int from, int to) {
        start = source.indexOfPart(from, to);
        length = to - from;
        array = source.array();
        queue = source;
        additions = source.additions();
        return this;
    }

    /**
     * Looks at a part of an array from now on.
     *
     * @return this
     * @throws IndexOutOfBoundsException if there is no such part
     */
    public Span set(byte[] source, int from, int to) {
        start = Objects.checkFromToIndex(from, to, source.length);
        length = to - from;
        array = source;
        queue = null;
        return this;
    }

    /**
     * Looks at a part of what another span looks at, which may be this one.
     *
     * @return this
     * @throws IndexOutOfBoundsException if there is no such part
     */
    public Span set(Span source, int from, int to) {
        Objects.checkFromToIndex(from, to, source.length);
        start = source.start + from;
        length = to - from;
        array = source.array;
        queue = source.queue;
        additions = source.additions;
        return this;
    }

    /** Looks at nothing, and lets the memory go. */
    public void clear() {
        set(ByteQueue.NOTHING, 0, 0);
    }

    /**
     * Leaves out spaces and tabs at both ends (HTTP's optional whitespace, RFC 9110, section
     * 5.6.3).
     *
     * @return this
     */
    public Span strip() {
        byte[] bytes = memory();
        int from = start;
        int to = start + length;
        while (from < to && isBlank(bytes[from])) {
            from++;
        }
        while (from < to && isBlank(bytes[to - 1])) {
            to--;
        }
        start = from;
        length = to - from;
        return this;
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }

    private byte[] memory() {
        ByteQueue source = queue;
        if (source != null && source.additions() != additions) {
            throw new IllegalStateException(
                    "The bytes of this span may have moved: its queue was added to, or its memory"
                            + " was changed\nTake what has to last before, or set the span again");
        }
        return array;
    }

    // ---- Looking

    /** Returns how many bytes it has. */
    public int length() {
        return length;
    }

    /** Returns whether it has none. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** Returns the byte at an index. */
    public byte get(int index) {
        return memory()[start + Objects.checkIndex(index, length)];
    }

    /**
     * Returns the first index of a byte, or -1.
     *
     * @param value the low eight bits count
     * @param from where to begin, 0 to {@link #length}
     */
    public int indexOf(int value, int from) {
        Objects.checkFromToIndex(from, length, length);
        int at = ByteSearch.indexOf(memory(), start + from, start + length, (byte) value);
        return at < 0 ? -1 : at - start;
    }

    /**
     * Returns the first index of a byte that is in a set, or -1.
     *
     * @param from where to begin, 0 to {@link #length}
     */
    public int indexOf(ByteSet set, int from) {
        Objects.checkFromToIndex(from, length, length);
        int at = ByteSearch.indexOf(memory(), start + from, start + length, set);
        return at < 0 ? -1 : at - start;
    }

    /** Returns whether it is a text. A text that is not ASCII equals nothing. */
    public boolean equalsAscii(String text) {
        byte[] bytes = memory();
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[start + i] != text.charAt(i)) { // a byte above 0x7f is negative
                return false;
            }
        }
        return true;
    }

    /**
     * Returns whether it is a text, {@code A} to {@code Z} being as {@code a} to {@code z}. A text
     * that is not ASCII equals nothing.
     */
    public boolean equalsIgnoreCaseAscii(String text) {
        byte[] bytes = memory();
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int one = bytes[start + i];
            int other = text.charAt(i);
            if (one != other && lowerCase(one) != lowerCase(other)) {
                return false;
            }
        }
        return true;
    }

    private static int lowerCase(int value) {
        return value >= 'A' && value <= 'Z' ? value + ('a' - 'A') : value;
    }

    // ---- Taking out

    /** Returns a copy of the bytes. */
    public byte[] toBytes() {
        return Arrays.copyOfRange(memory(), start, start + length);
    }

    /**
     * Returns the bytes as text.
     *
     * @throws IllegalArgumentException if one is not ASCII
     */
    public String toAscii() {
        byte[] bytes = memory();
        for (int i = start; i < start + length; i++) {
            if (bytes[i] < 0) {
                throw new IllegalArgumentException(
                        "Not ASCII at " + (i - start) + ": " + shown(bytes));
            }
        }
        return toLatin1();
    }

    /** Returns the bytes as text, each one a character up to {@code U+00FF}. Never fails. */
    public String toLatin1() {
        return new String(memory(), start, length, StandardCharsets.ISO_8859_1);
    }

    /**
     * Returns the bytes, which are UTF-8, as text. What is not UTF-8 becomes {@code U+FFFD}, as in
     * {@link String#String(byte[], java.nio.charset.Charset)}.
     */
    public String toUtf8() {
        return new String(memory(), start, length, StandardCharsets.UTF_8);
    }

    /**
     * Returns the number whose decimal digits these are: no sign, no blank.
     *
     * @return 0 to {@link Long#MAX_VALUE}
     * @throws NumberFormatException if there is no digit, something else, or the number is larger
     */
    public long parseDecimal() {
        byte[] bytes = memory();
        long number = 0;
        for (int i = start; i < start + length; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                throw notNumber("decimal", bytes);
            }
            if (number > (Long.MAX_VALUE - digit) / 10) {
                throw tooLarge(bytes);
            }
            number = number * 10 + digit;
        }
        if (length == 0) {
            throw notNumber("decimal", bytes);
        }
        return number;
    }

    /**
     * Returns the number whose hexadecimal digits these are, in either case: no sign, no blank.
     *
     * @return 0 to {@link Long#MAX_VALUE}
     * @throws NumberFormatException if there is no digit, something else, or the number is larger
     */
    public long parseHex() {
        byte[] bytes = memory();
        long number = 0;
        for (int i = start; i < start + length; i++) {
            int digit = hexDigit(bytes[i]);
            if (digit < 0) {
                throw notNumber("hexadecimal", bytes);
            }
            if (number > Long.MAX_VALUE >> 4) {
                throw tooLarge(bytes);
            }
            number = number << 4 | digit;
        }
        if (length == 0) {
            throw notNumber("hexadecimal", bytes);
        }
        return number;
    }

    private static int hexDigit(byte value) {
        if (value >= '0' && value <= '9') {
            return value - '0';
        }
        int letter = value | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    private NumberFormatException notNumber(String kind, byte[] bytes) {
        return new NumberFormatException("Not a " + kind + " number: " + shown(bytes));
    }

    private NumberFormatException tooLarge(byte[] bytes) {
        return new NumberFormatException("Larger than " + Long.MAX_VALUE + ": " + shown(bytes));
    }

    private String shown(byte[] bytes) {
        return Text.shown(bytes, start, start + length);
    }

    /** Returns the beginning of the bytes, escaped: for messages. */
    @Override
    public String toString() {
        ByteQueue source = queue;
        boolean valid = source == null || source.additions() == additions;
        return "<Span " + length + " bytes " + (valid ? shown(array) : "that may have moved") + ">";
    }
}
