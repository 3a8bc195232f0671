package dev.rondo.bench.system;

import dev.rondo.Rondo;
import java.time.Duration;

/**
 * A task that sleeps a millisecond at a time and notes by how much it was late: for that long
 * others have held the loop, to about a millisecond.
 */
final class Ticker {
    private static final Duration TICK = Duration.ofMillis(1);

    private long worstNanos;
    private long ticks;
    private boolean ended;

    void run() {
        while (!ended) {
            long begin = System.nanoTime();
            Rondo.sleep(TICK);
            worstNanos = Math.max(worstNanos, System.nanoTime() - begin - TICK.toNanos());
            ticks++;
        }
    }

    void end() {
        ended = true;
    }

    /** Further members of a window's JSON. */
    String json() {
        return ", \"held_ms\": %.3f, \"ticks\": %d".formatted(worstNanos / 1e6, ticks);
    }
}
