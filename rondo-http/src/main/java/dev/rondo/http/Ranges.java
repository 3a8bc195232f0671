package dev.rondo.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a {@code Range} field asks for, of a representation whose size is known (RFC 9110, section
 * 14.2).
 *
 * {@snippet :
 * switch (Ranges.parse("bytes=0-99", file.size())) {
 *     case Ranges.Whole() -> sendAll();
 *     case Ranges.Parts(var ranges) -> sendParts(ranges);
 *     case Ranges.Unsatisfiable() -> refuse(Ranges.unsatisfiedContentRange(file.size()));
 * }
 * }
 */
public sealed interface Ranges {
    /** How many ranges are looked at; a field with more of them counts as none. */
    int MOST = 16;

    /** All of it, by 200: the field is no list of byte ranges, or too long a one. */
    record Whole() implements Ranges {}

    /**
     * Parts, by 206.
     *
     * @param ranges in the order asked for; if some overlapped, joined and in order. Not empty
     */
    record Parts(List<ByteRange> ranges) implements Ranges {
        /** Creates them, with a copy of the list. */
        public Parts {
            ranges = List.copyOf(ranges);
        }
    }

    /** None that is there: 416. */
    record Unsatisfiable() implements Ranges {}

    /** Returns the value of {@code Content-Range} with 416. */
    static String unsatisfiedContentRange(long size) {
        return "bytes */" + size;
    }

    /**
     * Returns what a field asks for. Numbers may be as large as they like.
     *
     * @param size of the representation, 0 or more
     */
    static Ranges parse(String field, long size) {
        if (size < 0) {
            throw new IllegalArgumentException("The size must not be negative, but is " + size);
        }
        ParameterReader reader = new ParameterReader(field);
        if (!reader.token().equalsIgnoreCase("bytes") || !reader.skips('=')) {
            return new Whole();
        }
        List<ByteRange> ranges = new ArrayList<>();
        int count = 0;
        do {
            reader.skipSpace();
            if (reader.atEnd() || reader.next() == ',') {
                continue; // an empty element of a list
            }
            boolean suffix = reader.skips('-');
            long from = reader.number();
            if (from < 0 || (!suffix && !reader.skips('-')) || ++count > MOST) {
                return new Whole();
            }
            long to = suffix ? -1 : reader.number();
            if (to >= 0 && to < from) {
                return new Whole();
            }
            addSatisfiable(ranges, suffix, from, to, size);
            reader.skipSpace();
        } while (reader.skips(','));
        if (!reader.atEnd() || count == 0) {
            return new Whole();
        }
        return ranges.isEmpty() ? new Unsatisfiable() : new Parts(joined(ranges));
    }

    private static void addSatisfiable(
            List<ByteRange> ranges, boolean suffix, long from, long to, long size) {
        long first = suffix ? size - Math.min(from, size) : from;
        long last = suffix || to < 0 ? size - 1 : Math.min(to, size - 1);
        if (first < size) {
            ranges.add(new ByteRange(first, last));
        }
    }

    /** What overlaps is sent once, so that no field asks for more than the whole. */
    private static List<ByteRange> joined(List<ByteRange> ranges) {
        List<ByteRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(ByteRange::first));
        List<ByteRange> joined = new ArrayList<>();
        for (ByteRange range : sorted) {
            ByteRange before = joined.isEmpty() ? null : joined.getLast();
            if (before != null && range.first() <= before.last()) {
                long last = Math.max(before.last(), range.last());
                joined.set(joined.size() - 1, new ByteRange(before.first(), last));
            } else {
                joined.add(range);
            }
        }
        return joined.size() == ranges.size() ? ranges : joined;
    }
}
