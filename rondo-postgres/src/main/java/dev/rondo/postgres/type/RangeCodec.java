package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Ranges in the binary format: flags, then the bounds that there are. */
final class RangeCodec extends NestedCodec<Range<?>> {
    private static final int EMPTY = 0x01;
    private static final int LOWER_INCLUSIVE = 0x02;
    private static final int UPPER_INCLUSIVE = 0x04;
    private static final int NO_LOWER = 0x08;
    private static final int NO_UPPER = 0x10;

    private final Codec<?> subtype;

    RangeCodec(PgType type, Codec<?> subtype) {
        super(type);
        this.subtype = subtype;
    }

    Codec<?> subtype() {
        return subtype;
    }

    @Override
    @SuppressWarnings("unchecked") // a class has no arguments
    public Class<Range<?>> javaType() {
        return (Class<Range<?>>) (Class<?>) Range.class;
    }

    /** Turns a bound's bytes into something. */
    private interface Bound {
        Object read(byte[] source, int offset, int length);
    }

    @Override
    Range<?> decode(byte[] source, int offset, int length, int depth) {
        return readBounds(
                (bytes, at, size) -> decodeInner(subtype, bytes, at, size, depth),
                source,
                offset,
                length);
    }

    Range<?> read(Decoder<?> bound, byte[] source, int offset, int length) {
        return readBounds(bound::decode, source, offset, length);
    }

    private Range<?> readBounds(Bound bound, byte[] source, int offset, int length) {
        if (length < 1) {
            throw malformed("no bytes");
        }
        int flags = source[offset];
        int at = offset + 1;
        int end = offset + length;
        Object lower = null;
        if ((flags & (EMPTY | NO_LOWER)) == 0) {
            int size = boundLength(source, at, end);
            lower = bound.read(source, at + Integer.BYTES, size);
            at += Integer.BYTES + size;
        }
        Object upper = null;
        if ((flags & (EMPTY | NO_UPPER)) == 0) {
            int size = boundLength(source, at, end);
            upper = bound.read(source, at + Integer.BYTES, size);
            at += Integer.BYTES + size;
        }
        if (at != end) {
            throw malformed((end - at) + " bytes after the bounds");
        }
        return (flags & EMPTY) != 0
                ? Range.empty()
                : new Range<>(
                        lower,
                        upper,
                        (flags & LOWER_INCLUSIVE) != 0,
                        (flags & UPPER_INCLUSIVE) != 0,
                        false);
    }

    private int boundLength(byte[] source, int at, int end) {
        int size = length(source, at, end);
        if (size < 0) {
            throw malformed("a bound that is NULL");
        }
        return size;
    }

    @Override
    String decodeText(byte[] source, int offset, int length, int depth) {
        Range<?> texts =
                readBounds(
                        (bytes, at, size) -> innerText(subtype, bytes, at, size, depth),
                        source,
                        offset,
                        length);
        if (texts.isEmpty()) {
            return "empty";
        }
        StringBuilder text = new StringBuilder(32);
        RangeText.append(
                (String) texts.lowerOrNull(),
                (String) texts.upperOrNull(),
                texts.isLowerInclusive(),
                texts.isUpperInclusive(),
                text);
        return text.toString();
    }

    @Override
    public Decoder<?> decoder(Type wanted) {
        if (wanted instanceof ParameterizedType generic && generic.getRawType() == Range.class) {
            Decoder<?> bound =
                    subtype.decoder(ArrayLists.upper(generic.getActualTypeArguments()[0]));
            return (source, offset, length) -> read(bound, source, offset, length);
        }
        return super.decoder(wanted);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (!(value instanceof Range<?> range)) {
            throw wrongClass(value, "a Range");
        }
        if (range.isEmpty()) {
            target.put(EMPTY);
            return;
        }
        Object lower = range.lowerOrNull();
        Object upper = range.upperOrNull();
        target.put(
                (range.isLowerInclusive() ? LOWER_INCLUSIVE : 0)
                        | (range.isUpperInclusive() ? UPPER_INCLUSIVE : 0)
                        | (lower == null ? NO_LOWER : 0)
                        | (upper == null ? NO_UPPER : 0));
        putBound(lower, target);
        putBound(upper, target);
    }

    private void putBound(@Nullable Object bound, ByteWriter target) {
        if (bound != null) {
            encodeInner(subtype, bound, target);
        }
    }
}
