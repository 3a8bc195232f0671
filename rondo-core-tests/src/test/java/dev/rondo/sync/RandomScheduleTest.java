package dev.rondo.sync;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Runner;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** All scenarios at once, in a run order and with cancellations that a seed draws. */
class RandomScheduleTest {
    private static final int SEEDS = 200;

    @Test
    void nothingIsLostInAnyOrder() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                run(seed);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void sameSeedGivesTheSameRun() {
        for (int seed = 0; seed < 5; seed++) {
            assertThat(run(seed)).isEqualTo(run(seed));
        }
    }

    /** Returns what became of the tasks, in the order in which they ended. */
    private static List<String> run(int seed) {
        Random random = new Random(seed);
        VirtualLoop virtual = new VirtualLoop(ready -> random.nextInt(ready.size()));
        List<String> ended = new ArrayList<>();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                List<Scenario> scenarios =
                        Scenario.all().stream().map(maker -> maker.get()).toList();
                scenarios.forEach(Scenario::start);
                List<Task<?>> targets = new ArrayList<>();
                scenarios.forEach(scenario -> targets.addAll(scenario.targets));
                targets.forEach(task -> task.addDoneCallback(done -> ended.add(done.toString())));
                createTask(() -> cancelSome(targets, random)).await();
                scenarios.forEach(Scenario::finish);
                sleep(0);
            });
        }
        virtual.assertNoReports();
        return ended;
    }

    private static void cancelSome(List<Task<?>> targets, Random random) {
        int cancellations = random.nextInt(targets.size());
        for (int i = 0; i < cancellations; i++) {
            for (int passes = random.nextInt(3); passes > 0; passes--) {
                sleep(0);
            }
            targets.get(random.nextInt(targets.size())).cancel();
        }
    }
}
