package dev.rondo;

import java.time.Duration;
import java.util.Locale;

/**
 * Debug mode's stopwatch: reports each callback and each step of a task that holds the loop too
 * long.
 */
final class SlowCallbacks {
    private final EventLoop loop;
    private final Clock clock;

    SlowCallbacks(EventLoop loop, Clock clock) {
        this.loop = loop;
        this.clock = clock;
    }

    long begin() {
        return clock.nanoTime();
    }

    void end(long beginNanos, Object what) {
        long took = clock.nanoTime() - beginNanos;
        Duration limit = loop.slowCallbackDuration();
        if (took >= limit.toNanos()) {
            // Made on a strand, since it shows results and exceptions: their toString is user code.
            loop.failures()
                    .logSoon(
                            System.Logger.Level.WARNING,
                            () ->
                                    String.format(
                                            Locale.ROOT,
                                            "Executing %s took %.3f seconds",
                                            what,
                                            took / 1e9));
        }
    }
}
