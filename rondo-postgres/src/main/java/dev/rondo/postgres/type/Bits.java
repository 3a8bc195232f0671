package dev.rondo.postgres.type;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A string of bits: {@code bit} and {@code varbit}. The first bit is the leftmost. Immutable. */
public final class Bits {
    private final byte[] bytes; // the first bit is the highest of the first byte; the rest is zero
    private final int size;

    /** Takes the array, whose last bits are zero. */
    Bits(byte[] bytes, int size) {
        this.bytes = bytes;
        this.size = size;
    }

    /**
     * Returns the bits that a text of 0 and 1 says.
     *
     * @throws IllegalArgumentException if there is anything else in it
     */
    public static Bits of(String text) {
        byte[] bytes = new byte[bytesFor(text.length())];
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '1') {
                bytes[i >> 3] |= (byte) (0x80 >> (i & 7));
            } else if (c != '0') {
                throw new IllegalArgumentException("No bit at " + i + ": " + Refusal.cut(text));
            }
        }
        return new Bits(bytes, text.length());
    }

    /** Returns bits, the first one first. */
    public static Bits of(boolean[] values) {
        byte[] bytes = new byte[bytesFor(values.length)];
        for (int i = 0; i < values.length; i++) {
            if (values[i]) {
                bytes[i >> 3] |= (byte) (0x80 >> (i & 7));
            }
        }
        return new Bits(bytes, values.length);
    }

    /**
     * Returns bits of a set.
     *
     * @param size how many; a set does not know that
     * @throws IllegalArgumentException if there are more in the set
     */
    public static Bits of(BitSet set, int size) {
        if (set.length() > size) {
            throw new IllegalArgumentException("A bit at " + (set.length() - 1) + " of " + size);
        }
        byte[] bytes = new byte[bytesFor(size)];
        for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
            bytes[i >> 3] |= (byte) (0x80 >> (i & 7));
        }
        return new Bits(bytes, size);
    }

    static int bytesFor(int bits) {
        return (int) ((bits + 7L) / 8);
    }

    /** Returns how many there are. */
    public int size() {
        return size;
    }

    /**
     * Returns a bit, from 0.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public boolean get(int index) {
        Objects.checkIndex(index, size);
        return (bytes[index >> 3] & 0x80 >> (index & 7)) != 0;
    }

    /** Returns a set of the indexes of those that are 1. */
    public BitSet toBitSet() {
        BitSet set = new BitSet(size);
        for (int i = 0; i < size; i++) {
            set.set(i, get(i));
        }
        return set;
    }

    /** Returns all. */
    public boolean[] toBooleans() {
        boolean[] values = new boolean[size];
        for (int i = 0; i < size; i++) {
            values[i] = get(i);
        }
        return values;
    }

    /**
     * Returns bytes of eight, the first bit the highest of the first; the last one is filled with
     * zeros.
     */
    public byte[] toBytes() {
        return bytes.clone();
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bits that && size == that.size && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + size;
    }

    /** Returns a text of 0 and 1. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(size);
        for (int i = 0; i < size; i++) {
            text.append(get(i) ? '1' : '0');
        }
        return text.toString();
    }
}
