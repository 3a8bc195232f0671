package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How values of one type go to the server and come back. Without state, used by many tasks.
 *
 * <p>A codec for a type of one's own extends this, and is announced by its type's name ({@link
 * dev.rondo.postgres.type.TypeRegistry#use}). It has to say only {@link #javaType}, {@link #decode}
 * and {@link #encode}, and {@link #format} if it is text.
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

    /**
     * Makes a value of bytes.
     *
     * @param <T> its class
     */
    public interface Decoder<T> {
        /**
         * Returns a value.
         *
         * @throws IllegalArgumentException if the bytes are none, or it does not fit
         */
        T decode(byte[] source, int offset, int length);
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
     *     number, and forgets what was appended
     */
    public abstract void encode(Object value, ByteWriter target);

    /**
     * Returns a value as a long, without boxing where the type allows.
     *
     * @throws IllegalArgumentException if it is no integer, or does not fit
     */
    public long decodeLong(byte[] source, int offset, int length) {
        return Conversions.toLong(decode(source, offset, length));
    }

    /**
     * Returns a value as a double, without boxing where the type allows: decimal fractions to the
     * nearest, integers only if they are the same.
     *
     * @throws IllegalArgumentException if it is no number, or does not fit
     */
    public double decodeDouble(byte[] source, int offset, int length) {
        return Conversions.toDouble(decode(source, offset, length));
    }

    /**
     * Returns a value as a boolean, without boxing where the type allows.
     *
     * @throws IllegalArgumentException if it is none
     */
    public boolean decodeBoolean(byte[] source, int offset, int length) {
        return Conversions.toBoolean(decode(source, offset, length));
    }

    /**
     * Returns a value's text as the server makes it with the settings {@code DateStyle=ISO}, {@code
     * IntervalStyle=postgres}, {@code TimeZone=UTC} and {@code bytea_output=hex}; also of values
     * that {@link #decode} refuses, such as {@code infinity}.
     *
     * @throws IllegalArgumentException if the bytes are no value
     */
    public String decodeText(byte[] source, int offset, int length) {
        return format() == Format.TEXT
                ? Utf8.decode(source, offset, length)
                : String.valueOf(decode(source, offset, length));
    }

    /**
     * Returns a value as another class than {@link #javaType}.
     *
     * @throws IllegalArgumentException if it has none such, or does not fit
     */
    public <U> U decodeAs(Class<U> type, byte[] source, int offset, int length) {
        if (type == String.class) {
            return type.cast(decodeText(source, offset, length));
        }
        return Conversions.convert(decode(source, offset, length), type);
    }

    /**
     * Returns whether {@link #decodeAs} makes a class of some values at least. Asked once a
     * statement, not a value.
     */
    public boolean decodesAs(Class<?> type) {
        return type == String.class || Conversions.converts(javaType(), type);
    }

    /**
     * Returns what decodes values as a type that may be generic, such as {@code List<Long>}; all
     * that does not depend on values is checked and looked up here, once a statement.
     *
     * @throws IllegalArgumentException if no value becomes such
     */
    public Decoder<?> decoder(Type type) {
        if (type instanceof Class<?> plain) {
            if (!decodesAs(plain)) {
                throw Refusal.noConversion(javaType(), plain);
            }
            if (plain.isAssignableFrom(javaType())) {
                return this::decode;
            }
            return (source, offset, length) -> decodeAs(plain, source, offset, length);
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            Decoder<?> inner = decoder(generic.getActualTypeArguments()[0]);
            return (source, offset, length) -> Optional.of(inner.decode(source, offset, length));
        }
        throw new IllegalArgumentException(
                javaType().getTypeName() + " does not convert to " + type.getTypeName());
    }

    /**
     * Returns the value that a text is: inside composed types that the server gives as text.
     *
     * @throws IllegalArgumentException if it is none, or this codec reads no text
     */
    T parse(String text) {
        if (format() != Format.TEXT) {
            throw new IllegalArgumentException(
                    javaType().getTypeName() + " is not read from text inside of other types");
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return decode(bytes, 0, bytes.length);
    }

    /** Returns a value's text: inside composed types that the server takes as text. */
    final String print(Object value) {
        ByteWriter writer = new ByteWriter();
        encode(value, writer);
        byte[] bytes = writer.toBytes();
        return decodeText(bytes, 0, bytes.length);
    }
}
