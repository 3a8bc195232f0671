package dev.rondo.http.peers;

import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what no event tells of. */
final class Bounded {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private Bounded() {}

    /** Suspends until something holds; fails the test if it does not in 20 s. */
    static void until(String what, BooleanSupplier condition) {
        try {
            Rondo.timeout(
                    LIMIT,
                    () -> {
                        while (!condition.getAsBoolean()) {
                            Rondo.sleep(PAUSE);
                        }
                    });
        } catch (TimeoutException e) {
            throw new AssertionError("not in " + LIMIT.toSeconds() + " s: " + what, e);
        }
    }
}
