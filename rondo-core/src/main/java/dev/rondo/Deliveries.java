package dev.rondo;

import java.util.Arrays;

/**
 * How many requests of others were delivered to a task, by how many of its scopes had begun by
 * then. Those between which no scope began are one entry, so a task that catches its cancellations
 * for ever does not fill memory.
 */
final class Deliveries {
    private static final long[] NONE = {};

    // Invariant: pairs of a number of scopes, rising, and a count, positive.
    private long[] entries = NONE;
    private int size; // of entries that are used
    private int total;

    void add(long scopesBegun, int count) {
        if (count == 0) {
            return;
        }
        total += count;
        if (size > 0 && entries[size - 2] == scopesBegun) {
            entries[size - 1] += count;
            return;
        }
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(4, size * 2));
        }
        entries[size] = scopesBegun;
        entries[size + 1] = count;
        size += 2;
    }

    int total() {
        return total;
    }

    /** Takes one out, of the last; returns whether there was any. */
    boolean takeNewest() {
        if (total == 0) {
            return false;
        }
        total--;
        if (--entries[size - 1] == 0) {
            size -= 2;
        }
        return true;
    }

    /** Returns whether one came when that many scopes, or more, had begun. */
    boolean anySince(long scopesBegun) {
        return size > 0 && entries[size - 2] >= scopesBegun;
    }

    /** Takes those out of which {@link #anySince} tells; returns how many. */
    int takeSince(long scopesBegun) {
        int before = total;
        while (anySince(scopesBegun)) {
            total -= (int) entries[size - 1];
            size -= 2;
        }
        return before - total;
    }

    @Override
    public String toString() {
        return Arrays.toString(Arrays.copyOf(entries, size));
    }
}
