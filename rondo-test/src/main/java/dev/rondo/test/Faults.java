package dev.rondo.test;

import dev.rondo.sim.Seed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/** Where the faults of a {@link FaultyStream} come from; called at each read and write. */
@FunctionalInterface
public interface Faults {
    /** The operations that faults happen to. */
    enum Operation {
        /** A read. */
        READ,
        /** A write, in one piece or several. */
        WRITE
    }

    /**
     * How likely what is; each in {@code [0, 1]}, and the rest is {@link Fault.None}.
     *
     * @param partials of {@link Fault.Partial}
     * @param delays of {@link Fault.Delay}
     * @param maxDelay the longest of those, at most half an hour
     * @param resets of {@link Fault.Reset} and {@link Fault.Torn}
     */
    record Odds(double partials, double delays, Duration maxDelay, double resets) {
        /** Checks the values. */
        public Odds {
            Objects.requireNonNull(maxDelay, "maxDelay");
            if (maxDelay.isNegative() || maxDelay.toMinutes() > 30) {
                throw new IllegalArgumentException(
                        "maxDelay must not be negative, and at most half an hour, but is "
                                + maxDelay);
            }
            if (!(partials >= 0 && delays >= 0 && resets >= 0 && partials + delays + resets <= 1)) {
                throw new IllegalArgumentException(
                        "Odds must not be negative, and at most 1 together, but they are "
                                + List.of(partials, delays, resets));
            }
        }

        /** Returns odds of what every program must bear: half is in parts, a quarter is late. */
        public static Odds harmless() {
            return new Odds(0.5, 0.25, Duration.ofMillis(100), 0);
        }

        /** Returns these odds with a likelihood that the connection breaks. */
        public Odds withResets(double resets) {
            return new Odds(partials, delays, maxDelay, resets);
        }
    }

    /**
     * Returns what happens to an operation.
     *
     * @param size how many bytes it can carry
     */
    Fault next(Operation operation, int size);

    /** Returns no faults. */
    static Faults none() {
        return (operation, size) -> new Fault.None();
    }

    /** Returns faults that happen to the first operations in this order, then none. */
    static Faults script(Fault... faults) {
        Queue<Fault> left = new ArrayDeque<>(List.of(faults));
        return (operation, size) -> left.isEmpty() ? new Fault.None() : left.remove();
    }

    /** Returns faults drawn from a seed: one seed gives the same faults to the same operations. */
    static Faults seeded(Seed seed, Odds odds) {
        SplittableRandom random = new SplittableRandom(seed.value());
        return drawn(random::nextInt, odds);
    }

    /**
     * Returns faults drawn from random numbers: in a simulation, {@code drawn(host::random, odds)}.
     *
     * @param random returns a number in {@code [0, bound)}
     */
    static Faults drawn(IntUnaryOperator random, Odds odds) {
        Objects.requireNonNull(random, "random");
        Objects.requireNonNull(odds, "odds");
        return (operation, size) -> draw(random, odds, size);
    }

    private static Fault draw(IntUnaryOperator random, Odds odds, int size) {
        double point = random.applyAsInt(1_000_000) / 1e6;
        if (point < odds.partials()) {
            return new Fault.Partial(1 + random.applyAsInt(Math.max(1, size)));
        }
        if (point < odds.partials() + odds.delays()) {
            int micros = (int) (odds.maxDelay().toNanos() / 1_000);
            return new Fault.Delay(Duration.ofNanos(1_000L * random.applyAsInt(micros + 1)));
        }
        if (point < odds.partials() + odds.delays() + odds.resets()) {
            return random.applyAsInt(2) == 0
                    ? new Fault.Reset()
                    : new Fault.Torn(random.applyAsInt(Math.max(1, size)));
        }
        return new Fault.None();
    }
}
