package dev.rondo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldTimeTest {
    private static final long MILLI = 1_000_000;

    private final HeldTime held = new HeldTime();

    @Test
    void whatIsShorterThanASampleDoesNotCount() {
        held.seen("task", 1, 99 * MILLI);
        held.seen(null, 2, 500 * MILLI);

        assertThat(held.totalNanos()).isZero();
        assertThat(held.longestHolder()).isEmpty();
    }

    @Test
    void aStepCountsOnceHoweverOftenItIsSeen() {
        held.seen("task", 1, 100 * MILLI);
        held.seen("task", 1, 200 * MILLI);
        held.seen("task", 1, 300 * MILLI);

        assertThat(held.totalNanos()).isEqualTo(300 * MILLI);
    }

    @Test
    void stepsAddUpAndTheLongestIsKept() {
        held.seen("first", 1, 300 * MILLI);
        held.seen("second", 5, 200 * MILLI);

        assertThat(held.totalNanos()).isEqualTo(500 * MILLI);
        assertThat(held.longestNanos()).isEqualTo(300 * MILLI);
        assertThat(held.longestHolder()).isEqualTo("first");
    }

    @Test
    void aHolderWhoseTextFailsIsNamedByItsClass() {
        Object bad =
                new Object() {
                    @Override
                    public String toString() {
                        throw new IllegalStateException("changing");
                    }
                };
        held.seen(bad, 1, 300 * MILLI);

        assertThat(held.longestHolder()).isEqualTo(bad.getClass().getName());
    }
}
