package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** {@code race}: the first result wins, and the losers have ended when it returns. */
class RaceTest {
    private final List<String> log = new ArrayList<>();

    private static long millis() {
        return runningLoop().time().toMillis();
    }

    private Callable<String> succeeds(String name, double seconds) {
        return () -> {
            try {
                sleep(seconds);
                return name;
            } finally {
                log.add(name + " ended at " + millis());
            }
        };
    }

    private Callable<String> fails(String name, double seconds) {
        return () -> {
            succeeds(name, seconds).call();
            throw new IOException(name);
        };
    }

    /** Takes a second to clean up when it is cancelled. */
    private Callable<String> slowToEnd(String name) {
        return () -> {
            try {
                sleep(100);
                return name;
            } finally {
                shielded(() -> sleep(1));
                log.add(name + " cleaned up at " + millis());
            }
        };
    }

    private Callable<String> failsToClean(String name) {
        return () -> {
            try {
                sleep(100);
                return name;
            } catch (CancelledError e) {
                throw new IllegalStateException(name + " is stuck", e);
            }
        };
    }

    @Test
    void firstResultWinsAndTheLosersAreCancelledAndAwaited() {
        VirtualLoop.run(() -> {
            assertThat(race(slowToEnd("a"), succeeds("b", 2), succeeds("c", 3))).isEqualTo("b");
            assertThat(log)
                    .containsExactly("b ended at 2000", "c ended at 2000", "a cleaned up at 3000");
            assertThat(allTasks()).hasSize(1);
            assertThat(currentTask().orElseThrow().cancelling()).isZero();
        });
    }

    @Test
    void lambdasAreEnough() {
        VirtualLoop.run(() -> {
            String winner =
                    race(
                            () -> {
                                sleep(2);
                                return "slow";
                            },
                            () -> {
                                sleep(1);
                                return "quick";
                            });
            assertThat(winner).isEqualTo("quick");
            race(() -> sleep(2), () -> sleep(1));
            assertThat(millis()).isEqualTo(2000);
            Number number = race(List.of(() -> 1, () -> 2));
            assertThat(number).isEqualTo(1);
        });
    }

    @Test
    void resultThatIsNullWins() {
        VirtualLoop.run(() -> {
            Callable<String> nothing = () -> null;
            assertThat(race(nothing, succeeds("b", 1))).isNull();
        });
    }

    @Test
    void allStartAtOnceAndOfTwoResultsInOnePassTheFirstWins() {
        VirtualLoop.run(() -> {
            assertThat(race(succeeds("a", 1), succeeds("b", 1))).isEqualTo("a");
            assertThat(log).containsExactly("a ended at 1000", "b ended at 1000");
        });
    }

    @Test
    void whoFailsHasLost() {
        VirtualLoop.run(() ->
                assertThat(race(fails("a", 1), succeeds("b", 2), fails("c", 3))).isEqualTo("b"));
    }

    @Test
    void ifAllFailOneGroupHasAllFailures() {
        VirtualLoop.run(() ->
                assertThatExceptionOfType(ExceptionGroup.class)
                        .isThrownBy(() -> race(fails("a", 2), fails("b", 1)))
                        .withMessage("nobody won the race of Task-3, Task-2 (2 sub-exceptions)")
                        .satisfies(group ->
                                assertThat(group.exceptions())
                                        .extracting(Throwable::getMessage)
                                        .containsExactly("b", "a")));
    }

    @Test
    void bodyThatCancelsItselfHasNoResult() {
        VirtualLoop.run(() ->
                assertThatThrownBy(() ->
                                race(
                                        List.<Callable<String>>of(() -> {
                                            throw new CancelledError("no more");
                                        })))
                        .isInstanceOf(ExceptionGroup.class)
                        .hasRootCauseInstanceOf(CancelledError.class));
    }

    @Test
    void failureInACleanUpGoesToTheExceptionHandler() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                assertThat(race(failsToClean("a"), succeeds("b", 1))).isEqualTo("b");
            });
        }
        assertThat(virtual.reports())
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.message())
                            .isEqualTo("Task-2 lost a race and failed in its clean-up");
                    assertThat(report.exception().orElseThrow()).hasMessage("a is stuck");
                });
    }

    @Test
    void errorOfALoserGoesToTheExceptionHandler() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Callable<String> wrong =
                        () -> {
                            throw new AssertionError("wrong");
                        };
                assertThat(race(wrong, succeeds("b", 1))).isEqualTo("b");
            });
        }
        assertThat(virtual.reports())
                .extracting(ExceptionContext::message)
                .containsExactly("Task-2 lost a race by an error");
    }

    @Test
    void cancellationOfTheCallerReachesAllAndIsAwaited() {
        new VirtualLoop()
                .runInTask(() -> {
                    Task<?> task = createTask(() -> race(slowToEnd("a"), slowToEnd("b")));
                    sleep(1);
                    VirtualLoop.cancelAndExpectCancelled(task);
                    assertThat(log).containsExactly("a cleaned up at 2000", "b cleaned up at 2000");
                });
    }

    @Test
    void failureInTheCleanUpOfACancelledRaceIsNotLost() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Task<?> task = createTask(() -> race(failsToClean("a"), slowToEnd("b")));
                sleep(1);
                VirtualLoop.cancelAndExpectCancelled(task);
            });
        }
        assertThat(virtual.reports())
                .extracting(report -> report.exception().orElseThrow().getMessage())
                .containsExactly("a is stuck");
    }

    @Test
    void cancellationWhileTheLosersEndKeepsTheResult() {
        new VirtualLoop()
                .runInTask(() -> {
                    Task<?> task =
                            createTask(() -> {
                                log.add(race(slowToEnd("a"), succeeds("b", 1)) + " won");
                                sleep(1);
                            });
                    sleep(1.5);
                    VirtualLoop.cancelAndExpectCancelled(task);
                    assertThat(log)
                            .containsExactly("b ended at 1000", "a cleaned up at 2000", "b won");
                });
    }

    @Test
    void timeoutEndsARace() {
        VirtualLoop.run(() -> {
            assertThatThrownBy(() ->
                            timeout(
                                    Duration.ofSeconds(1),
                                    () -> race(slowToEnd("a"), succeeds("b", 5))))
                    .isInstanceOf(TimeoutException.class);
            assertThat(log).containsExactly("b ended at 1000", "a cleaned up at 2000");
        });
    }

    /** Whenever the caller is cancelled, all have ended when it has. */
    @Test
    void cancelledAtEveryPassNothingRunsOn() {
        for (int pass = 0; pass < 12; pass++) {
            int passes = pass;
            VirtualLoop.run(() -> {
                List<String> open = new ArrayList<>();
                Callable<String> body =
                        () -> {
                            open.add("");
                            try {
                                sleep(0);
                                sleep(0);
                                return "";
                            } finally {
                                shielded(() -> sleep(0));
                                open.removeLast();
                            }
                        };
                Task<?> task = createTask(() -> race(body, body, body));
                for (int i = 0; i < passes; i++) {
                    sleep(0);
                }
                task.cancel();
                waitAll(List.of(task));
                assertThat(open).isEmpty();
                assertThat(allTasks()).hasSize(1);
            });
        }
    }

    @Test
    void raceOfNobodyIsRefused() {
        VirtualLoop.run(() -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> race(List.<Callable<String>>of()))
                    .withMessage("race() has nothing to run\nGive it a body or more");
            Callable<String> body = () -> "";
            assertThatThrownBy(() -> race(Arrays.asList(body, null)))
                    .hasMessage("bodies contains null");
            assertThat(allTasks()).hasSize(1);
        });
    }

    @Test
    void attemptThatATaskFactoryRefusesEndsTheOthersFirst() {
        IllegalArgumentException refusal = new IllegalArgumentException("enough tasks");
        VirtualLoop.run(() -> {
            EventLoop loop = runningLoop();
            List<Callable<?>> begun = new ArrayList<>();
            loop.setTaskFactory(
                    java.util.Optional.of(
                            new TaskFactory() {
                                @Override
                                public <T> Task<T> create(
                                        EventLoop in, Callable<T> body, TaskOptions options) {
                                    begun.add(body);
                                    if (begun.size() == 3) {
                                        throw refusal;
                                    }
                                    return in.newTask(body, options);
                                }
                            }));
            assertThatThrownBy(() -> race(List.of(slowToEnd("a"), slowToEnd("b"), slowToEnd("c"))))
                    .isSameAs(refusal);
            loop.setTaskFactory(java.util.Optional.empty());
            assertThat(allTasks()).hasSize(1);
        });
    }
}
