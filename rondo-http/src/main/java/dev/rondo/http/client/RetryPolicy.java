package dev.rondo.http.client;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * When a request is sent again, and after which pauses: answers of some statuses, and connections
 * that failed. Only idempotent methods (RFC 9110, section 9.2.2) with repeatable bodies, unless the
 * policy says otherwise. aiohttp has none.
 *
 * <p>The pause after the first failure is {@code firstDelay}, each later one twice as long, {@code
 * maxDelay} at most, and half of it is left to chance ({@link dev.rondo.Entropy#draw}). {@code
 * Retry-After} goes before, if it is not longer than {@code maxRetryAfter}: then the answer is
 * returned as it is.
 *
 * @param attempts how many there are at most, the first one included; positive
 * @param firstDelay the pause after the first failure
 * @param maxDelay the longest pause
 * @param statuses that are worth another attempt
 * @param maxRetryAfter the longest pause that a server may ask for
 * @param anyMethod whether POST and PATCH are sent again, too
 */
public record RetryPolicy(
        int attempts,
        Duration firstDelay,
        Duration maxDelay,
        Set<Integer> statuses,
        Duration maxRetryAfter,
        boolean anyMethod) {
    private static final RetryPolicy DEFAULTS =
            new RetryPolicy(
                    3,
                    Duration.ofMillis(200),
                    Duration.ofSeconds(10),
                    Set.of(429, 503),
                    Duration.ofMinutes(1),
                    false);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public RetryPolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, but is " + attempts);
        }
        checkNotNegative("firstDelay", firstDelay);
        checkNotNegative("maxRetryAfter", maxRetryAfter);
        if (firstDelay.compareTo(maxDelay) > 0) {
            throw new IllegalArgumentException(
                    "firstDelay must not be longer than maxDelay, but "
                            + firstDelay
                            + " is longer than "
                            + maxDelay);
        }
        statuses = Set.copyOf(statuses);
    }

    private static void checkNotNegative(String name, Duration time) {
        if (Objects.requireNonNull(time, name).isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + time);
        }
    }

    /** Returns three attempts for 429 and 503, with pauses from 0.2 s to 10 s. */
    public static RetryPolicy defaults() {
        return DEFAULTS;
    }

    /** Returns this policy with another number of attempts, the first one included. */
    public RetryPolicy withAttempts(int attempts) {
        return new RetryPolicy(
                attempts, firstDelay, maxDelay, statuses, maxRetryAfter, anyMethod);
    }

    /** Returns this policy with other pauses. */
    public RetryPolicy withDelays(Duration firstDelay, Duration maxDelay) {
        return new RetryPolicy(
                attempts, firstDelay, maxDelay, statuses, maxRetryAfter, anyMethod);
    }

    /** Returns this policy for other statuses. */
    public RetryPolicy withStatuses(Integer... statuses) {
        return new RetryPolicy(
                attempts, firstDelay, maxDelay, Set.of(statuses), maxRetryAfter, anyMethod);
    }

    /** Returns this policy with another bound for what servers ask for. */
    public RetryPolicy withMaxRetryAfter(Duration time) {
        return new RetryPolicy(attempts, firstDelay, maxDelay, statuses, time, anyMethod);
    }

    /** Returns this policy for POST and PATCH too: the server may do twice what it was asked. */
    public RetryPolicy withAnyMethod() {
        return new RetryPolicy(attempts, firstDelay, maxDelay, statuses, maxRetryAfter, true);
    }
}
