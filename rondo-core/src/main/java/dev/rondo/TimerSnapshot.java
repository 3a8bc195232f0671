package dev.rondo;

import java.time.Duration;

/**
 * What was known at one moment of something that waited for its time.
 *
 * @param due when, in {@link EventLoop#time}
 * @param what what happens then, for people: a sleep that ends, a timeout, a callback
 */
public record TimerSnapshot(Duration due, String what) {}
