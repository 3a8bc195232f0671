package dev.rondo.stream;

import dev.rondo.bytes.ByteQueue;

/**
 * What a message may end with, and where that stands. Where one separator begins another, the
 * shortest match wins, and of two that end together the shorter.
 */
final class Separators {
    private final byte[][] separators;
    private int shortest = Integer.MAX_VALUE;
    private int longest;
    private int start = -1; // of the match that ends first, as far as it is known
    private int end = -1;

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if there is none, or an empty one
     */
    Separators(byte[][] separators) {
        if (separators.length == 0) {
            throw new IllegalArgumentException("Separator should contain at least one element");
        }
        for (byte[] separator : separators) {
            if (separator.length == 0) {
                throw new IllegalArgumentException("Separator should be at least one-byte string");
            }
            shortest = Math.min(shortest, separator.length);
            longest = Math.max(longest, separator.length);
        }
        this.separators = separators;
    }

    /** Looks for the match that ends first, and returns whether there is one. */
    boolean find(ByteQueue bytes, int from) {
        for (byte[] separator : separators) {
            int at = bytes.indexOf(separator, from);
            if (at >= 0 && isFirst(at, at + separator.length)) {
                start = at;
                end = at + separator.length;
            }
        }
        return end >= 0;
    }

    private boolean isFirst(int at, int behind) {
        return end < 0 || behind < end || (behind == end && at > start);
    }

    /** Returns where the match begins. */
    int start() {
        return start;
    }

    /** Returns where the match ends. */
    int end() {
        return end;
    }

    int shortest() {
        return shortest;
    }

    int longest() {
        return longest;
    }
}
