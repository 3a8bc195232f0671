package dev.rondo.examples;

import static dev.rondo.examples.Output.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FirstStepsTest {
    @Test
    void helloCoroutinePrintsWorldOneSecondAfterHello() {
        Output output = Program.named("HelloCoroutine").onVirtualTime();
        assertThat(output.lines()).containsExactly(at(0, "Hello"), at(1, "World"));
    }

    @Test
    void coroutineObjectShowsItsStateBeforeAndAfterItRuns() {
        Output output = Program.named("CoroutineObject").onVirtualTime();
        assertThat(output.texts()).hasSize(3);
        assertThat(output.texts().get(0))
                .matches(
                        "<Coroutine greet not started, created at"
                                + " CoroutineObject\\.main\\(CoroutineObject\\.java:\\d+\\)>");
        assertThat(output.texts().get(1)).isEqualTo("Hello, World!");
        assertThat(output.texts().get(2))
                .isEqualTo(output.texts().get(0).replace("not started", "finished"));
    }

    @Test
    void greetInTurnFinishesWithAliceBeforeItGreetsBob() {
        Output output = Program.named("GreetInTurn").onVirtualTime();
        assertThat(output.lines())
                .containsExactly(
                        at(0, "Hello, Alice!"),
                        at(1, "Goodbye, Alice!"),
                        at(1, "Hello, Bob!"),
                        at(2, "Goodbye, Bob!"));
    }

    @Test
    void sayAfterWaitsForBothAtOnce() {
        Output output = Program.named("SayAfter").onVirtualTime();
        assertThat(output.lines())
                .containsExactly(
                        at(0, "Tasks started"),
                        at(1, "Hello"),
                        at(2, "World"),
                        at(2, "Tasks completed"));
        assertThat(output.took()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void taskResultsStartBothBeforeEitherEnds() {
        Output output = Program.named("TaskResults").onVirtualTime();
        assertThat(output.lines())
                .containsExactly(
                        at(0, "Squaring 3"),
                        at(0, "Squaring 4"),
                        at(1, "Squared 3"),
                        at(1, "Squared 4"),
                        at(1, "Results: 9 and 16"));
    }

    @Test
    void computeReturnsItsResultThroughRun() {
        Output output = Program.named("Compute").onVirtualTime();
        assertThat(output.lines())
                .containsExactly(
                        at(0, "Starting computation"),
                        at(1, "Computation complete"),
                        at(1, "Result: 42"));
    }

    @Test
    void gatherTakesAsLongAsTheLongest() {
        Output output = Program.named("Gather").onVirtualTime();
        assertThat(output.lines())
                .containsExactly(
                        at(1, "Task 1 complete"),
                        at(2, "Task 2 complete"),
                        at(2, "All tasks complete"));
    }

    @Test
    void timedCallsNameEachCallWithItsTime() {
        Output output = Program.named("TimedCalls").onVirtualTime();
        assertThat(output.lines())
                .containsExactly(
                        at(1, "short took 1.0 s"),
                        at(2, "long took 2.0 s"),
                        at(2, "both took 2.0 s"));
    }

    @Test
    void manualLoopRunsTwiceInOneLoop() {
        Output output = Program.named("ManualLoop").onRealTime();
        assertThat(output.texts()).containsExactly("Hello", "World");
        assertThat(output.took()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }
}
