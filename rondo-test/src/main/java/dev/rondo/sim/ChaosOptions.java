package dev.rondo.sim;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What {@link Chaos} does and how often.
 *
 * @param every how much time lies between two moments of trouble, on the average
 * @param longest how long a fault lasts at most
 * @param partition the probability that a moment cuts two hosts off from each other
 * @param cut the probability that it cuts one of two hosts off from the other, one way
 * @param reset the probability that it breaks the connections between two hosts
 * @param delay the probability that it slows what passes between two hosts
 * @param longestDelay by how much it slows that at most
 * @param crash the probability that it crashes a host, which restarts later
 * @param powerOff the probability that it takes the power from a host, which restarts later
 * @param diskError the probability that it lets one of the next calls to a host's disk fail
 * @param slowDisk the probability that it slows a host's disk, as much as links at most
 * @param mortals the names of the hosts that may crash; at first none
 */
public record ChaosOptions(
        Duration every,
        Duration longest,
        double partition,
        double cut,
        double reset,
        double delay,
        Duration longestDelay,
        double crash,
        double powerOff,
        double diskError,
        double slowDisk,
        List<String> mortals) {
    private static final ChaosOptions DEFAULTS =
            new ChaosOptions(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20),
                    0.2,
                    0.1,
                    0.2,
                    0.2,
                    Duration.ofSeconds(1),
                    0.2,
                    0.1,
                    0,
                    0,
                    List.of());

    /** Checks the values. */
    public ChaosOptions {
        requirePositive("every", every);
        requirePositive("longest", longest);
        requirePositive("longestDelay", longestDelay);
        for (double probability :
                new double[] {partition, cut, reset, delay, crash, powerOff, diskError, slowDisk}) {
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException(
                        "Probabilities must be in [0, 1], but one is " + probability);
            }
        }
        mortals = List.copyOf(mortals);
    }

    private static void requirePositive(String name, Duration value) {
        if (!Objects.requireNonNull(value, name).isPositive()) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
    }

    /**
     * Returns the defaults: every ten seconds on the average, for at most twenty, with each kind of
     * fault in a tenth to a fifth of the moments, but none of disks, and no host that may crash.
     */
    public static ChaosOptions defaults() {
        return DEFAULTS;
    }

    /** Returns these options with other times between faults, and of faults. */
    public ChaosOptions withTimes(Duration every, Duration longest) {
        return with(draft -> {
            draft.every = every;
            draft.longest = longest;
        });
    }

    /** Returns these options with probabilities of partitions, and of cuts in one way. */
    public ChaosOptions withPartitions(double partition, double cut) {
        return with(draft -> {
            draft.partition = partition;
            draft.cut = cut;
        });
    }

    /** Returns these options with a probability of connections that break. */
    public ChaosOptions withResets(double reset) {
        return with(draft -> draft.reset = reset);
    }

    /** Returns these options with a probability of slow links, and how slow they are at most. */
    public ChaosOptions withDelays(double delay, Duration longestDelay) {
        return with(draft -> {
            draft.delay = delay;
            draft.longestDelay = longestDelay;
        });
    }

    /** Returns these options with probabilities of crashes, and of losses of power. */
    public ChaosOptions withCrashes(double crash, double powerOff) {
        return with(draft -> {
            draft.crash = crash;
            draft.powerOff = powerOff;
        });
    }

    /** Returns these options with probabilities of disks that fail, and of slow ones. */
    public ChaosOptions withDisks(double error, double slow) {
        return with(draft -> {
            draft.diskError = error;
            draft.slowDisk = slow;
        });
    }

    /** Returns these options with hosts that may crash. */
    public ChaosOptions withMortals(String... names) {
        return with(draft -> draft.mortals = List.of(names));
    }

    /** The values, to change one of them. */
    private final class Draft {
        Duration every = every();
        Duration longest = longest();
        double partition = partition();
        double cut = cut();
        double reset = reset();
        double delay = delay();
        Duration longestDelay = longestDelay();
        double crash = crash();
        double powerOff = powerOff();
        double diskError = diskError();
        double slowDisk = slowDisk();
        List<String> mortals = mortals();
    }

    private ChaosOptions with(Consumer<Draft> change) {
        Draft draft = new Draft();
        change.accept(draft);
        return new ChaosOptions(
                draft.every,
                draft.longest,
                draft.partition,
                draft.cut,
                draft.reset,
                draft.delay,
                draft.longestDelay,
                draft.crash,
                draft.powerOff,
                draft.diskError,
                draft.slowDisk,
                draft.mortals);
    }
}
