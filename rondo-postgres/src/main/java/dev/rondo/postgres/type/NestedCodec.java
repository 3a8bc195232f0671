package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * A codec of a type with others inside. How deep types nest is known when codecs are made, but for
 * records without a type, which say themselves what is in them: so the depth is counted.
 */
abstract class NestedCodec<T> extends Codec<T> {
    /** As many levels as the server's own parser of types and values has stack for many times. */
    static final int MOST_DEPTH = 64;

    /** The type, for messages. */
    final PgType type;

    NestedCodec(PgType type) {
        this.type = type;
    }

    abstract T decode(byte[] source, int offset, int length, int depth);

    abstract String decodeText(byte[] source, int offset, int length, int depth);

    @Override
    public final T decode(byte[] source, int offset, int length) {
        return decode(source, offset, length, 0);
    }

    @Override
    public final String decodeText(byte[] source, int offset, int length) {
        return decodeText(source, offset, length, 0);
    }

    static Object decodeInner(Codec<?> codec, byte[] source, int offset, int length, int depth) {
        return codec instanceof NestedCodec<?> nested
                ? nested.decode(source, offset, length, deeper(depth))
                : codec.decode(source, offset, length);
    }

    static String innerText(Codec<?> codec, byte[] source, int offset, int length, int depth) {
        return codec instanceof NestedCodec<?> nested
                ? nested.decodeText(source, offset, length, deeper(depth))
                : codec.decodeText(source, offset, length);
    }

    private static int deeper(int depth) {
        if (depth >= MOST_DEPTH) {
            throw Refusal.malformed("value", "it nests deeper than " + MOST_DEPTH);
        }
        return depth + 1;
    }

    /** Appends a value with its length before it, or -1 for null. */
    static void encodeInner(Codec<?> codec, @Nullable Object value, ByteWriter target) {
        if (value == null) {
            target.putInt(-1);
            return;
        }
        int position = target.size();
        target.putInt(0);
        codec.encode(value, target);
        target.setInt(position, target.size() - position - Integer.BYTES);
    }

    /**
     * Returns the length that stands at a place, after checking that so much is there.
     *
     * @param end of the bytes
     */
    final int length(byte[] source, int at, int end) {
        if (end - at < Integer.BYTES) {
            throw malformed("it ends within a length");
        }
        int length = Bytes.getInt(source, at);
        if (length < -1 || length > end - at - Integer.BYTES) {
            throw malformed("a value of " + length + " bytes");
        }
        return length;
    }

    final IllegalArgumentException malformed(String how) {
        return Refusal.malformed(type.displayName(), how);
    }

    final IllegalArgumentException wrongClass(Object value, String takes) {
        return Refusal.wrongClass(type.displayName(), value, takes);
    }

    @Override
    public final String toString() {
        return "<Codec " + type.displayName() + ">";
    }
}
