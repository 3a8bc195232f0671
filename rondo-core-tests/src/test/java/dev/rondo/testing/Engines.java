package dev.rondo.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.EventLoop;

/** Which engine the tests run on, for the few that are about one of them. */
public final class Engines {
    private Engines() {}

    /** Returns "scheduled" or "handoff". */
    public static String current() {
        try (EventLoop loop = EventLoop.create()) {
            return loop.engine();
        }
    }

    /**
     * Skips a test of what the handoff engine cannot do: there a blocking JDK call holds the loop.
     */
    public static void assumeScheduled() {
        assumeTrue(
                current().equals("scheduled"),
                "a blocking JDK call holds the loop on the handoff engine");
    }
}
