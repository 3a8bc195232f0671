package dev.rondo.postgres;

import dev.rondo.EventLoop;
import java.time.Duration;

/**
 * How long to wait before something is tried again: twice as long each time, up to a limit, and
 * half of it left to chance, so that many who failed together do not come back together. As {@link
 * dev.rondo.RetryOptions}' pauses; a simulation replays them from its seed.
 *
 * @param first the pause after the first failure; zero for none at all
 * @param longest the longest pause, not below the first; a year at most counts
 */
record Pauses(Duration first, Duration longest) {
    private static final Duration YEAR = Duration.ofDays(365); // in nanoseconds it fits a long

    /**
     * Draws the pause after so many failures.
     *
     * @param failures at least 1
     */
    Duration after(int failures, EventLoop loop) {
        long least = nanos(first);
        long most = nanos(longest);
        int doublings = failures - 1;
        long whole =
                doublings < Long.numberOfLeadingZeros(least)
                        ? Math.min(least << doublings, most)
                        : most;
        long chance = whole / 2;
        return Duration.ofNanos(least == 0 ? 0 : whole - chance + loop.draw(chance + 1));
    }

    private static long nanos(Duration pause) {
        return (pause.compareTo(YEAR) < 0 ? pause : YEAR).toNanos();
    }
}
