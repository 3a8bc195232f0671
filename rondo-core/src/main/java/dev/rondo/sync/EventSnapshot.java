package dev.rondo.sync;

/**
 * What was known of an {@link Event} at one moment.
 *
 * @param set whether it was set
 * @param waiters how many tasks waited for it
 */
public record EventSnapshot(boolean set, int waiters) {}
