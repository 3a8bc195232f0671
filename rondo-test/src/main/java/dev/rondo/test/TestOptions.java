package dev.rondo.test;

import dev.rondo.sim.Seed;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a test runs.
 *
 * @param time on which time
 * @param deadline how much real time each of its methods may take; zero for no limit
 * @param allow what does not fail it
 * @param allowTasks names of tasks that it may leave behind; {@code *} stands for any characters
 * @param seed what {@link TestLoop#seed} returns, or empty for a new one in each run
 */
public record TestOptions(
        Time time,
        Duration deadline,
        Set<Finding> allow,
        List<String> allowTasks,
        Optional<Seed> seed) {
    /** Checks the values. */
    public TestOptions {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(deadline, "deadline");
        Objects.requireNonNull(seed, "seed");
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("deadline must not be negative, but is " + deadline);
        }
        allow = Set.copyOf(allow);
        allowTasks = List.copyOf(allowTasks);
    }

    /**
     * Returns the defaults: virtual time, 10 seconds, nothing allowed. {@code
     * -Drondo.test.deadlineSeconds} says another limit for a whole run of tests, 0 for none, as in
     * a debugger; {@code -Drondo.seed} says the seed.
     */
    public static TestOptions defaults() {
        return new TestOptions(
                Time.VIRTUAL,
                Duration.ofSeconds(10),
                Set.of(),
                List.of(),
                Optional.ofNullable(System.getProperty("rondo.seed")).map(Seed::parse));
    }

    /** Returns these options with a time. */
    public TestOptions withTime(Time time) {
        return new TestOptions(time, deadline, allow, allowTasks, seed);
    }

    /** Returns these options with a limit of real time. */
    public TestOptions withDeadline(Duration deadline) {
        return new TestOptions(time, deadline, allow, allowTasks, seed);
    }

    /** Returns these options with findings that do not fail the test. */
    public TestOptions withAllow(Finding... findings) {
        EnumSet<Finding> set = EnumSet.noneOf(Finding.class);
        set.addAll(List.of(findings));
        return new TestOptions(time, deadline, set, allowTasks, seed);
    }

    /** Returns these options with names of tasks that may be left behind. */
    public TestOptions withAllowTasks(String... names) {
        return new TestOptions(time, deadline, allow, List.of(names), seed);
    }

    /** Returns these options with a seed. */
    public TestOptions withSeed(Seed seed) {
        return new TestOptions(time, deadline, allow, allowTasks, Optional.of(seed));
    }

    /** Returns the limit that holds in this run of tests. */
    Duration limit() {
        String forced = System.getProperty("rondo.test.deadlineSeconds");
        if (forced == null) {
            return deadline;
        }
        try {
            double seconds = Double.parseDouble(forced);
            if (seconds >= 0) {
                return Duration.ofNanos((long) (seconds * 1e9));
            }
        } catch (NumberFormatException e) {
            // refused below, as a negative one is
        }
        throw new IllegalArgumentException(
                "-Drondo.test.deadlineSeconds must be a number of seconds, 0 for no limit, but is "
                        + forced);
    }

    /** Returns whether a task may be left behind. */
    boolean allowsTask(String name) {
        return allowTasks.stream().anyMatch(pattern -> matches(pattern, name));
    }

    private static boolean matches(String pattern, String name) {
        String regex =
                Arrays.stream(pattern.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.DOTALL).matcher(name).matches();
    }
}
