package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/** Multiranges as text: of subtypes without a binary format. */
final class TextMultirangeCodec extends Codec<Multirange<?>> {
    private final PgType type;
    private final TextRangeCodec range;

    TextMultirangeCodec(PgType type, TextRangeCodec range) {
        this.type = type;
        this.range = range;
    }

    @Override
    @SuppressWarnings("unchecked") // a class has no arguments
    public Class<Multirange<?>> javaType() {
        return (Class<Multirange<?>>) (Class<?>) Multirange.class;
    }

    @Override
    public Format format() {
        return Format.TEXT;
    }

    @Override
    public Multirange<?> decode(byte[] source, int offset, int length) {
        return parse(Utf8.decode(source, offset, length));
    }

    @Override
    @SuppressWarnings("unchecked") // bounds of whatever class
    Multirange<?> parse(String text) {
        List<Range<Object>> ranges = new ArrayList<>();
        if (!text.equals("{}")) {
            var reader = new CompositeText.Reader(type.displayName(), text);
            reader.expect('{');
            do {
                ranges.add((Range<Object>) range.read(reader));
            } while (reader.next() == ',');
            if (reader.at != text.length()) {
                throw reader.malformed();
            }
        }
        return new Multirange<>(ranges);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        List<?> ranges =
                switch (value) {
                    case Multirange<?> given -> given.ranges();
                    case List<?> given -> given;
                    default ->
                            throw Refusal.wrongClass(
                                    type.displayName(), value, "a Multirange or a list of Range");
                };
        StringBuilder text = new StringBuilder("{");
        for (Object each : ranges) {
            range.append(each, text.append(text.length() == 1 ? "" : ","));
        }
        Utf8.encode(type.displayName(), text.append('}').toString(), target);
    }

    @Override
    public String toString() {
        return "<Codec " + type.displayName() + " as text>";
    }
}
