package dev.rondo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a user reads after a mistake. */
class MistakesTest {
    @Test
    void neverAwaitedNamesTheCoroutineAndTheLineThatMadeIt() {
        Output output = Program.named("NeverAwaited").onVirtualTime();
        assertThat(output.texts()).containsExactly("Nobody was greeted");
        // The watchdog of an earlier program may still have something to say.
        assertThat(output.warnings())
                .filteredOn(text -> text.startsWith("Coroutine greet was never awaited\n"))
                .singleElement()
                .asString()
                .contains("createTask()")
                .containsPattern("\n    at NeverAwaited\\..*\\(NeverAwaited\\.java:\\d+\\)$");
    }

    @Test
    void runInsideRunIsRefusedWithAdvice() {
        Output output = Program.named("RunInsideRun").onVirtualTime();
        assertThat(output.texts()).hasSize(2);
        assertThat(output.texts().getFirst())
                .startsWith("run() cannot be called from a running event loop");
        assertThat(output.texts().getLast())
                .containsIgnoringCase("call the code itself")
                .contains("createTask(");
    }

    @Test
    void awaitOutsideIsRefusedWithAdviceThatWorks() {
        Output output = Program.named("AwaitOutside").onVirtualTime();
        assertThat(output.texts()).hasSize(3);
        assertThat(output.texts().getFirst())
                .startsWith("no running event loop")
                .contains("await()", "greet", "AwaitOutside.java:");
        assertThat(output.texts().get(1)).contains("Rondo.run(() -> ...)");
        assertThat(output.texts().getLast()).isEqualTo("Hello");
    }

    @Test
    void debugModeSaysWhatHeldTheLoopAndHowLong() {
        Output output = Program.named("DebugMode").onRealTime("0.11");
        assertDebugLines(output);
        assertThat(took(output, "<Task .*name='cruncher' .*>")).isGreaterThanOrEqualTo(0.11);
        assertThat(took(output, "<Handle .*DebugMode.*>")).isGreaterThanOrEqualTo(0.11);
    }

    @Test
    @Tag("slow")
    void debugModeShowsTheStackThatHoldsTheLoop() {
        Output output = Program.named("DebugMode").onRealTime("1");
        assertDebugLines(output);
        assertThat(output.warnings())
                .anySatisfy(warning -> assertHeld(warning, "<Task .*name='cruncher' .*>"))
                .anySatisfy(warning -> assertHeld(warning, "<Handle .*DebugMode.*>"));
    }

    private static void assertDebugLines(Output output) {
        assertThat(output.texts())
                .containsExactly(
                        "A task computes and lets nobody else run", "A callback does the same");
    }

    private static double took(Output output, String who) {
        var pattern =
                java.util.regex.Pattern.compile("Executing " + who + " took (\\d+\\.\\d+) seconds");
        return output.warnings().stream()
                .map(pattern::matcher)
                .filter(java.util.regex.Matcher::matches)
                .mapToDouble(match -> Double.parseDouble(match.group(1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not reported: " + output.warnings()));
    }

    private static void assertHeld(String warning, String who) {
        assertThat(warning)
                .matches("(?s)" + who + " has held the loop for \\d+\\.\\d+ seconds\n.*")
                .contains("toThread()")
                .containsPattern("\n    at DebugMode\\.compute\\(DebugMode\\.java:\\d+\\)\n");
    }
}
