package dev.rondo.postgres.type;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array with the indexes that it begins with; a list has none, and the server counts from 1
 * unless it is told otherwise.
 *
 * @param lowerBounds one for each dimension; none for an array without elements
 * @param values as lists in lists, as many levels as there are dimensions; nulls are NULL
 */
public record PgArray(List<Integer> lowerBounds, List<? extends @Nullable Object> values) {
    /** Copies the lists, of several dimensions the outer one. */
    public PgArray {
        lowerBounds = List.copyOf(lowerBounds);
        values = Collections.unmodifiableList(new ArrayList<@Nullable Object>(values));
    }
}
