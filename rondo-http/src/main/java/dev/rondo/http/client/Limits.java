package dev.rondo.http.client;

import java.time.Duration;
import java.util.Optional;

/** Limits of time in nanoseconds; what does not fit is none. */
final class Limits {
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Limits() {}

    static long nanos(Duration limit) {
        return limit.compareTo(LONGEST) > 0 ? PooledConnection.NEVER : limit.toNanos();
    }

    static long nanos(Optional<Duration> limit) {
        return limit.isPresent() ? nanos(limit.get()) : PooledConnection.NEVER;
    }

    /** Returns a point in loop time. */
    static long deadline(long now, Duration limit) {
        long nanos = nanos(limit);
        return nanos == PooledConnection.NEVER ? nanos : now + nanos;
    }
}
