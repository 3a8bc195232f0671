package dev.rondo.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BeatHistoryTest {
    private static final long SECOND = 1_000_000_000;
    private static final long SAMPLE = SECOND / 10;

    private final BeatHistory history = new BeatHistory();

    @Test
    void aStepThatNobodyHasSeenYetIsOfNow() {
        assertThat(history.timeOf(7, 42)).isEqualTo(42);
        history.add(SECOND, 5);
        assertThat(history.timeOf(6, 9 * SECOND)).isEqualTo(9 * SECOND);
    }

    @Test
    void aStepIsOfTheSampleThatSawItFirst() {
        history.add(SECOND, 5);
        history.add(2 * SECOND, 9);

        assertThat(history.timeOf(1, 3 * SECOND)).isEqualTo(SECOND);
        assertThat(history.timeOf(5, 3 * SECOND)).isEqualTo(SECOND);
        assertThat(history.timeOf(6, 3 * SECOND)).isEqualTo(2 * SECOND);
        assertThat(history.timeOf(9, 3 * SECOND)).isEqualTo(2 * SECOND);
    }

    @Test
    void samplesOfDebugModeThatFollowCloselyAreLeftOut() {
        history.add(SECOND, 5);
        history.add(SECOND + 1_000_000, 6);

        assertThat(history.size()).isEqualTo(1);
        assertThat(history.timeOf(6, 2 * SECOND)).isEqualTo(2 * SECOND);
    }

    @Test
    void aCountThatIsKnownKeepsItsTime() {
        history.add(SECOND, 5);
        history.add(3 * SECOND, 5);

        assertThat(history.size()).isEqualTo(1);
        assertThat(history.timeOf(5, 4 * SECOND)).isEqualTo(SECOND);
    }

    @Test
    void aMonthOfSamplesIsBoundedAndAnswersToASixteenthOfTheAge() {
        long samples = 30L * 24 * 3600 * 10;
        for (long i = 1; i <= samples; i++) {
            history.add(i * SAMPLE, i);
        }
        long now = samples * SAMPLE;

        assertThat(history.size()).isLessThanOrEqualTo(1024);
        for (long step = 1; step <= samples; step += 9_973) {
            long age = now - step * SAMPLE;
            long found = now - history.timeOf(step, now);
            assertThat(age - found)
                    .as("error at an age of " + age)
                    .isBetween(0L, SAMPLE + age / 15);
        }
        assertThat(history.timeOf(samples - 3, now)).isEqualTo(now - 3 * SAMPLE);
    }
}
