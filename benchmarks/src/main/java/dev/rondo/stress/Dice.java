package dev.rondo.stress;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Choices from a seed. */
final class Dice {
    private final SplittableRandom random;

    Dice(long seed) {
        this(new SplittableRandom(seed));
    }

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    /** Returns other dice, whose throws do not depend on who throws when. */
    Dice split() {
        return new Dice(random.split());
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** Returns a number from 0 to {@code most}. */
    int upTo(int most) {
        return random.nextInt(most + 1);
    }

    /** Returns a time of 0 to {@code millis}, in steps of 10 us; often 0. */
    Duration time(int millis) {
        return chance(30) ? Duration.ZERO : Duration.ofNanos(upTo(millis * 100) * 10_000L);
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
