package dev.rondo.sync;

/**
 * What was known of a {@link Lock} at one moment.
 *
 * @param locked whether somebody had it
 * @param waiters how many tasks waited for it
 */
public record LockSnapshot(boolean locked, int waiters) {}
