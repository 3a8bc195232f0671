package dev.rondo.sim;

import dev.rondo.Rondo;
import dev.rondo.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Programs that are run under many seeds, and what they have in common. */
final class Programs {
    static final int FEW = 100; // seeds, in a plain build
    private static final int MANY = 10_000; // in a nightly one, unless -Drondo.seeds says else

    private Programs() {}

    static Stream<DynamicTest> underFewSeeds(Map<String, Simulation.Body<?>> programs) {
        return under(FEW, programs);
    }

    static Stream<DynamicTest> underManySeeds(Map<String, Simulation.Body<?>> programs) {
        return under(Integer.getInteger("rondo.seeds", MANY), programs);
    }

    private static Stream<DynamicTest> under(int seeds, Map<String, Simulation.Body<?>> programs) {
        return programs.entrySet().stream()
                .map(program ->
                        DynamicTest.dynamicTest(
                                program.getKey(),
                                () -> Exploration.run(seeds, program.getValue())));
    }

    /** Lets up to that many milliseconds pass, or only a turn of the others. */
    static void pause(Simulation simulation, int millis) {
        Rondo.sleep(Duration.ofMillis(simulation.random(millis + 1)));
    }

    /** Cancels some of the tasks, each at a time of its own. */
    static void cancelSome(Simulation simulation, List<? extends Task<?>> tasks, int millis) {
        for (Task<?> task : tasks) {
            if (simulation.chance(0.4)) {
                Rondo.callLater(
                        Duration.ofMillis(simulation.random(millis + 1)), () -> task.cancel());
            }
        }
    }

    /** Waits for all, and throws what one of them failed with. */
    static void awaitAll(List<? extends Task<?>> tasks) {
        Rondo.waitAll(tasks);
        for (Task<?> task : tasks) {
            if (!task.cancelled()) {
                task.result();
            }
        }
    }
}
