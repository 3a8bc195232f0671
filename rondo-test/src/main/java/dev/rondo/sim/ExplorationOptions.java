package dev.rondo.sim;

import java.util.Objects;

/**
 * How to explore.
 *
 * @param seeds how many seeds to run; {@code -Drondo.seeds} says it for a whole run of tests
 * @param firstSeed the first of them; the others follow it
 * @param threads how many run at a time
 * @param shrinkRuns how many runs may be spent to make a failing one shorter, fewer if they have
 *     tens of millions of steps; 0 for none
 * @param simulation how to simulate; its seed is not used
 */
public record ExplorationOptions(
        int seeds, long firstSeed, int threads, int shrinkRuns, SimulationOptions simulation) {
    private static final ExplorationOptions DEFAULTS =
            new ExplorationOptions(
                    1_000,
                    0,
                    Runtime.getRuntime().availableProcessors(),
                    500,
                    SimulationOptions.defaults());

    /** Checks the values. */
    public ExplorationOptions {
        Objects.requireNonNull(simulation, "simulation");
        if (seeds < 1 || threads < 1 || shrinkRuns < 0) {
            throw new IllegalArgumentException(
                    "seeds and threads must be positive and shrinkRuns not negative, but they are "
                            + seeds
                            + ", "
                            + threads
                            + " and "
                            + shrinkRuns);
        }
    }

    /** Returns the defaults: 1000 seeds from 0 on all processors, 500 runs to shrink. */
    public static ExplorationOptions defaults() {
        String seeds = System.getProperty("rondo.seeds");
        if (seeds == null) {
            return DEFAULTS;
        }
        try {
            return DEFAULTS.withSeeds(Integer.parseInt(seeds.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("-Drondo.seeds is not a number: " + seeds, e);
        }
    }

    /** Returns these options with a number of seeds. */
    public ExplorationOptions withSeeds(int seeds) {
        return new ExplorationOptions(seeds, firstSeed, threads, shrinkRuns, simulation);
    }

    /** Returns these options with a first seed. */
    public ExplorationOptions withFirstSeed(long firstSeed) {
        return new ExplorationOptions(seeds, firstSeed, threads, shrinkRuns, simulation);
    }

    /** Returns these options with a number of threads. */
    public ExplorationOptions withThreads(int threads) {
        return new ExplorationOptions(seeds, firstSeed, threads, shrinkRuns, simulation);
    }

    /** Returns these options with a number of runs to shrink. */
    public ExplorationOptions withShrinkRuns(int shrinkRuns) {
        return new ExplorationOptions(seeds, firstSeed, threads, shrinkRuns, simulation);
    }

    /** Returns these options with a way to simulate. */
    public ExplorationOptions withSimulation(SimulationOptions simulation) {
        return new ExplorationOptions(seeds, firstSeed, threads, shrinkRuns, simulation);
    }
}
