package dev.rondo.sim;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a simulation under many seeds, or in every order there is, until one fails.
 *
 * <p>Seeds run on several threads, each simulation on one of them; the lowest seed that fails is
 * the one reported, whatever finished first. Seeds draw the run order in turn as random walks and
 * with priorities that keep tasks waiting for long (PCT). A failing run is made as tame as it can
 * be, and the failure says what repeats it: {@code -Drondo.seed=...}, which makes an exploration
 * run that one alone, with its event log.
 *
 * {@snippet :
 * Exploration.run(1000, simulation -> {
 *     simulation.host("server", host -> serve(host.network()));
 *     simulation.host("client", host -> ask(host.network(), "server")).join();
 * });
 * }
 */
public final class Exploration {
    private final ExplorationOptions options;
    private final Simulation.Body<?> body;
    private final AtomicLong next = new AtomicLong(); // how many seeds were begun
    private final AtomicLong failing = new AtomicLong(Long.MAX_VALUE); // the lowest that failed
    private final Map<Long, Throwable> failures = new ConcurrentHashMap<>(); // looked up only

    private final Set<Long> running = new ConcurrentSkipListSet<>(); // seeds

    private Exploration(ExplorationOptions options, Simulation.Body<?> body) {
        this.options = Objects.requireNonNull(options, "options");
        this.body = Objects.requireNonNull(body, "body");
    }

    /**
     * Runs a number of seeds.
     *
     * @throws SimulationFailure if one failed
     */
    public static void run(int seeds, Simulation.Body<?> body) {
        run(ExplorationOptions.defaults().withSeeds(seeds), body);
    }

    /** Like {@link #run(int, Simulation.Body)}, with options. */
    public static void run(ExplorationOptions options, Simulation.Body<?> body) {
        Optional<SimulationFailure> failure = find(options, body);
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** Like {@link #run(ExplorationOptions, Simulation.Body)}, and returns the failure. */
    public static Optional<SimulationFailure> find(
            ExplorationOptions options, Simulation.Body<?> body) {
        String forced = System.getProperty("rondo.seed");
        Exploration exploration = new Exploration(options, body);
        return forced == null ? exploration.findInSeeds() : exploration.repeat(Seed.parse(forced));
    }

    private Optional<SimulationFailure> repeat(Seed seed) {
        SimulationOptions logged = options.simulation().withSeed(seed).withEventLog(true);
        Simulation.Outcome outcome = Simulation.outcome(logged, body);
        boolean misfit = outcome.choices().areMisfit();
        if (misfit && outcome.failure() == null) {
            System.getLogger(Exploration.class.getName())
                    .log(System.Logger.Level.WARNING, "{0}: {1}", seed, SimulationFailure.MISFIT);
        }
        return Optional.ofNullable(outcome.failure())
                .map(failure ->
                        misfit
                                ? SimulationFailure.ofMisfit(failure, seed, outcome.eventLog())
                                : SimulationFailure.of(failure, seed, outcome.eventLog()));
    }

    // ---- Seeds

    private Optional<SimulationFailure> findInSeeds() {
        int threads = Math.min(options.threads(), options.seeds());
        if (threads == 1) {
            runSeeds();
        } else {
            runOnThreads(threads);
        }
        long index = failing.get();
        return index == Long.MAX_VALUE ? Optional.empty() : Optional.of(describe(index));
    }

    private void runOnThreads(int count) {
        AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
        Thread[] threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            threads[i] =
                    Thread.ofPlatform()
                            .daemon() // a program that hangs must not keep the JVM
                            .name("rondo-exploration-" + (i + 1))
                            .unstarted(this::runSeeds);
            threads[i].setUncaughtExceptionHandler((thread, failure) -> broken.set(failure));
        }
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        for (Thread thread : threads) {
            thread.setContextClassLoader(loader);
            thread.start();
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            failing.set(-1); // the others stop at their next seed
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "The exploration was interrupted while it ran the seeds " + running, e);
        }
        Throwable cause = broken.get();
        if (cause != null) {
            throw new AssertionError("A thread of the exploration ended", cause);
        }
    }

    private void runSeeds() {
        for (long index = next.getAndIncrement();
                index < options.seeds() && index < failing.get();
                index = next.getAndIncrement()) {
            long seed = options.firstSeed() + index;
            running.add(seed);
            Throwable failure = Simulation.outcome(simulation(index), body).failure();
            running.remove(seed);
            if (failure != null) {
                failures.put(index, failure);
                failing.accumulateAndGet(index, Math::min);
            }
        }
    }

    private SimulationOptions simulation(long index) {
        return options.simulation()
                .withEventLog(false)
                .withSeed(Seed.of(options.firstSeed() + index));
    }

    private SimulationFailure describe(long index) {
        SimulationOptions found = simulation(index);
        Throwable first = Objects.requireNonNull(failures.get(index));
        Simulation.Outcome again = Simulation.outcome(found, body);
        Throwable failure = again.failure();
        return failure == null || !Shrinker.alike(first, failure)
                ? SimulationFailure.notRepeated(found.seed(), first)
                : describe(found, failure, again.choices().values(), index + 1);
    }

    private SimulationFailure describe(
            SimulationOptions found, Throwable failure, int[] choices, long runs) {
        Optional<Seed> shortest =
                options.shrinkRuns() == 0
                        ? Optional.of(found.seed())
                        : Shrinker.shrink(found, body, failure, choices, options.shrinkRuns());
        if (shortest.isEmpty()) {
            return SimulationFailure.notRepeated(found.seed(), failure);
        }
        Simulation.Outcome shown =
                Simulation.outcome(found.withSeed(shortest.get()).withEventLog(true), body);
        Throwable shownFailure = shown.failure();
        return shownFailure == null || !Shrinker.alike(failure, shownFailure)
                ? SimulationFailure.notRepeated(shortest.get(), failure)
                : SimulationFailure.of(
                        shownFailure, found.seed(), runs, shortest.get(), shown.eventLog());
    }

    // ---- Every order

    /**
     * Runs a small program in every order that its tasks and hosts can run in, with the least
     * latencies and what {@link Simulation#random} and {@link Simulation#chance} can return.
     *
     * @param maxRuns how many orders to try at most; programs of a few tasks with a few awaits have
     *     thousands
     * @return how many orders there are, or empty if there are more than were tried
     * @throws SimulationFailure if one failed
     */
    public static Optional<Integer> everyOrder(int maxRuns, Simulation.Body<?> body) {
        ExplorationOptions options = ExplorationOptions.defaults().withThreads(1);
        return new Exploration(options, body).runEveryOrder(maxRuns);
    }

    private Optional<Integer> runEveryOrder(int maxRuns) {
        String forced = System.getProperty("rondo.seed");
        if (forced != null) {
            Optional<SimulationFailure> failure = repeat(Seed.parse(forced));
            if (failure.isPresent()) {
                throw failure.get();
            }
            return Optional.empty();
        }
        int[] given = {};
        int[] bounds = {}; // of those given
        for (int runs = 1; runs <= maxRuns; runs++) {
            SimulationOptions order = options.simulation().withSeed(Seed.givenOrder(given));
            Simulation.Outcome outcome = Simulation.outcome(order, body);
            if (!begins(given, outcome.choices().values())
                    || !begins(bounds, outcome.choices().bounds())) {
                throw SimulationFailure.notDeterministic(order.seed());
            }
            Throwable failure = outcome.failure();
            if (failure != null) {
                throw describe(order, failure, outcome.choices().values(), runs);
            }
            Optional<int[]> following = following(outcome);
            if (following.isEmpty()) {
                return Optional.of(runs);
            }
            given = following.get();
            bounds = Arrays.copyOf(outcome.choices().bounds(), given.length);
        }
        return Optional.empty();
    }

    private static boolean begins(int[] beginning, int[] all) {
        return all.length >= beginning.length
                && Arrays.equals(beginning, 0, beginning.length, all, 0, beginning.length);
    }

    /** Returns the choices that come next when all are counted through, the last one fastest. */
    private static Optional<int[]> following(Simulation.Outcome outcome) {
        int[] values = outcome.choices().values();
        int[] bounds = outcome.choices().bounds();
        for (int i = values.length - 1; i >= 0; i--) {
            if (values[i] + 1 < bounds[i]) {
                int[] following = Arrays.copyOf(values, i + 1);
                following[i]++;
                return Optional.of(following);
            }
        }
        return Optional.empty();
    }
}
