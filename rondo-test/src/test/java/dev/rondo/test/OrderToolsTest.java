package dev.rondo.test;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps and sequencers: the order of what tasks do, asserted and enforced. */
class OrderToolsTest {
    // ---- Steps

    @Test
    void stepsInTheirOrderPass() {
        Steps steps = new Steps();
        steps.expect(1);
        steps.expect(2);
        steps.finish(3);
        steps.assertFinished();
        assertThat(steps.count()).isEqualTo(3);
    }

    @Test
    void aStepInTheWrongPlaceFails() {
        Steps steps = new Steps();
        steps.expect(1);
        assertThatThrownBy(() -> steps.expect(3))
                .isInstanceOf(AssertionError.class)
                .hasMessage("Expected to be step 3, but it is step 2");
    }

    @Test
    void aStepAfterTheLastFails() {
        Steps steps = new Steps();
        steps.finish(1);
        assertThatThrownBy(() -> steps.expect(2))
                .isInstanceOf(AssertionError.class)
                .hasMessage("Expected to be step 2, but the last step was 1");
    }

    @Test
    void stepsThatWereNeverFinishedCanBeSeen() {
        Steps steps = new Steps();
        steps.expect(1);
        assertThatThrownBy(steps::assertFinished)
                .hasMessage("finish() was never called; 1 steps were made");
    }

    // ---- Sequencer

    @RondoTest
    void tasksTakeTurns() {
        Sequencer sequence = new Sequencer();
        List<Integer> order = new ArrayList<>();
        Task<?> odd =
                createTask(() -> {
                    sequence.step(1, () -> order.add(1));
                    sequence.step(3, () -> order.add(3));
                });
        Task<?> even =
                createTask(() -> {
                    sequence.step(0, () -> order.add(0));
                    sequence.step(
                            2,
                            () -> {
                                sleep(10); // the next one waits for the end of the step
                                order.add(2);
                            });
                });
        sequence.step(4);
        assertThat(order).containsExactly(0, 1, 2, 3);
        waitAll(List.of(odd, even));
    }

    @RondoTest
    void aStepIsTakenOnce() {
        Sequencer sequence = new Sequencer();
        sequence.step(0);
        assertThatThrownBy(() -> sequence.step(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Step 0 was taken before");
        assertThatThrownBy(() -> sequence.step(-1)).isInstanceOf(IllegalArgumentException.class);
        sequence.step(1);
    }

    @RondoTest
    void aFailedStepBreaksTheSequence() {
        Sequencer sequence = new Sequencer();
        Task<?> later = createTask(() -> sequence.step(1));
        sleep(0);
        IllegalArgumentException failure = new IllegalArgumentException("first");
        assertThatThrownBy(() ->
                        sequence.step(
                                0,
                                () -> {
                                    throw failure;
                                }))
                .isSameAs(failure);
        assertThatThrownBy(later::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Step 1 cannot come: an earlier one failed")
                .hasCause(failure);
        assertThatThrownBy(() -> sequence.step(2)).isInstanceOf(IllegalStateException.class);
    }

    @RondoTest
    void aCancelledStepBreaksTheSequence() {
        Sequencer sequence = new Sequencer();
        Task<?> waiting = createTask(() -> sequence.step(1));
        sleep(0);
        waiting.cancel();
        waitAll(List.of(waiting));
        assertThat(waiting.cancelled()).isTrue();
        assertThatThrownBy(() -> sequence.step(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot come");
    }
}
