package dev.rondo.postgres;

import java.time.Duration;
import java.util.Optional;

/**
 * A query that has ended.
 *
 * @param sql its text, without arguments
 * @param elapsed how long it took
 * @param failure how it failed, if it did
 */
public record QueryRecord(String sql, Duration elapsed, Optional<Throwable> failure) {}
