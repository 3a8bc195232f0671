package dev.rondo.sim;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that are not the same in each run, that changed since, or that do not end. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class UnrepeatableTest {
    private static ExplorationOptions options() {
        return ExplorationOptions.defaults().withThreads(1).withSeeds(20);
    }

    // ---- Not the same in each run

    @ParameterizedTest
    @ValueSource(strings = {"f...", "ff..", "f.", "ff.", "fe", "ffe"})
    void failureThatDoesNotRepeatIsNotSoldAsOneThatDoes(String pattern) {
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(() ->
                        Exploration.run(
                                options(),
                                simulation -> {
                                    simulation.random(5);
                                    int run = runs.getAndIncrement();
                                    switch (pattern.charAt(run % pattern.length())) {
                                        case 'f' -> throw new AssertionError("one");
                                        case 'e' -> throw new IllegalStateException("another");
                                        default -> sleep(1);
                                    }
                                }))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("it depends on something that is not simulated")
                .hasMessageNotContaining("Replay with");
    }

    @Test
    void everyOrderOfAProgramThatChangesIsNoProof() {
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(() ->
                        Exploration.everyOrder(
                                1_000,
                                simulation ->
                                        taskGroup(group -> {
                                            int tasks = 2 + runs.getAndIncrement() % 2;
                                            for (int i = 0; i < tasks; i++) {
                                                group.createTask(() -> sleep(0));
                                            }
                                        })))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("differ that made the same choices")
                .hasMessageContaining("Look for real time");
    }

    @Test
    void stackOverflowRepeatsWhereverItHappens() {
        assertThatThrownBy(() -> Exploration.run(options(), simulation -> recurse(1)))
                .isInstanceOf(SimulationFailure.class)
                .hasCauseInstanceOf(StackOverflowError.class)
                .hasMessageContaining("Replay with");
    }

    private static int recurse(int depth) {
        return depth % 2 == 0 ? recurse(depth + 1) + 1 : recurse(depth + 1) + 2;
    }

    // ---- Changed since

    private static void withSeed(String seed, Runnable code) {
        System.setProperty("rondo.seed", seed);
        try {
            code.run();
        } finally {
            System.clearProperty("rondo.seed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"choices:1=7", "choices:5=1", "order:0=3"})
    void replayOfAProgramThatChangedSaysSo(String seed) {
        withSeed(
                seed,
                () ->
                        assertThatThrownBy(() ->
                                        Exploration.run(
                                                options(),
                                                simulation -> {
                                                    simulation.random(3);
                                                    simulation.random(3);
                                                    throw new AssertionError("planted");
                                                }))
                                .hasMessageContaining("planted")
                                .hasMessageContaining("The program has changed"));
    }

    @Test
    void replayOfTheSameProgramDoesNot() {
        Simulation.Body<RuntimeException> program =
                simulation -> {
                    int sum = 0;
                    for (int i = 0; i < 10; i++) {
                        sum += simulation.random(10);
                    }
                    assertThat(sum).isLessThan(30);
                };
        String message =
                Exploration.find(options(), program).map(Throwable::getMessage).orElseThrow();
        String shortest =
                message.lines().filter(line -> line.startsWith("Shortest")).toList().getFirst();
        withSeed(
                shortest.substring(shortest.indexOf('=') + 1),
                () ->
                        assertThatThrownBy(() -> Exploration.run(options(), program))
                                .isInstanceOf(SimulationFailure.class)
                                .hasMessageNotContaining("The program has changed"));
    }

    @Test
    void malformedNumberOfSeedsIsRefused() {
        System.setProperty("rondo.seeds", "many");
        try {
            assertThatThrownBy(ExplorationOptions::defaults)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("-Drondo.seeds is not a number: many");
        } finally {
            System.clearProperty("rondo.seeds");
        }
    }

    // ---- Does not end

    @Test
    void shorteningAProgramThatRunsForEverEnds() {
        AtomicInteger runs = new AtomicInteger();
        ExplorationOptions endless =
                options()
                        .withShrinkRuns(1_000_000)
                        .withSimulation(SimulationOptions.defaults().withMaxSteps(100_000));
        assertThatThrownBy(() ->
                        Exploration.run(
                                endless,
                                simulation -> {
                                    runs.incrementAndGet();
                                    createTask(() -> {
                                        while (true) {
                                            sleep(0);
                                        }
                                    });
                                    while (true) {
                                        sleep(0);
                                    }
                                }))
                .hasMessageContaining("not over after 100000 steps");
        assertThat(runs.get()).isLessThan(400);
    }

    @Test
    void logOfAFailureKeepsTheLastLinesOnly() {
        EventLog log = new EventLog(true, 10);
        for (int i = 0; i < 1_000; i++) {
            log.add(0, "host", i);
        }
        assertThat(log.lines()).hasSizeBetween(10, 20);
        assertThat(log.lines().getLast()).endsWith("host 999");
    }

    @Test
    void logThatWasAskedForIsWhole() {
        List<String> log =
                Simulation.eventLog(
                        1,
                        simulation -> {
                            for (int i = 0; i < 1_000; i++) {
                                simulation.log("line " + i);
                            }
                        });
        assertThat(log.stream().filter(line -> line.contains(" line "))).hasSize(1_000);
    }

    @Test
    void interruptedExplorationSaysWhichSeedsItRan() throws InterruptedException {
        CountDownLatch hanging = new CountDownLatch(2);
        CountDownLatch over = new CountDownLatch(1);
        List<Throwable> thrown = new ArrayList<>();
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                Exploration.run(
                                        options().withThreads(2).withFirstSeed(40),
                                        simulation -> {
                                            hanging.countDown();
                                            while (over.getCount() > 0) {
                                                Thread.onSpinWait();
                                            }
                                        });
                            } catch (IllegalStateException e) {
                                thrown.add(e);
                            }
                        });
        hanging.await();
        thread.interrupt();
        thread.join();
        over.countDown();
        assertThat(thrown.getFirst())
                .hasMessage("The exploration was interrupted while it ran the seeds [40, 41]");
    }
}
