package dev.rondo.sim;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The one source of everything that a simulation leaves open: run order, latencies, faults, random
 * numbers of the program.
 *
 * <p>Each choice is a number in {@code [0, bound)} where 0 is the tamest: first in first out, no
 * fault, the least latency. All are recorded, so that a run can be repeated from its numbers, and a
 * failing one made tamer step by step (Hypothesis shrinks in this way). Confined to the thread that
 * runs the simulation.
 */
final class Choices {
    private static final int INITIAL_CAPACITY = 256;
    private static final int GRAIN = 1024; // how finely an amount is drawn from a range

    private final SplittableRandom random;
    private final int[] given; // answers the first ones
    private final boolean drawsAfterwards; // or 0 is the answer once those given are used up
    private final boolean amounts; // whether amounts are chosen, or always the least
    private int[] values = new int[INITIAL_CAPACITY];
    private int[] bounds = new int[INITIAL_CAPACITY];
    private int count;
    private boolean frozen;
    private boolean misfit; // one of those given was not possible

    private Choices(long seed, int[] given, boolean drawsAfterwards, boolean amounts) {
        this.random = new SplittableRandom(seed);
        this.given = given;
        this.drawsAfterwards = drawsAfterwards;
        this.amounts = amounts;
    }

    /** Returns choices that are drawn from a seed. */
    static Choices seeded(long seed) {
        return new Choices(seed, new int[0], true, true);
    }

    /** Returns choices that are given, and then the tamest. */
    static Choices given(int[] values) {
        return new Choices(0, values, false, true);
    }

    /**
     * Returns choices of orders that are given, and then the tamest; amounts are always the least,
     * so that few enough runs exist to make them all.
     */
    static Choices givenOrder(int[] values) {
        return new Choices(0, values, false, false);
    }

    /** Chooses a number in {@code [0, bound)}. With one possibility nothing is chosen. */
    int choose(int bound) {
        if (bound <= 1) {
            return 0;
        }
        if (count < given.length) {
            misfit |= given[count] >= bound && !frozen;
            return record(given[count] < bound ? given[count] : 0, bound);
        }
        return record(drawsAfterwards ? random.nextInt(bound) : 0, bound);
    }

    /** Records a choice that a strategy makes, unless it is given. */
    int choose(int bound, int proposed) {
        if (bound <= 1) {
            return 0;
        }
        return count < given.length || !drawsAfterwards ? choose(bound) : record(proposed, bound);
    }

    /** Chooses whether something happens that has a probability. */
    boolean chance(double probability) {
        if (probability <= 0) {
            return false;
        }
        if (count < given.length || !drawsAfterwards) {
            return choose(2) == 1;
        }
        return record(random.nextDouble() < probability ? 1 : 0, 2) == 1;
    }

    /** Chooses an amount in {@code [least, most]}. */
    long between(long least, long most) {
        long range = most - least;
        return range <= 0 || !amounts
                ? least
                : range < GRAIN
                        ? least + choose((int) range + 1)
                        : least + (long) ((double) range / (GRAIN - 1) * choose(GRAIN));
    }

    /** Chooses how much of something is there at first: mostly all of it. */
    int part(int all) {
        return amounts && chance(0.2) ? all - choose(all) : all;
    }

    /** Returns 64 bits for the program: two choices. */
    long bits() {
        return (long) choose(Integer.MAX_VALUE) << 33 ^ (long) choose(Integer.MAX_VALUE) << 2;
    }

    /** Returns whether choices are drawn, so that a strategy's own draws matter. */
    boolean drawing() {
        return drawsAfterwards;
    }

    /** Returns a number in {@code [0, bound)} that is not recorded: for strategies. */
    int hidden(int bound) {
        return random.nextInt(bound);
    }

    /** The run is over: what clean-up chooses is not part of it. */
    void freeze() {
        frozen = true;
    }

    /**
     * Returns whether those given are of another program: one was not possible, or some were not
     * asked for.
     */
    boolean areMisfit() {
        return misfit || given.length > count;
    }

    private int record(int value, int bound) {
        if (frozen) {
            return value;
        }
        if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
            bounds = Arrays.copyOf(bounds, count * 2);
        }
        values[count] = value;
        bounds[count++] = bound;
        return value;
    }

    /** Returns the choices that were made. */
    int[] values() {
        return Arrays.copyOf(values, count);
    }

    /** Returns how many possibilities each of them had. */
    int[] bounds() {
        return Arrays.copyOf(bounds, count);
    }
}
