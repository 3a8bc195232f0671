package dev.rondo.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * How to simulate.
 *
 * @param seed what the choices are drawn from
 * @param explore whether the run order is drawn; otherwise what is ready first runs first
 * @param eventLog whether to keep the log of events
 * @param maxSteps after how many steps a program counts as one that runs for ever
 * @param timeLimit after how much virtual time it does
 * @param start the time of day when the simulation begins
 */
public record SimulationOptions(
        Seed seed,
        boolean explore,
        boolean eventLog,
        long maxSteps,
        Duration timeLimit,
        Instant start) {
    private static final SimulationOptions DEFAULTS =
            new SimulationOptions(
                    Seed.of(0),
                    true,
                    false,
                    5_000_000,
                    Duration.ofDays(365),
                    Instant.parse("2000-01-01T00:00:00Z"));

    /** Checks the values. */
    public SimulationOptions {
        Objects.requireNonNull(seed, "seed");
        Objects.requireNonNull(timeLimit, "timeLimit");
        Objects.requireNonNull(start, "start");
        if (maxSteps < 1) {
            throw new IllegalArgumentException("maxSteps must be positive, but is " + maxSteps);
        }
        if (timeLimit.isNegative() || timeLimit.isZero()) {
            throw new IllegalArgumentException("timeLimit must be positive, but is " + timeLimit);
        }
    }

    /** Returns the defaults: seed 0, a drawn run order, no log, 5 million steps, a year. */
    public static SimulationOptions defaults() {
        return DEFAULTS;
    }

    /** Returns these options with a seed. */
    public SimulationOptions withSeed(Seed seed) {
        return new SimulationOptions(seed, explore, eventLog, maxSteps, timeLimit, start);
    }

    /** Returns these options with the seed of a number. */
    public SimulationOptions withSeed(long seed) {
        return withSeed(Seed.of(seed));
    }

    /** Returns these options with a run order that is drawn, or that of arrival. */
    public SimulationOptions withExplore(boolean explore) {
        return new SimulationOptions(seed, explore, eventLog, maxSteps, timeLimit, start);
    }

    /** Returns these options with or without the log of events. */
    public SimulationOptions withEventLog(boolean eventLog) {
        return new SimulationOptions(seed, explore, eventLog, maxSteps, timeLimit, start);
    }

    /** Returns these options with a limit of steps. */
    public SimulationOptions withMaxSteps(long maxSteps) {
        return new SimulationOptions(seed, explore, eventLog, maxSteps, timeLimit, start);
    }

    /** Returns these options with a limit of virtual time. */
    public SimulationOptions withTimeLimit(Duration timeLimit) {
        return new SimulationOptions(seed, explore, eventLog, maxSteps, timeLimit, start);
    }

    /** Returns these options with a time of day to begin at. */
    public SimulationOptions withStart(Instant start) {
        return new SimulationOptions(seed, explore, eventLog, maxSteps, timeLimit, start);
    }
}
