package dev.rondo.postgres.type;

import java.util.List;

/**
 * Several ranges, which the server keeps in order and apart.
 *
 * @param ranges of them
 * @param <T> the class of the bounds
 */
public record Multirange<T>(List<Range<T>> ranges) {
    /** Copies the list. */
    public Multirange {
        ranges = List.copyOf(ranges);
    }

    /** Returns one of some ranges. */
    @SafeVarargs
    public static <T> Multirange<T> of(Range<T>... ranges) {
        return new Multirange<>(List.of(ranges));
    }
}
