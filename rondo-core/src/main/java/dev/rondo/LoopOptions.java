package dev.rondo;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What a loop is made of.
 *
 * @param clock where its time comes from
 * @param poller makes what it sleeps in; one poller belongs to one loop
 * @param entropy where the run order comes from
 * @param debug whether it starts in debug mode
 * @param watchdog how long code may hold the loop before that is reported with its stack, in
 *     production too; not negative, zero for never
 */
public record LoopOptions(
        Clock clock,
        Supplier<? extends Poller> poller,
        Entropy entropy,
        boolean debug,
        Duration watchdog) {
    /** Checks the values. */
    public LoopOptions {
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(poller, "poller");
        Objects.requireNonNull(entropy, "entropy");
        if (Objects.requireNonNull(watchdog, "watchdog").isNegative()) {
            throw new IllegalArgumentException("watchdog must not be negative, but is " + watchdog);
        }
    }

    /**
     * Returns the defaults: the system clock, the parking poller, first in first out, and debug
     * mode as {@code -Drondo.debug} or {@code RONDO_DEBUG} say; held loops are reported after 5 s,
     * or the seconds of {@code -Drondo.watchdog}, where 0 means never.
     */
    public static LoopOptions defaults() {
        return new LoopOptions(
                Clock.system(),
                Poller::parking,
                Entropy.fifo(),
                DebugMode.DEFAULT,
                defaultWatchdog());
    }

    private static Duration defaultWatchdog() {
        String seconds = System.getProperty("rondo.watchdog", "");
        if (seconds.isEmpty()) {
            return Duration.ofSeconds(
                    5); // longer than any pause that is none of the program's doing
        }
        try {
            return Delay.seconds("-Drondo.watchdog", Double.parseDouble(seconds));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "-Drondo.watchdog=" + seconds + " is no number of seconds, 0 or more", e);
        }
    }

    /** Returns these options with a clock. */
    public LoopOptions withClock(Clock clock) {
        return new LoopOptions(clock, poller, entropy, debug, watchdog);
    }

    /** Returns these options with a maker of pollers. */
    public LoopOptions withPoller(Supplier<? extends Poller> poller) {
        return new LoopOptions(clock, poller, entropy, debug, watchdog);
    }

    /** Returns these options with a run order. */
    public LoopOptions withEntropy(Entropy entropy) {
        return new LoopOptions(clock, poller, entropy, debug, watchdog);
    }

    /** Returns these options with debug mode on or off. */
    public LoopOptions withDebug(boolean debug) {
        return new LoopOptions(clock, poller, entropy, debug, watchdog);
    }

    /**
     * Returns these options with a time after which a held loop is reported: not negative, zero for
     * never.
     */
    public LoopOptions withWatchdog(Duration watchdog) {
        return new LoopOptions(clock, poller, entropy, debug, watchdog);
    }
}
