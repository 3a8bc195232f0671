package dev.rondo.kernel;

import dev.rondo.Clock;

/** Debug mode's stopwatch: tells of each callback and each step of a task that takes too long. */
final class SlowSteps {
    private final Host host;
    private final Clock clock;

    SlowSteps(Host host, Clock clock) {
        this.host = host;
        this.clock = clock;
    }

    long begin() {
        return clock.nanoTime();
    }

    void end(long beginNanos, Object what) {
        long took = clock.nanoTime() - beginNanos;
        if (took >= host.slowNanos()) {
            host.slow(what, took);
        }
    }
}
