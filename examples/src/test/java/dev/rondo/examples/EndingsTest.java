package dev.rondo.examples;

import static dev.rondo.examples.Output.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How tasks and futures end other than by a plain result. */
class EndingsTest {
    @Test
    void faultyTaskThrowsWhereItIsAwaited() {
        Output output = Program.named("FaultyTask").onVirtualTime();
        assertThat(output.lines()).containsExactly(at(1, "Exception caught: An error occurred!"));
        assertThat(output.warnings()).noneMatch(text -> text.contains("never retrieved"));
    }

    @Test
    void cancelTaskCleansUpAndEndsAtOnce() {
        Output output = Program.named("CancelTask").onVirtualTime();
        assertThat(output.lines())
                .containsExactly(at(1, "Cleaning up"), at(1, "Task was cancelled"));
        assertThat(output.took()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void timeoutTaskCancelsTheTaskAfterOneSecond() {
        Output output = Program.named("TimeoutTask").onVirtualTime();
        assertThat(output.lines())
                .containsExactly(at(1, "The task timed out"), at(1, "Cancelled: true"));
        assertThat(output.took()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void futuresShowEachState() {
        Output output = Program.named("Futures").onVirtualTime();
        assertThat(output.texts())
                .containsExactly(
                        "Pending: <Future pending>",
                        "Finished: <Future finished result=42>",
                        "Result: 42",
                        "Callback: 42",
                        "A second result is refused",
                        "Exception: java.lang.IllegalStateException: No answer",
                        "Cancelled: <Future cancelled>");
        assertThat(output.warnings()).noneMatch(text -> text.contains("never retrieved"));
    }
}
