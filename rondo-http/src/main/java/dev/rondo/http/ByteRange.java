package dev.rondo.http;

import java.util.Optional;

/**
 * A part of a representation, in bytes (RFC 9110, section 14.1.2).
 *
 * @param first from 0
 * @param last inclusive; at least {@code first}
 */
public record ByteRange(long first, long last) {
    /**
     * Creates a range.
     *
     * @throws IllegalArgumentException if it ends before it begins
     */
    public ByteRange {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException(
                    "A range from " + first + " to " + last + " has no bytes");
        }
    }

    /** Returns how many bytes it has. */
    public long length() {
        return last - first + 1;
    }

    /** Returns the value of {@code Content-Range} for it, of a representation of some size. */
    public String contentRange(long size) {
        return "bytes " + first + "-" + last + "/" + size;
    }

    /** Returns the value of a {@code Range} field that asks for it. */
    @Override
    public String toString() {
        return "bytes=" + first + "-" + last;
    }

    /**
     * What a {@code Content-Range} field says.
     *
     * @param range the part that was sent
     * @param size of the whole; -1 if it is not known
     */
    public record Content(ByteRange range, long size) {}

    /**
     * Returns what a {@code Content-Range} field says; nothing if it cannot be read, has no range
     * ({@code *}), or one outside of its size.
     */
    public static Optional<Content> tryParseContentRange(String text) {
        ParameterReader reader = new ParameterReader(text);
        if (!reader.token().equalsIgnoreCase("bytes") || !reader.skips(' ')) {
            return Optional.empty();
        }
        long first = reader.number();
        long last = reader.skips('-') ? reader.number() : -1;
        if (first < 0 || last < first || !reader.skips('/')) {
            return Optional.empty();
        }
        long size = reader.skips('*') ? Long.MAX_VALUE : reader.number();
        if (!reader.atEnd() || size <= last) {
            return Optional.empty();
        }
        long known = size == Long.MAX_VALUE ? -1 : size;
        return Optional.of(new Content(new ByteRange(first, last), known));
    }
}
