package dev.rondo.postgres.type;

import java.util.Locale;

/**
 * A place in the write-ahead log: {@code pg_lsn}.
 *
 * @param position in bytes from its beginning, unsigned
 */
public record Lsn(long position) implements Comparable<Lsn> {
    /**
     * Returns the place that a text such as {@code 16/B374D848} says.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Lsn of(String text) {
        int slash = text.indexOf('/');
        int end = text.length();
        if (slash < 1 || slash > 8 || end - slash < 2 || end - slash > 9) {
            throw Refusal.malformed("pg_lsn", Refusal.cut(text));
        }
        try {
            long high = Long.parseLong(text, 0, slash, 16);
            return new Lsn(high << 32 | Long.parseLong(text, slash + 1, end, 16));
        } catch (NumberFormatException e) {
            throw Refusal.malformed("pg_lsn", Refusal.cut(text));
        }
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(position, other.position);
    }

    /** Returns the server's text. */
    @Override
    public String toString() {
        String high = Long.toHexString(position >>> 32);
        String low = Long.toHexString(position & 0xffffffffL);
        return (high + "/" + low).toUpperCase(Locale.ROOT);
    }
}
