package dev.rondo.test;

/** Which time a test runs on. */
public enum Time {
    /** That of a {@link VirtualClock}: it moves when every task waits. */
    VIRTUAL,
    /** That of the machine, with its sockets. */
    REAL
}
