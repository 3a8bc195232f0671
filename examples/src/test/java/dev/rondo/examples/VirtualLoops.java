package dev.rondo.examples;

import dev.rondo.EventLoop;
import dev.rondo.test.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The loop factory that {@code -Drondo.loopFactory} names while a program runs on virtual time.
 * Each loop has a clock of its own, which begins at zero.
 */
public final class VirtualLoops implements Supplier<EventLoop> {
    private static final List<VirtualClock> CLOCKS = new CopyOnWriteArrayList<>();

    /** Creates the factory; found by name. */
    public VirtualLoops() {}

    @Override
    public EventLoop get() {
        VirtualClock clock = new VirtualClock();
        CLOCKS.add(clock);
        return clock.newLoop();
    }

    static void reset() {
        CLOCKS.clear();
    }

    /** Returns how far the furthest clock is. */
    static Duration now() {
        return CLOCKS.stream()
                .map(VirtualClock::elapsed)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
