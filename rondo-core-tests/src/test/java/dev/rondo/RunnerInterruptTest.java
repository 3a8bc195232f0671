package dev.rondo;

import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.currentTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.ProcessSignals;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ctrl-C while a {@link Runner} runs, as far as this process survives it. */
class RunnerInterruptTest {
    private final VirtualLoop virtual = new VirtualLoop();

    @BeforeEach
    void needInterrupts() {
        ProcessSignals.assumeInterruptsArrive();
    }

    @Test
    void busyMainTaskIsCancelledAndKeyboardInterruptThrown() {
        try (Runner runner = virtual.runner()) {
            assertThatThrownBy(() ->
                            runner.run(() -> {
                                ProcessSignals.raise("INT");
                                while (true) {
                                    sleep(0);
                                }
                            }))
                    .isInstanceOf(KeyboardInterrupt.class)
                    .hasCauseInstanceOf(CancelledError.class);
        }
        virtual.assertNoReports();
    }

    @Test
    void futureThatTheMainTaskAwaitsIsCancelledToo() {
        try (Runner runner = virtual.runner()) {
            Future<Void> future = runner.loop().createFuture();

            assertThatThrownBy(() ->
                            runner.run(() -> {
                                ProcessSignals.raise("INT");
                                future.await();
                            }))
                    .isInstanceOf(KeyboardInterrupt.class);
            assertThat(future.cancelled()).isTrue();
        }
    }

    @Test
    void cleanupOfTheMainTaskRunsToItsEnd() {
        List<String> steps = new ArrayList<>();
        try (Runner runner = virtual.runner()) {
            assertThatThrownBy(() ->
                            runner.run(() -> {
                                try {
                                    waitForInterrupt();
                                } finally {
                                    steps.add("cleaning");
                                    sleep(5);
                                    steps.add("clean");
                                }
                            }))
                    .isInstanceOf(KeyboardInterrupt.class);
        }
        assertThat(steps).containsExactly("cleaning", "clean");
    }

    @Test
    void mainTaskThatWasCancelledBeforeThrowsCancelledError() {
        try (Runner runner = virtual.runner()) {
            assertThatThrownBy(() -> runner.run(RunnerInterruptTest::cancelledAndInterrupted))
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("first");
        }
    }

    private static void cancelledAndInterrupted() {
        Task<?> main = currentTask().orElseThrow();
        createTask(() -> main.cancel("first"));
        try {
            runningLoop().createFuture().await();
        } catch (CancelledError first) {
            try {
                waitForInterrupt();
            } catch (CancelledError second) {
                assertThat(main.cancelling()).isEqualTo(2);
            }
            throw first;
        }
    }

    @Test
    void mainTaskThatSwallowsTheInterruptReturnsItsResult() {
        try (Runner runner = virtual.runner()) {
            String result =
                    runner.run(() -> {
                        try {
                            waitForInterrupt();
                        } catch (CancelledError e) {
                            return "went on";
                        }
                        return "not interrupted";
                    });
            assertThat(result).isEqualTo("went on");
        }
    }

    @Test
    void failureOfTheCleanupIsThrownInsteadOfKeyboardInterrupt() {
        var failure = new IllegalStateException("cannot save");
        try (Runner runner = virtual.runner()) {
            assertThatThrownBy(() ->
                            runner.run(() -> {
                                try {
                                    waitForInterrupt();
                                } catch (CancelledError e) {
                                    throw failure;
                                }
                            }))
                    .isSameAs(failure);
        }
    }

    @Test
    void everyRunCountsItsOwnInterrupts() {
        try (Runner runner = virtual.runner()) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> runner.run(RunnerInterruptTest::waitForInterrupt))
                        .isInstanceOf(KeyboardInterrupt.class);
            }
            assertThat(runner.run(() -> "still usable")).isEqualTo("still usable");
        }
    }

    @Test
    void leftoverTasksAreCleanedUpAfterAnInterrupt() {
        List<String> steps = new ArrayList<>();
        try (Runner runner = virtual.runner()) {
            assertThatThrownBy(() ->
                            runner.run(() -> {
                                createTask(() -> cleanUpWhenCancelled(steps));
                                sleep(0);
                                waitForInterrupt();
                            }))
                    .isInstanceOf(KeyboardInterrupt.class);
            assertThat(steps).isEmpty();
        }
        assertThat(steps).containsExactly("leftover cleaned up");
        virtual.assertNoReports();
    }

    private static void cleanUpWhenCancelled(List<String> steps) {
        try {
            runningLoop().createFuture().await();
        } finally {
            steps.add("leftover cleaned up");
        }
    }

    @Test
    void interruptReachesTheMainTasksOfAllRunners() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        List<Throwable> thrown = new ArrayList<>();
        Thread other =
                Thread.ofPlatform()
                        .start(() -> {
                            try (Runner runner = new VirtualLoop().runner()) {
                                runner.run(() -> {
                                    running.countDown();
                                    createFuture().await();
                                });
                            } catch (KeyboardInterrupt e) {
                                thrown.add(e);
                            }
                        });
        await(running);
        try (Runner runner = virtual.runner()) {
            assertThatThrownBy(() -> runner.run(RunnerInterruptTest::waitForInterrupt))
                    .isInstanceOf(KeyboardInterrupt.class);
        }
        other.join();

        assertThat(thrown).hasSize(1);
    }

    @Test
    void runnerThatEndsFirstLeavesTheSignalToTheOther() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Action<RuntimeException> first =
                () -> {
                    running.countDown();
                    await(end);
                };
        Thread thread = Thread.ofPlatform().start(() -> Rondo.run(first));
        await(running);
        try (Runner runner = virtual.runner()) {
            assertThatThrownBy(() ->
                            runner.run(() -> {
                                end.countDown();
                                Rondo.toThread(() -> thread.join());
                                waitForInterrupt();
                            }))
                    .isInstanceOf(KeyboardInterrupt.class);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void handlerOfTheProcessIsRestoredAfterARun() {
        String before = ProcessSignals.owner("INT");
        try (Runner runner = virtual.runner()) {
            String during = runner.run(() -> ProcessSignals.owner("INT"));

            assertThat(during).isNotEqualTo(before);
            assertThat(ProcessSignals.owner("INT")).isEqualTo(before);
        }
    }

    @Test
    void handlerOfTheProcessIsRestoredAfterAFailedRun() {
        String before = ProcessSignals.owner("INT");
        Action<RuntimeException> failing =
                () -> {
                    throw new IllegalStateException("no");
                };
        try (Runner runner = virtual.runner()) {
            assertThatThrownBy(() -> runner.run(failing)).hasMessage("no");
            assertThat(ProcessSignals.owner("INT")).isEqualTo(before);
        }
    }

    @Test
    void handlerOfTheProgramIsLeftAlone() {
        Future<String> heard = virtual.loop().createFuture();
        ProcessSignals.Owner before =
                ProcessSignals.handle(
                        "INT",
                        () -> virtual.loop().callSoonThreadsafe(() -> heard.setResult("own")));
        try (Runner runner = virtual.runner()) {
            String result =
                    runner.run(() -> {
                        ProcessSignals.raise("INT");
                        return heard.await();
                    });

            assertThat(result).isEqualTo("own");
            assertThat(ProcessSignals.owner("INT")).isEqualTo("a test's handler");
        } finally {
            before.restore();
        }
    }

    @Test
    void handlerOfTheLoopTakesTheSignalFromTheRunner() {
        try (Runner runner = virtual.runner()) {
            String result =
                    runner.run(() -> {
                        Future<String> heard = runningLoop().createFuture();
                        runningLoop().addSignalHandler("INT", () -> heard.setResult("own"));
                        ProcessSignals.raise("INT");
                        return heard.await();
                    });

            assertThat(result).isEqualTo("own");
        }
    }

    @Test
    void handlerThatTheMainTaskLeavesBehindOutlivesTheRun() {
        String before = ProcessSignals.owner("INT");
        try (Runner runner = virtual.runner()) {
            List<String> heard = new ArrayList<>();
            runner.run(() -> runningLoop().addSignalHandler("INT", () -> heard.add("own")));
            runner.run(() -> {
                ProcessSignals.raise("INT");
                while (heard.isEmpty()) {
                    sleep(0);
                }
            });
            assertThat(heard).containsExactly("own");
        }
        assertThat(ProcessSignals.owner("INT")).isEqualTo(before);
    }

    @Test
    void handlerIsNotInstalledWhenTheOptionsSayNo() {
        String before = ProcessSignals.owner("INT");
        RunnerOptions options =
                RunnerOptions.defaults().withLoopFactory(virtual::loop).withHandleInterrupt(false);
        try (Runner runner = new Runner(options)) {
            assertThat(runner.run(() -> ProcessSignals.owner("INT"))).isEqualTo(before);
        }
    }

    /** Raises SIGINT and goes on until it has arrived as a cancellation. */
    private static void waitForInterrupt() {
        ProcessSignals.raise("INT");
        runningLoop().createFuture().await();
    }
}
