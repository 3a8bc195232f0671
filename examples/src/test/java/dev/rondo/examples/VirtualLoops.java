package dev.rondo.examples;

import dev.rondo.EventLoop;
import dev.rondo.LoopOptions;
import dev.rondo.testing.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The loop factory that {@code -Drondo.loopFactory} names while a program runs on virtual time.
 * Each loop has a clock of its own, which begins at zero.
 */
public final class VirtualLoops implements Supplier<EventLoop> {
    private static final List<VirtualTime> CLOCKS = new CopyOnWriteArrayList<>();

    /** Creates the factory; found by name. */
    public VirtualLoops() {}

    @Override
    public EventLoop get() {
        VirtualTime time = new VirtualTime();
        CLOCKS.add(time);
        return EventLoop.create(LoopOptions.defaults().withClock(time).withPoller(() -> time));
    }

    static void reset() {
        CLOCKS.clear();
    }

    /** Returns how far the furthest clock is. */
    static Duration now() {
        return Duration.ofNanos(CLOCKS.stream().mapToLong(VirtualTime::nanoTime).max().orElse(0));
    }
}
