package dev.rondo.sim;

import dev.rondo.ExceptionGroup;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failing run tamer while it still fails in the same way: fewer choices that are not 0, and
 * smaller ones. What is left is what the failure needs.
 */
final class Shrinker {
    // Where checks are thrown from, which are not where they are made.
    private static final List<String> LIBRARIES =
            List.of("java.", "jdk.", "org.assertj.", "org.junit.", "org.opentest4j.");

    private static final long MOST_STEPS = 30_000_000; // of all runs: some ten seconds

    private final SimulationOptions options;
    private final Simulation.Body<?> body;
    private final String origin; // of the failure
    private int runsLeft;
    private long stepsLeft = MOST_STEPS;
    private int[] best;

    private Shrinker(
            SimulationOptions options, Simulation.Body<?> body, Throwable failure, int runs) {
        this.options = options;
        this.body = body;
        this.origin = originOf(failure);
        this.runsLeft = runs;
        this.best = new int[0];
    }

    /**
     * Returns the tamest seed that was found within a number of runs; empty if the choices did not
     * fail again, since the run depends on something that is not simulated.
     *
     * @param choices those of the failing run
     */
    static Optional<Seed> shrink(
            SimulationOptions options,
            Simulation.Body<?> body,
            Throwable failure,
            int[] choices,
            int runs) {
        Shrinker shrinker = new Shrinker(options, body, failure, runs);
        shrinker.best = choices;
        if (!shrinker.attempt(choices)) {
            return Optional.empty();
        }
        shrinker.shrink();
        return Optional.of(options.seed().withGiven(shrinker.best));
    }

    private void shrink() {
        cutTail();
        boolean tamer = true;
        while (tamer && runsLeft > 0) {
            tamer = false;
            for (int size = Math.max(1, best.length / 2); size >= 1; size /= 2) {
                tamer |= clearBlocks(size);
            }
            tamer |= lowerEach();
        }
        lowerFinely();
    }

    /** Halves the part that is given for as long as it still fails. */
    private void cutTail() {
        int good = 0;
        int bad = best.length;
        while (good < bad && runsLeft > 0) {
            int middle = (good + bad) >>> 1;
            if (attempt(Arrays.copyOf(best, middle))) {
                bad = Math.min(middle, best.length);
            } else {
                good = middle + 1;
            }
        }
    }

    private boolean clearBlocks(int size) {
        boolean tamer = false;
        for (int at = 0; at < best.length && runsLeft > 0; at += size) {
            int end = Math.min(at + size, best.length);
            int[] candidate = best.clone();
            Arrays.fill(candidate, at, end, 0);
            tamer |= !Arrays.equals(candidate, best) && attempt(candidate);
        }
        return tamer;
    }

    private boolean lowerEach() {
        boolean tamer = false;
        for (int i = 0; i < best.length && runsLeft > 0; i++) {
            while (i < best.length && best[i] > 1 && runsLeft > 0) {
                int[] candidate = best.clone();
                candidate[i] /= 2;
                if (!attempt(candidate)) {
                    break;
                }
                tamer = true;
            }
        }
        return tamer;
    }

    /** Searches the least that each choice can be. */
    private void lowerFinely() {
        for (int i = 0; i < best.length; i++) {
            for (int step = best[i] / 2; step >= 1 && i < best.length && runsLeft > 0; ) {
                int[] candidate = best.clone();
                candidate[i] -= step;
                boolean lowered = candidate[i] > 0 && attempt(candidate);
                step = lowered ? step : step / 2;
            }
        }
    }

    /** Keeps a candidate if it fails in the same way: those choices of it that were made. */
    private boolean attempt(int[] candidate) {
        Simulation.Outcome outcome =
                Simulation.outcome(options.withSeed(options.seed().withGiven(candidate)), body);
        stepsLeft -= outcome.steps();
        runsLeft = stepsLeft > 0 ? runsLeft - 1 : 0;
        Throwable failure = outcome.failure();
        boolean same = failure != null && originOf(failure).equals(origin);
        if (same) {
            best = trimmed(outcome.choices().values());
        }
        return same;
    }

    /** Returns whether two failures are the same. */
    static boolean alike(Throwable one, Throwable other) {
        return originOf(one).equals(originOf(other));
    }

    /**
     * Two failures are the same if they are of one type and come from one line, so that a run does
     * not shrink to another bug. For a group, that of its first member counts.
     */
    private static String originOf(Throwable failure) {
        StringBuilder origin = new StringBuilder();
        for (Throwable at = failure; at != null; at = memberOf(at)) {
            origin.append(at.getClass().getName()).append(' ').append(placeOf(at)).append('\n');
        }
        return origin.toString();
    }

    private static @Nullable Throwable memberOf(Throwable failure) {
        return failure instanceof ExceptionGroup group ? group.exceptions().getFirst() : null;
    }

    private static String placeOf(Throwable failure) {
        if (failure instanceof VirtualMachineError) {
            return ""; // memory and stack end anywhere
        }
        for (StackTraceElement frame : failure.getStackTrace()) {
            String name = frame.getClassName();
            if (LIBRARIES.stream().noneMatch(name::startsWith)) {
                return name + ':' + frame.getLineNumber();
            }
        }
        return "";
    }

    private static int[] trimmed(int[] choices) {
        int length = choices.length;
        while (length > 0 && choices[length - 1] == 0) {
            length--;
        }
        return Arrays.copyOf(choices, length);
    }
}
