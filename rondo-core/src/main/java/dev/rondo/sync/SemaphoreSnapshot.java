package dev.rondo.sync;

import java.util.OptionalInt;

/**
 * What was known of a {@link Semaphore} at one moment.
 *
 * @param value how many permits were left
 * @param bound how many there can be, or empty when there is no limit
 * @param waiters how many tasks waited for one
 */
public record SemaphoreSnapshot(int value, OptionalInt bound, int waiters) {}
