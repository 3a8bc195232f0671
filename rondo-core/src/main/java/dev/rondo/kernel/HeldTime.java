package dev.rondo.kernel;

import org.jspecify.annotations.Nullable;

/**
 * How long single steps have held a loop, as the watchdog saw it: what is shorter than one of its
 * samples, a tenth of a second, does not count.
 *
 * <p>Written by the watchdog, read by any thread; it takes its own lock for a moment.
 */
public final class HeldTime {
    private static final long SHORTEST_NANOS = 100_000_000; // what one sample can miss

    // Guarded by this.
    private long totalNanos; // of the steps before the current one
    private long longestNanos;
    private @Nullable String longestHolder;
    private long beats = -1; // the step that holds it now
    private long currentNanos;

    /** Creates one that has seen nothing. */
    public HeldTime() {}

    /**
     * Notes what is executed now, and for how long the same step has been.
     *
     * @param holder whose step it is; null if nothing is executed
     */
    void seen(@Nullable Object holder, long count, long sameNanos) {
        if (holder == null || sameNanos < SHORTEST_NANOS) {
            return;
        }
        String name = isLonger(sameNanos) ? nameOf(holder) : ""; // not under the lock: a user's
        note(name, count, sameNanos);
    }

    private synchronized boolean isLonger(long nanos) {
        return nanos > longestNanos;
    }

    private synchronized void note(String name, long count, long sameNanos) {
        if (count != beats) {
            totalNanos += currentNanos;
            beats = count;
        }
        currentNanos = sameNanos;
        if (sameNanos > longestNanos) {
            longestNanos = sameNanos;
            longestHolder = name;
        }
    }

    private static String nameOf(Object holder) {
        try {
            return String.valueOf(holder);
        } catch (RuntimeException e) { // the text of what changes while it is read
            return holder.getClass().getName();
        }
    }

    /** Returns how long the loop was held in all, in nanoseconds. */
    public synchronized long totalNanos() {
        return totalNanos + currentNanos;
    }

    /** Returns how long the longest step was, in nanoseconds. */
    public synchronized long longestNanos() {
        return longestNanos;
    }

    /** Returns whose the longest step was; empty if there was none. */
    public synchronized String longestHolder() {
        return longestHolder == null ? "" : longestHolder;
    }
}
