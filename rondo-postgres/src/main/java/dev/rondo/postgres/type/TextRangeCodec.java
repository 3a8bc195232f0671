package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/** Ranges as text: of subtypes without a binary format. */
final class TextRangeCodec extends Codec<Range<?>> {
    private final PgType type;
    private final Codec<?> subtype;

    TextRangeCodec(PgType type, Codec<?> subtype) {
        this.type = type;
        this.subtype = subtype;
    }

    @Override
    @SuppressWarnings("unchecked") // a class has no arguments
    public Class<Range<?>> javaType() {
        return (Class<Range<?>>) (Class<?>) Range.class;
    }

    @Override
    public Format format() {
        return Format.TEXT;
    }

    @Override
    public Range<?> decode(byte[] source, int offset, int length) {
        return parse(Utf8.decode(source, offset, length));
    }

    @Override
    Range<?> parse(String text) {
        if (text.equals("empty")) {
            return Range.empty();
        }
        var reader = new CompositeText.Reader(type.displayName(), text);
        Range<?> range = RangeText.read(reader, subtype);
        if (reader.at != text.length()) {
            throw reader.malformed();
        }
        return range;
    }

    Range<?> read(CompositeText.Reader reader) {
        return RangeText.read(reader, subtype);
    }

    void append(Object value, StringBuilder text) {
        if (!(value instanceof Range<?> range)) {
            throw Refusal.wrongClass(type.displayName(), value, "a Range");
        }
        if (range.isEmpty()) {
            text.append("empty");
            return;
        }
        RangeText.append(
                print(range.lowerOrNull(), subtype),
                print(range.upperOrNull(), subtype),
                range.isLowerInclusive(),
                range.isUpperInclusive(),
                text);
    }

    private static @Nullable String print(@Nullable Object bound, Codec<?> subtype) {
        return bound == null ? null : subtype.print(bound);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        StringBuilder text = new StringBuilder(32);
        append(value, text);
        Utf8.encode(type.displayName(), text.toString(), target);
    }

    @Override
    public String toString() {
        return "<Codec " + type.displayName() + " as text>";
    }
}
