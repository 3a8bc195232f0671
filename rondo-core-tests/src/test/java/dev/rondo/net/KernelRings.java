package dev.rondo.net;

import dev.rondo.Poller;
import org.junit.jupiter.api.Assumptions;

/** The io_uring poller for tests, which are skipped where the kernel allows no rings. */
final class KernelRings {
    private static final String REFUSAL = refusal(); // empty: none

    private KernelRings() {}

    private static String refusal() {
        try {
            Pollers.uring().close();
            return "";
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    /** Returns a new poller, or skips the test. */
    static Poller poller() {
        if (!REFUSAL.isEmpty()) { // only then: child JVMs have no JUnit
            Assumptions.abort(REFUSAL);
        }
        return Pollers.uring();
    }
}
