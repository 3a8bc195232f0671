package dev.rondo.examples;

import static dev.rondo.examples.Output.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Doing things at once, by tasks and by threads. */
class AtOnceTest {
    @Test
    void sequentialJobsTakeTheSumOfTheirTimes() {
        Output output = Program.named("Sequential").onVirtualTime();
        assertThat(output.lines())
                .containsExactly(
                        at(1, "Job 1 complete"),
                        at(2, "Job 2 complete"),
                        at(3, "Job 3 complete"),
                        at(3, "Sequential: 3.0 s"));
    }

    @Test
    void concurrentJobsTakeAsLongAsOne() {
        Output output = Program.named("Concurrent").onVirtualTime();
        assertThat(output.lines())
                .containsExactly(
                        at(1, "Job 1 complete"),
                        at(1, "Job 2 complete"),
                        at(1, "Job 3 complete"),
                        at(1, "Concurrent: 1.0 s"));
    }

    @Test
    void parallelJobsEndInAnyOrderBeforeTheTime() {
        Output output = Program.named("Parallel").onRealTime("1000");
        assertThat(output.texts()).hasSize(4);
        assertThat(output.texts().subList(0, 3))
                .containsExactlyInAnyOrder(
                        "Job 1 complete: 168 primes",
                        "Job 2 complete: 168 primes",
                        "Job 3 complete: 168 primes");
        assertThat(output.texts().getLast()).matches("Parallel: \\d+\\.\\d s");
    }

    @Test
    void threadsPrintTheirNamesAndTheLastLineLast() {
        Output output = Program.named("Threads").onRealTime("0.05");
        List<String> texts = output.texts();
        assertThat(texts).hasSize(8).endsWith("All threads are complete.");
        for (int n = 1; n <= 3; n++) {
            assertThat(texts)
                    .containsSubsequence(
                            "Thread " + n + ": Starting work", "Thread " + n + ": Work complete");
        }
        double[] live = numbers(texts, "Live threads: (\\d+)");
        assertThat(live[0]).isGreaterThanOrEqualTo(1);
        assertThat(output.took()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void startAndJoinInOneLoopTakesTheSum() {
        Output output = Program.named("StartJoinMistake").onRealTime("0.03");
        assertStartJoin(output, 0.03);
    }

    @Test
    @Tag("slow")
    void startAndJoinInTwoLoopsIsFaster() {
        Output output = Program.named("StartJoinMistake").onRealTime("1");
        double[] seconds = assertStartJoin(output, 1);
        assertThat(seconds[1]).isLessThan(seconds[0]);
    }

    private static double[] assertStartJoin(Output output, double second) {
        assertThat(output.texts()).hasSize(2);
        double[] seconds = {
            numbers(output.texts(), "Start and join in one loop: (.*) s")[0],
            numbers(output.texts(), "Start in one loop, join in another: (.*) s")[0]
        };
        assertThat(seconds[0]).isGreaterThanOrEqualTo(3 * second);
        assertThat(seconds[1]).isGreaterThanOrEqualTo(2 * second);
        return seconds;
    }

    @Test
    void cpuOnThreadsTellsBothTimes() {
        Output output = Program.named("CpuOnThreads").onRealTime("100000");
        assertThat(output.texts()).hasSize(3);
        assertSpeedUp(output);
    }

    @Test
    @Tag("slow")
    void cpuOnThreadsIsFasterOnSeveralProcessors() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        int processors = system.getAvailableProcessors();
        assumeTrue(processors > 1, "one processor");
        assumeTrue(system.getSystemLoadAverage() < processors / 2.0, "others compute, too");
        Output output = Program.named("CpuOnThreads").onRealTime("500000000");
        assertThat(assertSpeedUp(output)).isGreaterThan(1);
    }

    private static double assertSpeedUp(Output output) {
        assertThat(output.texts().get(0)).matches("As tasks: \\d+\\.\\d+ s");
        assertThat(output.texts().get(1)).matches("On threads: \\d+\\.\\d+ s");
        return numbers(output.texts(), "(.*) times as fast on \\d+ processors")[0];
    }

    @Test
    void cpuLoopStopsTheTickerAndSleepDoesNot() {
        Output output = Program.named("BlockingCall").onRealTime("50");
        assertThat(output.texts()).hasSize(4);
        assertThat(ticks(output, "sleep")[0]).isPositive();
        assertThat(ticks(output, "CPU loop")[0]).isZero();
        assertThat(ticks(output, "CPU loop")[1]).isGreaterThanOrEqualTo(50);
        ticks(output, "Thread.sleep");
        ticks(output, "CPU loop in toThread");
    }

    @Test
    @Tag("slow")
    void blockingCallOfTheJdkLeavesTheTickerRunning() {
        Output output = Program.named("BlockingCall").onRealTime("2000");
        assertThat(ticks(output, "Thread.sleep")[0]).isPositive();
        assertThat(ticks(output, "CPU loop in toThread")[0]).isPositive();
    }

    private static double[] ticks(Output output, String call) {
        return numbers(
                output.texts(), Pattern.quote(call) + ": (\\d+) ticks, longest gap (\\d+) ms");
    }

    private static double[] numbers(List<String> texts, String regex) {
        Pattern pattern = Pattern.compile(regex);
        for (String text : texts) {
            Matcher match = pattern.matcher(text);
            if (match.matches()) {
                double[] numbers = new double[match.groupCount()];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = Double.parseDouble(match.group(i + 1));
                }
                return numbers;
            }
        }
        throw new AssertionError("no line matches " + regex + ": " + texts);
    }
}
