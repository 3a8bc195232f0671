package dev.rondo;

import static dev.rondo.Rondo.callLater;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.currentTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.shielded;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a {@link Runner} ends the tasks that are left. */
class ShutdownTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final CapturedLog log = new CapturedLog();
    private final List<String> steps = new ArrayList<>();

    @AfterEach
    void stopCapturing() {
        log.close();
    }

    private void run(Action<RuntimeException> main) {
        run(Duration.ofMinutes(5), main);
    }

    private void run(Duration shutdownTimeout, Action<RuntimeException> main) {
        RunnerOptions options =
                RunnerOptions.defaults()
                        .withLoopFactory(virtual::loop)
                        .withShutdownTimeout(shutdownTimeout);
        Rondo.run(options, main);
    }

    /** A task that goes on whatever happens to it. */
    private void refuse() {
        while (true) {
            try {
                createFuture().await();
            } catch (CancelledError e) {
                steps.add("refused at " + virtual.now().toSeconds());
            }
        }
    }

    @Test
    void cleanupOfLeftoverTasksMaySuspend() {
        run(() -> {
            createTask(() -> {
                try {
                    createFuture().await();
                } finally {
                    sleep(5);
                    steps.add("cleaned up");
                }
            });
            sleep(0);
        });

        assertThat(steps).containsExactly("cleaned up");
        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(5));
        virtual.assertNoReports();
    }

    @Test
    void taskThatHadNotStartedStartsAndIsCancelledAtItsFirstSuspension() {
        run(() -> {
            createTask(() -> {
                steps.add("started");
                try {
                    sleep(1);
                    steps.add("slept");
                } finally {
                    steps.add("cleaned up");
                }
            });
        });

        assertThat(steps).containsExactly("started", "cleaned up");
    }

    @Test
    void cancellationSaysThatTheLoopShutsDown() {
        run(() -> {
            createTask(() -> {
                try {
                    createFuture().await();
                } catch (CancelledError e) {
                    steps.add(e.getMessage());
                }
            });
            sleep(0);
        });

        assertThat(steps).containsExactly("the loop shuts down");
        virtual.assertNoReports();
    }

    @Test
    void everyFailureInACleanupIsReportedOnce() {
        run(() -> {
            for (String name : List.of("first", "second")) {
                createTask(
                        name,
                        () -> {
                            try {
                                createFuture().await();
                            } finally {
                                fail(name);
                            }
                        });
            }
            sleep(0);
        });

        assertThat(virtual.reports())
                .extracting(ExceptionContext::message)
                .containsExactly(
                        "unhandled exception during Rondo.run() shutdown",
                        "unhandled exception during Rondo.run() shutdown");
        assertThat(virtual.reports())
                .extracting(report -> report.exception().orElseThrow().getMessage())
                .containsExactly("first", "second");
    }

    private static void fail(String message) {
        throw new IllegalStateException(message);
    }

    @Test
    void taskThatFailedBeforeIsReportedAsNeverRetrieved() {
        run(() -> {
            createTask(() -> fail("early"));
            sleep(1);
        });

        assertThat(virtual.reports())
                .extracting(ExceptionContext::message)
                .containsExactly("Task exception was never retrieved");
    }

    @Test
    void tasksCreatedDuringTheShutdownAreCancelledToo() {
        run(() -> {
            createTask(() -> {
                try {
                    createFuture().await();
                } finally {
                    createTask(this::leaveATrace);
                    sleep(1);
                }
            });
            sleep(0);
        });

        assertThat(steps).containsExactly("trace");
        virtual.assertNoReports();
    }

    private void leaveATrace() {
        try {
            createFuture().await();
        } finally {
            steps.add("trace");
        }
    }

    @Test
    void taskThatSwallowsOneCancellationIsCancelledAgainAfterTenSeconds() {
        run(() -> {
            createTask(
                    "stubborn",
                    () -> {
                        try {
                            createFuture().await();
                        } catch (CancelledError e) {
                            steps.add("refused at " + virtual.now().toSeconds());
                        }
                        createFuture().await();
                    });
            sleep(0);
        });

        assertThat(steps).containsExactly("refused at 0");
        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(10));
        assertThat(log.messages()).hasSize(1);
        assertThat(log.messages().getFirst())
                .contains("these tasks go on after their cancellation")
                .contains("stubborn");
        virtual.assertNoReports();
    }

    @Test
    void taskThatSwallowsEveryCancellationIsGivenUpAndReportedOnce() {
        run(
                Duration.ofSeconds(25),
                () -> {
                    createTask("stubborn", this::refuse);
                    sleep(0);
                });

        assertThat(steps).containsExactly("refused at 0", "refused at 10", "refused at 20");
        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(25));
        assertThat(virtual.reports()).hasSize(1);
        ExceptionContext report = virtual.reports().getFirst();
        assertThat(report.message())
                .startsWith(
                        "Task stubborn had not ended when the shutdown timeout of PT25S was over,"
                                + " and was given up");
        assertThat(((Task<?>) report.future().orElseThrow()).name()).isEqualTo("stubborn");
        assertThat(virtual.loop().isClosed()).isTrue();
    }

    @Test
    void defaultShutdownTimeoutIsFiveMinutes() {
        run(() -> {
            createTask("stubborn", this::refuse);
            sleep(0);
        });

        assertThat(virtual.now()).isEqualTo(Duration.ofMinutes(5));
        assertThat(virtual.reports()).hasSize(1);
    }

    @Test
    void withoutTimeToShutDownTasksAreStillCancelledOnce() {
        run(
                Duration.ZERO,
                () -> {
                    createTask(this::leaveATrace);
                    createTask("stubborn", this::refuse);
                    sleep(0);
                });

        assertThat(steps).containsExactly("trace", "refused at 0");
        assertThat(virtual.reports())
                .extracting(report -> report.message().lines().findFirst().orElseThrow())
                .containsExactly(
                        "Task stubborn had not ended when the shutdown timeout of PT0S was over,"
                                + " and was given up");
    }

    @Test
    void tasksThatMultiplyAreGivenUpInTheEnd() {
        run(
                Duration.ofSeconds(30),
                () -> {
                    createTask(this::multiply);
                    sleep(0);
                });

        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(30));
        assertThat(virtual.reports())
                .allSatisfy(report -> assertThat(report.message()).contains("was given up"));
        assertThat(virtual.loop().isClosed()).isTrue();
    }

    private void multiply() {
        try {
            createFuture().await();
        } finally {
            createTask(this::multiply);
            sleep(1);
        }
    }

    @Test
    void shieldedCleanupIsAwaited() {
        run(() -> {
            createTask(() ->
                    shielded(() -> {
                        sleep(15);
                        steps.add("complete");
                    }));
            sleep(0);
        });

        assertThat(steps).containsExactly("complete");
        virtual.assertNoReports();
    }

    @Test
    void callbacksThatWaitForTheirTimeDoNotDelayTheEnd() {
        run(() -> callLater(Duration.ofHours(1), () -> steps.add("late")));

        assertThat(virtual.now()).isZero();
        assertThat(steps).isEmpty();
    }

    @Test
    void callbacksThatAreReadyRunBeforeTheEnd() {
        run(() -> Rondo.callSoon(() -> steps.add("soon")));

        assertThat(steps).containsExactly("soon");
    }

    @Test
    void leftoverTasksMayWaitForEachOther() {
        run(() -> {
            Task<Void> inner = createTask(this::leaveATrace);
            createTask(() -> {
                try {
                    inner.await();
                } finally {
                    steps.add("outer");
                }
            });
            sleep(0);
        });

        assertThat(steps).containsExactly("trace", "outer");
        virtual.assertNoReports();
    }

    @Test
    void cleanupMayUseTheExecutor() {
        run(() -> {
            createTask(() -> {
                try {
                    createFuture().await();
                } finally {
                    steps.add(Rondo.toThread(() -> "saved on a thread"));
                }
            });
            sleep(0);
        });

        assertThat(steps).containsExactly("saved on a thread");
        virtual.assertNoReports();
    }

    @Test
    void keyboardInterruptInACleanupEndsTheShutdownAndTheLoopIsClosed() {
        assertThatThrownBy(() ->
                        run(() -> {
                            createTask(() -> {
                                try {
                                    createFuture().await();
                                } finally {
                                    interrupt();
                                }
                            });
                            sleep(0);
                        }))
                .isInstanceOf(KeyboardInterrupt.class);
        assertThat(virtual.loop().isClosed()).isTrue();
    }

    private static void interrupt() {
        throw new KeyboardInterrupt();
    }

    @Test
    void cleanupThatStopsTheLoopDoesNotEndTheShutdown() {
        run(() -> {
            createTask(() -> {
                try {
                    createFuture().await();
                } finally {
                    runningLoop().stop();
                    sleep(1);
                    steps.add("cleaned up");
                }
            });
            sleep(0);
        });

        assertThat(steps).containsExactly("cleaned up");
        assertThat(virtual.loop().isClosed()).isTrue();
    }

    @Test
    void failureOfTheMainTaskIsThrownAndThatOfTheShutdownSuppressed() {
        var failure = new IllegalStateException("main");
        Action<RuntimeException> main =
                () -> {
                    createTask(() -> {
                        try {
                            createFuture().await();
                        } finally {
                            interrupt();
                        }
                    });
                    sleep(0);
                    throw failure;
                };

        assertThatThrownBy(() -> run(main)).isSameAs(failure);
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getSuppressed()[0]).isInstanceOf(KeyboardInterrupt.class);
        assertThat(virtual.loop().isClosed()).isTrue();
    }

    @Test
    void loopThatTheProgramClosedNeedsNoShutdown() {
        Runner runner = virtual.runner();
        runner.run(() -> steps.add("ran"));
        runner.loop().close();

        runner.close();

        assertThat(steps).containsExactly("ran");
    }

    @Test
    void cleanupThatCancelsAllOtherTasksDoesNotCancelTheShutdown() {
        run(() -> {
            createTask(() -> {
                Task<?> self = currentTask().orElseThrow();
                try {
                    createFuture().await();
                } finally {
                    Rondo.allTasks().stream().filter(task -> task != self).forEach(Task::cancel);
                }
            });
            sleep(0);
        });

        assertThat(virtual.loop().isClosed()).isTrue();
    }
}
