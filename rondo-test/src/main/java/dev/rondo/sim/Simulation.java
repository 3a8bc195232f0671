package dev.rondo.sim;

import dev.rondo.ExceptionContext;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole program on one thread under one seed: hosts with a loop each, the network between them,
 * and time that moves when all of them wait.
 *
 * <p>The body runs as the main task of a host of its own, so it can be straight-line code: start
 * hosts, let time pass, break things, check what holds. When it returns, everything else is
 * cancelled. Run order, latencies and faults are drawn from the seed; the same seed gives the same
 * run, event by event.
 *
 * {@snippet :
 * Simulation.run(4711, simulation -> {
 *     simulation.host("server", host -> serve(host.network()));
 *     Host client = simulation.host("client", host -> ask(host.network(), "server"));
 *     sleep(1);
 *     simulation.links().setLoss(0.1);
 *     client.join();
 * });
 * }
 *
 * <p>A failure of the body or of a host ends the simulation, and is thrown as a {@link
 * SimulationFailure} that says how to repeat it. So does what a loop's exception handler hears,
 * unless it comes from I/O, which faults break.
 */
public final class Simulation {
    /**
     * What is simulated: the script of a test.
     *
     * @param <X> the checked exceptions it throws
     */
    @FunctionalInterface
    public interface Body<X extends Throwable> {
        /** Runs as the main task of the host "main". */
        void run(Simulation simulation) throws X;
    }

    private final World world;

    private Simulation(World world) {
        this.world = world;
    }

    // ---- Running one

    /**
     * Runs a simulation to its end on the calling thread.
     *
     * @throws SimulationFailure if the body or a host failed, nothing could go on, or a limit was
     *     passed
     * @throws IllegalStateException if the caller is a task
     */
    public static void run(long seed, Body<?> body) {
        run(SimulationOptions.defaults().withSeed(seed), body);
    }

    /** Like {@link #run(long, Body)}, with options. */
    public static void run(SimulationOptions options, Body<?> body) {
        Outcome outcome = outcome(options, body);
        if (outcome.failure() != null) {
            throw SimulationFailure.of(outcome.failure(), options.seed(), outcome.eventLog());
        }
    }

    /** Runs a simulation with its event log and returns that. */
    public static List<String> eventLog(long seed, Body<?> body) {
        SimulationOptions options = SimulationOptions.defaults().withSeed(seed).withEventLog(true);
        Outcome outcome = outcome(options, body, Integer.MAX_VALUE);
        if (outcome.failure() != null) {
            throw SimulationFailure.of(outcome.failure(), options.seed(), outcome.eventLog());
        }
        return outcome.eventLog();
    }

    /**
     * What came of a run.
     *
     * @param failure what it failed with, or null
     * @param choices what was chosen
     * @param steps how many steps it took
     * @param time the virtual time it took
     * @param eventLog its log, empty if it was not asked for
     */
    record Outcome(
            @Nullable Throwable failure,
            Choices choices,
            long steps,
            Duration time,
            List<String> eventLog) {}

    /** Runs one, and keeps as much of its log as a failure shows. */
    static Outcome outcome(SimulationOptions options, Body<?> body) {
        return outcome(options, body, SimulationFailure.LAST_LINES + 1);
    }

    private static Outcome outcome(SimulationOptions options, Body<?> body, int mostLogLines) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(body, "body");
        World world = new World(options, mostLogLines);
        Simulation simulation = new Simulation(world);
        Throwable failure = null;
        try {
            Host main = world.addHost("main", HostOptions.defaults(), host -> body.run(simulation));
            world.drive(main);
        } catch (Throwable e) { // whatever ends a simulation is its outcome
            failure = e;
        }
        Duration time = Duration.ofNanos(world.now());
        long steps = world.passes();
        List<String> log = List.copyOf(world.log.lines());
        world.end(); // failures that nobody retrieved are told when the loops close
        if (failure == null) {
            failure = simulation.reported().orElse(null);
        }
        return new Outcome(failure, world.choices, steps, time, log);
    }

    private Optional<AssertionError> reported() {
        for (ExceptionContext report : world.reports()) {
            Throwable cause = report.exception().orElse(null);
            if (!(cause instanceof UncheckedIOException)) {
                return Optional.of(
                        new AssertionError(
                                "An exception handler heard: "
                                        + report.message()
                                        + report.future().map(future -> ": " + future).orElse(""),
                                cause));
            }
        }
        return Optional.empty();
    }

    @SuppressWarnings("unchecked")
    static <X extends Throwable> RuntimeException unchecked(Throwable failure) throws X {
        throw (X) failure;
    }

    // ---- For its body

    /** Starts a host with a program. Its name is also its name in the network. */
    public Host host(String name, HostBody<?> body) {
        return host(name, HostOptions.defaults(), body);
    }

    /**
     * Starts a host with options.
     *
     * @throws IllegalArgumentException if there is one of that name
     */
    public Host host(String name, HostOptions options, HostBody<?> body) {
        return world.addHost(
                Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(options, "options"),
                Objects.requireNonNull(body, "body"));
    }

    /** Returns the host that the body runs on. */
    public Host main() {
        return world.hosts().getFirst();
    }

    /** Returns all hosts, that of the body first, then in the order of their start. */
    public List<Host> hosts() {
        return List.copyOf(world.hosts());
    }

    /** Returns what lies between the hosts. */
    public Links links() {
        return world.links;
    }

    /** Returns how much virtual time has passed. */
    public Duration time() {
        return Duration.ofNanos(world.now());
    }

    /**
     * Returns a random number in {@code [0, bound)}, drawn from the seed; {@code bound} positive.
     */
    public int random(int bound) {
        return main().random(bound);
    }

    /** Returns whether something happens that has a probability, in {@code [0, 1]}. */
    public boolean chance(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "probability must be in [0, 1], but is " + probability);
        }
        return world.choices.chance(probability);
    }

    /** Returns what the exception handlers of all hosts heard. */
    public List<ExceptionContext> reports() {
        return List.copyOf(world.reports());
    }

    /** Writes a line to the event log. */
    public void log(String text) {
        world.log.add(world.now(), "main", text);
    }
}
