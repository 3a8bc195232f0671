package dev.rondo.sync;

import java.util.Optional;

/**
 * What was known of a {@link ReentrantLock} at one moment.
 *
 * @param owner the name of the task that had it; empty if nobody had
 * @param holds how often that task had acquired it and not released yet; 0 if nobody had
 * @param waiters how many tasks waited for it
 */
public record ReentrantLockSnapshot(Optional<String> owner, int holds, int waiters) {}
