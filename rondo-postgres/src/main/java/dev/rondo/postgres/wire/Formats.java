package dev.rondo.postgres.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The formats of parameters or of a result's columns, as Bind carries them; made once a statement.
 * Formats that are all alike take four bytes.
 */
public final class Formats {
    /** All text, for any number of values. */
    public static final Formats TEXT = new Formats(new byte[] {0, 0}, -1);

    /** All binary, for any number of values. */
    public static final Formats BINARY = new Formats(new byte[] {0, 1, 0, 1}, -1);

    private static final int MOST = 65_535; // the count is of 16 bits

    private final byte[] encoded;
    private final int values; // how many these are for; -1: any number

    private Formats(byte[] encoded, int values) {
        this.encoded = encoded;
        this.values = values;
    }

    /**
     * Returns formats, one a value.
     *
     * @param binary at most 65,535
     * @throws IllegalArgumentException if there are more
     */
    public static Formats of(boolean[] binary) {
        if (binary.length > MOST) {
            throw new IllegalArgumentException("More than 65535 formats: " + binary.length);
        }
        boolean first = binary.length > 0 && binary[0];
        boolean alike = true;
        byte[] encoded = new byte[Short.BYTES * (1 + binary.length)];
        encoded[0] = (byte) (binary.length >> 8);
        encoded[1] = (byte) binary.length;
        for (int i = 0; i < binary.length; i++) {
            alike &= binary[i] == first;
            encoded[2 * i + 3] = (byte) (binary[i] ? 1 : 0);
        }
        return alike ? first ? BINARY : TEXT : new Formats(encoded, binary.length);
    }

    /** Returns whether these are formats of so many values. */
    boolean fit(int count) {
        return values < 0 || values == count;
    }

    byte[] encoded() {
        return encoded;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Formats that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        if (values < 0) {
            return this == TEXT ? "<Formats text>" : "<Formats binary>";
        }
        StringBuilder text = new StringBuilder("<Formats ");
        for (int i = 3; i < encoded.length; i += 2) {
            text.append(encoded[i] == 0 ? 't' : 'b');
        }
        return text.append('>').toString();
    }
}
