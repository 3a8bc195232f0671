package dev.rondo;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * What a loop is made of.
 *
 * @param clock where its time comes from
 * @param poller makes what it sleeps in; one poller belongs to one loop
 * @param entropy where the run order comes from
 * @param debug whether it starts in debug mode
 */
public record LoopOptions(
        Clock clock, Supplier<? extends Poller> poller, Entropy entropy, boolean debug) {
    /** Checks that nothing is null. */
    public LoopOptions {
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(poller, "poller");
        Objects.requireNonNull(entropy, "entropy");
    }

    /**
     * Returns the defaults: the system clock, the parking poller, first in first out, and debug
     * mode as {@code -Drondo.debug} or {@code RONDO_DEBUG} say.
     */
    public static LoopOptions defaults() {
        return new LoopOptions(Clock.system(), Poller::parking, Entropy.fifo(), DebugMode.DEFAULT);
    }

    /** Returns these options with a clock. */
    public LoopOptions withClock(Clock clock) {
        return new LoopOptions(clock, poller, entropy, debug);
    }

    /** Returns these options with a maker of pollers. */
    public LoopOptions withPoller(Supplier<? extends Poller> poller) {
        return new LoopOptions(clock, poller, entropy, debug);
    }

    /** Returns these options with a run order. */
    public LoopOptions withEntropy(Entropy entropy) {
        return new LoopOptions(clock, poller, entropy, debug);
    }

    /** Returns these options with debug mode on or off. */
    public LoopOptions withDebug(boolean debug) {
        return new LoopOptions(clock, poller, entropy, debug);
    }
}
