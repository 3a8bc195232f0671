package dev.rondo.history;

/**
 * Something that clients were shown and may not be shown.
 *
 * @param kind what it is called
 * @param text the transactions of it, and why each had to come before the next
 */
public record Anomaly(Kind kind, String text) {
    /**
     * The phenomena of Adya's thesis (1999), as Elle names them, and what no database may do; in
     * the order in which levels forbid them.
     */
    public enum Kind {
        /** A value was read that nobody has written, or one that was written twice. */
        GARBAGE("a value that nobody wrote once"),
        /** Two reads show different orders of the same list. */
        INCOMPATIBLE_ORDER("reads that contradict each other"),
        /** A transaction does not see its own writes, or sees more than those before it. */
        INTERNAL("a transaction that contradicts itself"),
        /** G1a: what a refused transaction wrote was read. */
        ABORTED_READ("a read of what was refused"),
        /** G1b: what a transaction wrote in its middle was read. */
        INTERMEDIATE_READ("a read of what was not the last write"),
        /** G0: transactions whose writes come before each other's. */
        WRITE_CYCLE("writes in a circle"),
        /** G1c: a circle of writes, and reads of what was written. */
        CIRCULAR_INFORMATION("information in a circle"),
        /** G-single: a circle with one read of what was overwritten, as read skew. */
        READ_SKEW("a circle with one stale read"),
        /** G2: a circle with more of them, as write skew. */
        WRITE_SKEW("a circle of stale reads"),
        /**
         * Any of these circles, if one of its steps is only that one ended before another began.
         */
        REAL_TIME("a circle with the time that has passed");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    @Override
    public String toString() {
        return kind + " (" + kind.words + "): " + text;
    }
}
