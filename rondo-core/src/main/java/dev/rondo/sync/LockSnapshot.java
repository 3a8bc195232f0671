package dev.rondo.sync;

import java.util.Optional;

/**
 * What was known of a {@link Lock} at one moment.
 *
 * @param locked whether somebody had it
 * @param owner the name of the task that had it; empty if nobody had, or somebody who is no task
 * @param waiters how many tasks waited for it
 */
public record LockSnapshot(boolean locked, Optional<String> owner, int waiters) {}
