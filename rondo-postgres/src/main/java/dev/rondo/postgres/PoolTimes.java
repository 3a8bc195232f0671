package dev.rondo.postgres;

import java.math.BigDecimal;
import java.time.Duration;

/** Times as a pool counts and writes them. */
final class PoolTimes {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private PoolTimes() {}

    /** Returns it in nanoseconds, or the most that there are. */
    static long nanos(Duration time) {
        return time.compareTo(LONGEST) >= 0 ? Long.MAX_VALUE : time.toNanos();
    }

    /** Returns when a time from now on is over, in nanoseconds of the same clock. */
    static long deadline(Duration now, Duration time) {
        long nanos = nanos(time);
        long at = now.toNanos();
        return nanos > Long.MAX_VALUE - at ? Long.MAX_VALUE : at + nanos;
    }

    /** Returns how long it is until then; not negative. */
    static Duration left(Duration now, Duration until) {
        Duration left = until.minus(now);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Returns it in seconds, to the millisecond. */
    static String text(Duration time) {
        BigDecimal seconds = BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros();
        return seconds.toPlainString() + " s";
    }
}
