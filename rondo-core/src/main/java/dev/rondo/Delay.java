package dev.rondo;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;

/** Checks and converts the times that users give. */
final class Delay {
    private Delay() {}

    /**
     * Returns a delay in nanoseconds; what does not fit (over 292 years) becomes {@link
     * Long#MAX_VALUE}.
     */
    static long nanos(String operation, Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException(
                    operation + " takes no negative delay, but got " + delay);
        }
        return saturated(delay);
    }

    /** Returns a limit that is more than nothing. */
    static Duration positive(String name, Duration limit) {
        Objects.requireNonNull(limit, name);
        if (!limit.isPositive()) {
            throw new IllegalArgumentException(name + " must be positive, but got " + limit);
        }
        return limit;
    }

    /** Returns a point in loop time in nanoseconds. It may lie in the past. */
    static long saturated(Duration when) {
        try {
            return when.toNanos();
        } catch (ArithmeticException e) {
            return when.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** Converts seconds as asyncio counts them. */
    static Duration seconds(String operation, double seconds) {
        if (Double.isNaN(seconds)) {
            throw new IllegalArgumentException(
                    operation + " takes a number of seconds, but got NaN");
        }
        if (seconds < 0) {
            throw new IllegalArgumentException(
                    operation + " takes no negative delay, but got " + seconds + " seconds");
        }
        // The cast saturates, so infinity becomes Long.MAX_VALUE: for ever.
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    /** Returns a time as people say it: 0.1 s. */
    static String text(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString() + " s";
    }

    /**
     * Returns {@code now + delay}, or {@link Long#MAX_VALUE}, which never comes, when that does not
     * fit or the delay is for ever.
     */
    static long deadline(long nowNanos, long delayNanos) {
        long sum = nowNanos + delayNanos;
        return delayNanos == Long.MAX_VALUE || (sum < 0 && nowNanos >= 0 && delayNanos >= 0)
                ? Long.MAX_VALUE
                : sum;
    }
}
