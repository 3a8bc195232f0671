package dev.rondo;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Failures of every kind and place: each has a hearer, and none stops the loop. */
class NothingIsLostTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final List<String> log = new ArrayList<>();

    /** What can go wrong in code. */
    enum Failure {
        EXCEPTION {
            @Override
            Object happen() {
                throw new IllegalArgumentException("wrong");
            }
        },
        ERROR {
            @Override
            Object happen() {
                throw new AssertionError("broken");
            }
        },
        STACK_OVERFLOW {
            @Override
            Object happen() {
                return List.of(happen(), happen());
            }
        },
        STACK_OVERFLOW_IN_RONDO {
            @Override
            Object happen() {
                Rondo.runningLoop().callSoonThreadsafe(() -> {});
                createFuture().cancel();
                return List.of(happen(), happen());
            }
        },
        OUT_OF_MEMORY {
            @Override
            Object happen() {
                return new long[Integer.MAX_VALUE - 8][Integer.MAX_VALUE - 8];
            }
        };

        abstract Object happen();

        Class<? extends Throwable> type() {
            return switch (this) {
                case EXCEPTION -> IllegalArgumentException.class;
                case ERROR -> AssertionError.class;
                case STACK_OVERFLOW, STACK_OVERFLOW_IN_RONDO -> StackOverflowError.class;
                case OUT_OF_MEMORY -> OutOfMemoryError.class;
            };
        }
    }

    /** The loop still does all that it is for. */
    private static void assertLoopWorks() {
        assertThat(createTask(() -> "task").await()).isEqualTo("task");
        List<String> ran = new ArrayList<>();
        callSoon(() -> ran.add("callback"));
        Rondo.callLater(1, () -> ran.add("timer"));
        sleep(2);
        assertThat(ran).containsExactly("callback", "timer");
        assertThat(Rondo.toThread(() -> "thread")).isEqualTo("thread");
    }

    private void assertReported(Failure failure, String message) {
        assertThat(virtual.reports()).hasSize(1);
        ExceptionContext report = virtual.reports().getFirst();
        assertThat(report.message()).startsWith(message);
        assertThat(report.exception().orElseThrow()).isInstanceOf(failure.type());
        virtual.reports().clear();
    }

    @ParameterizedTest
    @EnumSource
    void failureInATaskFailsThatTaskOnly(Failure failure) {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Task<Object> failing = createTask(failure::happen);
                Task<String> other =
                        createTask(() -> {
                            sleep(1);
                            return "fine";
                        });
                assertThatExceptionOfType(failure.type()).isThrownBy(failing::await);
                assertThat(other.await()).isEqualTo("fine");
                assertLoopWorks();
            });
        }
        virtual.assertNoReports();
    }

    @ParameterizedTest
    @EnumSource
    void failureInATaskAfterASuspensionFailsThatTaskOnly(Failure failure) {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Task<Object> failing =
                        createTask(() -> {
                            sleep(1);
                            return failure.happen();
                        });
                assertThatExceptionOfType(failure.type()).isThrownBy(failing::await);
                assertLoopWorks();
            });
        }
        virtual.assertNoReports();
    }

    @ParameterizedTest
    @EnumSource
    void failureInACallbackIsReported(Failure failure) {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                callSoon(failure::happen);
                callSoon(() -> log.add("next"));
                sleep(0);
                assertThat(log).containsExactly("next");
                assertReported(failure, "Exception in callback <Handle ");
                assertLoopWorks();
            });
        }
        virtual.assertNoReports();
    }

    @ParameterizedTest
    @EnumSource
    void failureInADelayedCallbackIsReported(Failure failure) {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Rondo.callLater(1, failure::happen);
                Rondo.callLater(1, () -> log.add("next"));
                sleep(2);
                assertThat(log).containsExactly("next");
                assertReported(failure, "Exception in callback <TimerHandle ");
                assertLoopWorks();
            });
        }
        virtual.assertNoReports();
    }

    @ParameterizedTest
    @EnumSource
    void failureInADoneCallbackIsReported(Failure failure) {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Future<Integer> future = createFuture();
                future.addDoneCallback(f -> failure.happen());
                future.addDoneCallback(f -> log.add("next"));
                future.setResult(1);
                sleep(0);
                assertThat(log).containsExactly("next");
                assertReported(failure, "Exception in callback <Handle ");
                assertThat(future.await()).isEqualTo(1);
                assertLoopWorks();
            });
        }
        virtual.assertNoReports();
    }

    @ParameterizedTest
    @EnumSource
    void failureOfTheHandlerIsLoggedWithTheFirstOne(Failure failure) {
        try (CapturedLog logged = new CapturedLog();
                Runner runner = virtual.runner()) {
            runner.run(() -> {
                virtual.loop()
                        .setExceptionHandler(Optional.of((loop, context) -> failure.happen()));
                RuntimeException first = new RuntimeException("first");
                callSoon(() -> {
                    throw first;
                });
                sleep(0);
                assertThat(logged.messages().getFirst())
                        .startsWith(
                                "Unhandled error in exception handler, while handling: Exception in"
                                        + " callback <Handle ");
                Throwable second = logged.records().getFirst().getThrown();
                assertThat(second).isInstanceOf(failure.type());
                if (second.getSuppressed().length > 0) {
                    assertThat(second).hasSuppressedException(first);
                    assertThat(logged.records()).hasSize(1);
                } else { // an error of the JVM's own making takes none
                    assertThat(second).isInstanceOf(VirtualMachineError.class);
                    assertThat(logged.records()).hasSize(2);
                    assertThat(logged.records().getLast().getThrown()).isSameAs(first);
                }
                assertLoopWorks();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void failureOfATaskThatNobodyAwaitsIsReportedAtTheEnd(Failure failure) {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                createTask(failure::happen);
                sleep(0);
                assertLoopWorks();
            });
        }
        assertReported(failure, "Task exception was never retrieved");
    }

    // ---- KeyboardInterrupt is the exception: it ends the run

    @Test
    void keyboardInterruptInATaskEndsTheRun() {
        assertEndsTheRun(() ->
                createTask(
                        "interrupted",
                        () -> {
                            throw new KeyboardInterrupt();
                        }));
    }

    @Test
    void keyboardInterruptInACallbackEndsTheRun() {
        assertEndsTheRun(() ->
                callSoon(() -> {
                    throw new KeyboardInterrupt();
                }));
    }

    @Test
    void keyboardInterruptInADoneCallbackEndsTheRun() {
        assertEndsTheRun(() -> {
            Future<Integer> future = createFuture();
            future.addDoneCallback(f -> {
                throw new KeyboardInterrupt();
            });
            future.setResult(1);
        });
    }

    @Test
    void keyboardInterruptInTheMainTaskEndsTheRun() {
        assertEndsTheRun(() -> {
            throw new KeyboardInterrupt();
        });
    }

    private void assertEndsTheRun(Runnable interruption) {
        try (Runner runner = virtual.runner()) {
            assertThatThrownBy(() ->
                            runner.run(() -> {
                                try {
                                    interruption.run();
                                    sleep(3600);
                                    log.add("not reached");
                                } finally {
                                    log.add("cleaned up");
                                }
                            }))
                    .isInstanceOf(KeyboardInterrupt.class);
        }
        assertThat(log).containsExactly("cleaned up");
        virtual.assertNoReports();
    }

    @Test
    void secondKeyboardInterruptOfAPassIsKeptWithTheFirst() {
        KeyboardInterrupt first = new KeyboardInterrupt();
        KeyboardInterrupt second = new KeyboardInterrupt();
        virtual.loop()
                .callSoon(() -> {
                    throw first;
                });
        virtual.loop()
                .callSoon(() -> {
                    throw second;
                });
        assertThatThrownBy(virtual.loop()::runForever)
                .isSameAs(first)
                .hasSuppressedException(second);
        virtual.close();
    }

    @Test
    void loopCanRunOnAfterAKeyboardInterrupt() {
        virtual.loop()
                .callSoon(() -> {
                    throw new KeyboardInterrupt();
                });
        assertThatThrownBy(virtual.loop()::runForever).isInstanceOf(KeyboardInterrupt.class);
        assertThat(virtual.loop().<String>runUntilComplete(() -> "again")).isEqualTo("again");
        virtual.close();
        virtual.assertNoReports();
    }
}
