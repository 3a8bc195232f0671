package dev.rondo.bench.postgres;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Compares the order in which connections are given with the order in which tasks began to wait.
 */
final class Fairness {
    private final Set<Long> waiting = new LinkedHashSet<>(); // the longest waiting first
    private long arrivals;
    private long overtaken;
    private long places;

    /** Counts one that begins to wait, and returns its number. */
    long arrived() {
        waiting.add(arrivals);
        return arrivals++;
    }

    /** Counts one that has got its connection. */
    void granted(long number) {
        long first = waiting.iterator().next();
        waiting.remove(number);
        if (number != first) {
            overtaken++;
            places = Math.max(places, number - first);
        }
    }

    /** Returns the figures as members of JSON, after a comma. */
    String json() {
        return ", \"overtaken\": " + overtaken + ", \"places\": " + places;
    }
}
