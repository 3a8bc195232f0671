package dev.rondo.http.wire;

import dev.rondo.http.wire.HttpSyntaxException.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Parses field lines up to the empty one (RFC 9112, section 5), and goes on where it stopped. Where
 * they are is kept in an array that is used again.
 */
final class FieldSection {
    private static final int STRIDE = ReceivedHeaders.STRIDE;
    private static final int USUAL_FIELDS = 16;

    private final int maxFields;
    private final int maxField;
    private int[] positions = new int[USUAL_FIELDS * STRIDE];
    private int end; // Invariant: what was found is positions[0..end)

    FieldSection(int maxFields, int maxField) {
        this.maxFields = maxFields;
        this.maxField = maxField;
    }

    void reset() {
        end = 0;
    }

    /**
     * Parses the lines from the scanner's on.
     *
     * @param base where positions count from
     * @param size how many bytes there are from there on
     * @param facts to be told of the fields that matter to it
     * @return whether the empty line was found; the scanner is behind it then
     */
    boolean parse(byte[] array, int base, int size, LineScanner lines, @Nullable FieldFacts facts) {
        while (lines.find(array, base, size, maxField, Kind.FIELD_TOO_LONG)) {
            if (lines.to == lines.from) {
                lines.advance();
                return true;
            }
            parseField(array, base, lines.from, lines.to, facts);
            lines.advance();
        }
        return false;
    }

    /** The line ends with CR, which is no token: the first loop does not run beyond it. */
    private void parseField(
            byte[] array, int base, int lineFrom, int lineTo, @Nullable FieldFacts facts) {
        int from = base + lineFrom;
        int to = base + lineTo;
        int colon = from;
        while (Chars.TOKEN[array[colon] & 0xff]) {
            colon++;
        }
        if (colon == from || array[colon] != ':') {
            throw new HttpSyntaxException(
                    Chars.isBlank(array[from]) ? Kind.FOLDED : Kind.FIELD_NAME);
        }
        int value = colon + 1;
        while (value < to && Chars.isBlank(array[value])) {
            value++;
        }
        while (value < to && Chars.isBlank(array[to - 1])) {
            to--;
        }
        int index = end / STRIDE;
        if (index == maxFields) {
            throw new HttpSyntaxException(Kind.TOO_MANY_FIELDS);
        }
        if (facts != null) {
            KnownField field = KnownField.of(array, from, colon - from);
            if (field != null) {
                facts.add(field, index, array, value, to);
            }
        }
        keep(lineFrom, colon - base, value - base, to - base);
    }

    private void keep(int nameFrom, int nameTo, int valueFrom, int valueTo) {
        if (end == positions.length) {
            positions = Arrays.copyOf(positions, 2 * end);
        }
        positions[end] = nameFrom;
        positions[end + 1] = nameTo;
        positions[end + 2] = valueFrom;
        positions[end + 3] = valueTo;
        end += STRIDE;
    }

    /**
     * Returns the fields that were found.
     *
     * @param bytes a copy of those that were parsed, from the base on
     */
    ReceivedHeaders toHeaders(byte[] bytes) {
        return new ReceivedHeaders(bytes, Arrays.copyOf(positions, end));
    }
}
