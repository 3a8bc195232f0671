package dev.rondo.sync;

import java.time.Duration;

/**
 * What was known of a {@link RateLimiter} at one moment.
 *
 * @param permits how many permits come in a period
 * @param period that period
 * @param burst how many permits are kept at most
 * @param available how many permits were there
 * @param waiters how many tasks waited for some
 */
public record RateLimiterSnapshot(
        int permits, Duration period, int burst, int available, int waiters) {}
