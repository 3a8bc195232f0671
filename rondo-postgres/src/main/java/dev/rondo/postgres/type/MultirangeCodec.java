package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/** Multiranges in the binary format: how many, and each range with its length. */
final class MultirangeCodec extends NestedCodec<Multirange<?>> {
    private final RangeCodec range;

    MultirangeCodec(PgType type, RangeCodec range) {
        super(type);
        this.range = range;
    }

    @Override
    @SuppressWarnings("unchecked") // a class has no arguments
    public Class<Multirange<?>> javaType() {
        return (Class<Multirange<?>>) (Class<?>) Multirange.class;
    }

    /** What becomes of a range's bytes. */
    private interface Each<R> {
        R read(byte[] source, int offset, int length);
    }

    private <R> List<R> read(Each<R> each, byte[] source, int offset, int length) {
        int count = length < Integer.BYTES ? -1 : Bytes.getInt(source, offset);
        if (count < 0 || count > (length - Integer.BYTES) / Integer.BYTES) {
            throw malformed(length + " bytes");
        }
        List<R> ranges = new ArrayList<>(count);
        int at = offset + Integer.BYTES;
        int end = offset + length;
        for (int i = 0; i < count; i++) {
            int size = length(source, at, end);
            if (size < 0) {
                throw malformed("a range that is NULL");
            }
            at += Integer.BYTES;
            ranges.add(each.read(source, at, size));
            at += size;
        }
        if (at != end) {
            throw malformed((end - at) + " bytes after the last range");
        }
        return ranges;
    }

    @Override
    Multirange<?> decode(byte[] source, int offset, int length, int depth) {
        return multirange(
                read(
                        (bytes, at, size) -> range.decode(bytes, at, size, depth),
                        source,
                        offset,
                        length));
    }

    @SuppressWarnings("unchecked") // bounds of whatever class
    private static Multirange<?> multirange(List<? extends Range<?>> ranges) {
        return new Multirange<>((List<Range<Object>>) (List<?>) ranges);
    }

    @Override
    String decodeText(byte[] source, int offset, int length, int depth) {
        return "{"
                + String.join(
                        ",",
                        read(
                                (bytes, at, size) -> range.decodeText(bytes, at, size, depth),
                                source,
                                offset,
                                length))
                + "}";
    }

    @Override
    public Decoder<?> decoder(Type wanted) {
        if (wanted instanceof ParameterizedType generic) {
            Type argument = ArrayLists.upper(generic.getActualTypeArguments()[0]);
            if (generic.getRawType() == Multirange.class) {
                Decoder<?> bound = range.subtype().decoder(argument);
                return (source, offset, length) ->
                        multirange(
                                read(
                                        (bytes, at, size) -> range.read(bound, bytes, at, size),
                                        source,
                                        offset,
                                        length));
            }
            if (generic.getRawType() == List.class) {
                Decoder<?> each = range.decoder(argument);
                return (source, offset, length) ->
                        List.copyOf(this.<Object>read(each::decode, source, offset, length));
            }
        }
        return super.decoder(wanted);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        List<?> ranges =
                switch (value) {
                    case Multirange<?> given -> given.ranges();
                    case List<?> given -> given;
                    default -> throw wrongClass(value, "a Multirange or a list of Range");
                };
        target.putInt(ranges.size());
        for (Object each : ranges) {
            encodeInner(range, each, target);
        }
    }
}
