package dev.rondo.sync;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;

import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cancels every task, and every pair of tasks, in every pass of small scenarios. */
class CancelEverywhereTest {
    private static final int PASSES = 12; // longer than any of them runs undisturbed

    static List<Supplier<Scenario>> makers() {
        return Scenario.all();
    }

    @ParameterizedTest
    @MethodSource("makers")
    void nothingIsLostWhoeverIsCancelledWhenever(Supplier<Scenario> maker) {
        VirtualLoop.run(() -> {
            int targets = startedBy(maker);
            for (int pass = 0; pass < PASSES; pass++) {
                for (int first = 0; first < targets; first++) {
                    for (int second = first; second < targets; second++) {
                        cancelBeforeTheOthersRun(maker.get(), pass, first, second);
                        cancelAfterTheOthersRan(maker.get(), pass, first, second);
                    }
                }
            }
        });
    }

    private static int startedBy(Supplier<Scenario> maker) {
        Scenario undisturbed = maker.get();
        undisturbed.start();
        undisturbed.finish();
        return undisturbed.targets.size();
    }

    private static void cancelBeforeTheOthersRun(
            Scenario scenario, int pass, int first, int second) {
        Task<?> canceller = createTask(() -> cancel(scenario, pass, first, second));
        scenario.start();
        finish(scenario, canceller, "before", pass, first, second);
    }

    private static void cancelAfterTheOthersRan(
            Scenario scenario, int pass, int first, int second) {
        scenario.start();
        Task<?> canceller = createTask(() -> cancel(scenario, pass, first, second));
        finish(scenario, canceller, "after", pass, first, second);
    }

    private static void cancel(Scenario scenario, int pass, int first, int second) {
        for (int i = 0; i < pass; i++) {
            sleep(0);
        }
        scenario.targets.get(first).cancel();
        scenario.targets.get(second).cancel(); // may be the same one: cancelled twice
    }

    private static void finish(
            Scenario scenario, Task<?> canceller, String when, int pass, int first, int second) {
        try {
            canceller.await();
            scenario.finish();
        } catch (AssertionError e) {
            throw new AssertionError(
                    scenario
                            + ": cancelled "
                            + first
                            + " and "
                            + second
                            + " in pass "
                            + pass
                            + ", "
                            + when
                            + " the others ran",
                    e);
        }
    }
}
