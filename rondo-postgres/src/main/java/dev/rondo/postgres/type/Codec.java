package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;

/**
 * How values of one type go to the server and come back. Without state, used by many tasks.
 *
 * @param <T> the class that a value has in Java
 */
public abstract class Codec<T> {
    /** The formats in which the server takes and gives values. */
    public enum Format {
        /** As {@code psql} shows it, in UTF-8. */
        TEXT,
        /** The type's own. */
        BINARY
    }

    /** For codecs of users' own and of this package. */
    protected Codec() {}

    /** Returns the class of decoded values. */
    public abstract Class<T> javaType();

    /** Returns the format of both directions. */
    public Format format() {
        return Format.BINARY;
    }

    /**
     * Returns a value.
     *
     * @throws IllegalArgumentException if the bytes are none, or Java's class cannot hold it; the
     *     caller adds the column's name
     */
    public abstract T decode(byte[] source, int offset, int length);

    /**
     * Appends a value, of {@link #javaType} or of another class that this codec takes, without its
     * length.
     *
     * @throws IllegalArgumentException if it takes no such value; the caller adds the parameter's
     *     number
     */
    public abstract void encode(Object value, ByteWriter target);

    /** Returns a value as a long, without boxing where the type allows. */
    public long decodeLong(byte[] source, int offset, int length) {
        return Conversions.toLong(decode(source, offset, length));
    }

    /** Returns a value as a double, without boxing where the type allows. */
    public double decodeDouble(byte[] source, int offset, int length) {
        return Conversions.toDouble(decode(source, offset, length));
    }

    /**
     * Returns a value as another class than {@link #javaType}.
     *
     * @throws IllegalArgumentException if it has none such, or does not fit
     */
    public <U> U decodeAs(Class<U> type, byte[] source, int offset, int length) {
        return Conversions.convert(decode(source, offset, length), type);
    }
}
