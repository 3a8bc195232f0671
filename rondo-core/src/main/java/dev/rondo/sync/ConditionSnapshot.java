package dev.rondo.sync;

/**
 * What was known of a {@link Condition} at one moment.
 *
 * @param lock its lock
 * @param waiters how many tasks waited for a signal; those that got one and wait for the lock count
 *     there
 */
public record ConditionSnapshot(LockSnapshot lock, int waiters) {}
