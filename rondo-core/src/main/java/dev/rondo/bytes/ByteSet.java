package dev.rondo.bytes;

/**
 * An immutable set of byte values, to search for or to check against: separators, or the characters
 * that a token may have.
 *
 * {@snippet :
 * static final ByteSet BLANKS = ByteSet.of(" \t");
 * static final ByteSet DIGITS = ByteSet.range('0', '9');
 *
 * int end = queue.indexOf(DIGITS.complement(), 0); // the first that is no digit
 * }
 */
public final class ByteSet {
    private final boolean[] members; // by unsigned value: one load an answer

    private ByteSet(boolean[] members) {
        this.members = members;
    }

    /**
     * Returns the set of a text's characters.
     *
     * @throws IllegalArgumentException if one is not ASCII
     */
    public static ByteSet of(String characters) {
        boolean[] members = new boolean[256];
        for (int i = 0; i < characters.length(); i++) {
            if (characters.charAt(i) > 0x7f) {
                throw Text.notAscii(characters, "For other bytes there is range()");
            }
            members[characters.charAt(i)] = true;
        }
        return new ByteSet(members);
    }

    /**
     * Returns the set of all values from one to another.
     *
     * @param first 0 to 255
     * @param last included; {@code first} to 255
     * @throws IllegalArgumentException if they are not so
     */
    public static ByteSet range(int first, int last) {
        if (first < 0 || first > last || last > 255) {
            throw new IllegalArgumentException(
                    "A range of bytes lies in 0..255, but is " + first + ".." + last);
        }
        boolean[] members = new boolean[256];
        for (int value = first; value <= last; value++) {
            members[value] = true;
        }
        return new ByteSet(members);
    }

    /** Returns the set of what is in this or the other. */
    public ByteSet plus(ByteSet other) {
        boolean[] sum = members.clone();
        for (int value = 0; value < sum.length; value++) {
            sum[value] |= other.members[value];
        }
        return new ByteSet(sum);
    }

    /** Returns the set of what is not in this. */
    public ByteSet complement() {
        boolean[] others = new boolean[256];
        for (int value = 0; value < others.length; value++) {
            others[value] = !members[value];
        }
        return new ByteSet(others);
    }

    /** Returns whether a byte is in the set; of an {@code int}, the low eight bits count. */
    public boolean contains(int value) {
        return members[value & 0xff];
    }

    @Override
    public String toString() {
        byte[] values = new byte[256];
        int count = 0;
        for (int value = 0; value < 256; value++) {
            if (members[value]) {
                values[count++] = (byte) value;
            }
        }
        return "<ByteSet " + count + " values " + Text.shown(values, 0, count) + ">";
    }
}
