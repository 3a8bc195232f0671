package dev.rondo.postgres.type;

import org.jspecify.annotations.Nullable;

/** Ranges as text, as the server writes and reads them: {@code [1,"a b")}, {@code empty}. */
final class RangeText {
    private static final String SPECIAL = "()[],";

    private RangeText() {}

    static void append(
            @Nullable String lower,
            @Nullable String upper,
            boolean lowerInclusive,
            boolean upperInclusive,
            StringBuilder text) {
        text.append(lowerInclusive ? '[' : '(');
        if (lower != null) {
            CompositeText.append(lower, SPECIAL, text);
        }
        text.append(',');
        if (upper != null) {
            CompositeText.append(upper, SPECIAL, text);
        }
        text.append(upperInclusive ? ']' : ')');
    }

    /** Reads a range, and goes behind it. */
    static Range<?> read(CompositeText.Reader reader, Codec<?> subtype) {
        char first = reader.next();
        if (first != '[' && first != '(') {
            throw reader.malformed();
        }
        String lower = reader.value(",");
        reader.expect(',');
        String upper = reader.value("])");
        boolean upperInclusive = reader.next() == ']';
        return new Range<Object>(
                lower == null ? null : subtype.parse(lower),
                upper == null ? null : subtype.parse(upper),
                first == '[',
                upperInclusive,
                false);
    }
}
