package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.testing.Groups;
import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** {@link Timeout} and its short forms: deadlines, what they throw, and what they let pass. */
class TimeoutTest {
    private static final Duration SHORT = Duration.ofMillis(10);

    private final List<String> log = new ArrayList<>();

    private static Task<?> self() {
        return currentTask().orElseThrow();
    }

    private static Duration now() {
        return runningLoop().time();
    }

    private void sleepAndNote(double seconds) {
        try {
            sleep(seconds);
            log.add("slept");
        } catch (CancelledError e) {
            log.add("cancelled");
            throw e;
        }
    }

    private static void expire(Timeout limit, Action<?> body) {
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> limit.run(body))
                .withMessageStartingWith("The timeout ")
                .withMessageContaining(" was over in task " + self().name())
                .withCauseInstanceOf(CancelledError.class);
        assertThat(limit.expired()).isTrue();
        assertThat(self().cancelling()).isZero();
    }

    // ---- What it says

    @Test
    void messageHasTheTimeAndTheTask() {
        VirtualLoop.run(() -> {
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> timeout(0.1, () -> sleep(5)))
                    .withMessage("The timeout of 0.1 s was over in task " + self().name());
            Task<String> fetch =
                    createTask("fetch", () -> timeout(Duration.ofMinutes(2), () -> forEver()));
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(fetch::await)
                    .withMessage("The timeout of 120 s was over in task fetch");
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> timeout(0, () -> sleep(5)))
                    .withMessageStartingWith("The timeout of 0 s was over");
        });
    }

    private static String forEver() {
        sleep(Double.POSITIVE_INFINITY);
        return "never";
    }

    @Test
    void messageOfAMovedDeadlineHasItsPoint() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(Duration.ofSeconds(1));
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() ->
                            limit.run(() -> {
                                limit.reschedule(Duration.ofMillis(2500));
                                sleep(10);
                            }))
                    .withMessageStartingWith("The timeout at 2.5 s of the loop's time was over in");
        });
    }

    @Test
    void textOfOneThatLeavesRunTellsItFromTheJdks() {
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> {
                    try {
                        run(() -> timeout(0, () -> anything()));
                    } catch (java.util.concurrent.TimeoutException wrong) {
                        log.add("caught");
                    }
                })
                .satisfies(e ->
                        assertThat(e.toString())
                                .isEqualTo(
                                        "dev.rondo.TimeoutException: "
                                                + e.getMessage()
                                                + "\nIt is not"
                                                + " java.util.concurrent.TimeoutException: to catch"
                                                + " it, import dev.rondo.TimeoutException"));
        assertThat(log).isEmpty();
    }

    private static String anything() throws Exception {
        sleep(5);
        return "late";
    }

    @Test
    void textOfOneThatIsCaughtInItIsPlain() {
        VirtualLoop.run(() ->
                assertThatExceptionOfType(TimeoutException.class)
                        .isThrownBy(() -> timeout(0, () -> sleep(5)))
                        .satisfies(e -> assertThat(e.toString()).doesNotContain("\n")));
    }

    // ---- Deadlines

    @Test
    void bodyThatTakesLongerIsCancelled() {
        VirtualLoop.run(() -> {
            expire(Timeout.after(SHORT), () -> sleepAndNote(10));
            assertThat(now()).isEqualTo(SHORT);
        });
        assertThat(log).containsExactly("cancelled");
    }

    @Test
    void deadlineMayBeAPointInTime() {
        VirtualLoop.run(() -> {
            sleep(1);
            Duration deadline = now().plus(SHORT);
            Timeout limit = Timeout.at(deadline);
            assertThat(limit.when()).contains(deadline);
            expire(limit, () -> sleep(10));
            assertThat(limit.when()).contains(deadline);
            assertThat(now()).isEqualTo(deadline);
        });
    }

    @Test
    void shortFormsTakeDurationsSecondsAndPoints() {
        VirtualLoop.run(() -> {
            Class<TimeoutException> expired = TimeoutException.class;
            assertThatExceptionOfType(expired).isThrownBy(() -> timeout(SHORT, () -> sleep(1)));
            assertThatExceptionOfType(expired).isThrownBy(() -> timeout(0.01, () -> sleep(1)));
            Duration soon = now().plus(SHORT);
            assertThatExceptionOfType(expired).isThrownBy(() -> timeoutAt(soon, () -> sleep(1)));
            assertThat(now()).isEqualTo(SHORT.multipliedBy(3));
            assertThat(timeout(SHORT, () -> "a") + timeout(0.01, () -> "b")).isEqualTo("ab");
            assertThat(timeoutAt(now().plus(SHORT), () -> "c")).isEqualTo("c");
        });
    }

    @Test
    void quickBodyIsNotDisturbed() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(Duration.ofSeconds(10));
            assertThat(limit.<String, RuntimeException>run(() -> sleep(SHORT, "result")))
                    .isEqualTo("result");
            assertThat(limit.expired()).isFalse();
            assertThat(limit.when().orElseThrow()).isGreaterThan(now());
            sleep(20); // and nothing is left that would fire later
        });
    }

    @Test
    void withoutADeadlineNothingExpires() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.never();
            limit.run(() -> sleep(1_000_000));
            assertThat(limit.expired()).isFalse();
            assertThat(limit.when()).isEmpty();
        });
    }

    @Test
    void deadlineThatNoLongCanHoldNeverComes() {
        VirtualLoop.run(() -> {
            timeout(Duration.ofSeconds(Long.MAX_VALUE), () -> sleep(1_000_000));
            timeoutAt(Duration.ofSeconds(Long.MAX_VALUE), () -> sleep(1_000_000));
            timeout(Double.POSITIVE_INFINITY, () -> sleep(1_000_000));
        });
    }

    @Test
    void timeOfZeroIsOverAtTheFirstSuspension() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(Duration.ZERO);
            expire(limit, () -> sleep(10));
            assertThat(limit.when()).contains(Duration.ZERO);
            assertThat(now()).isZero();
        });
    }

    @Test
    void timeOfZeroIsOverInASleepOfZero() {
        VirtualLoop.run(() -> {
            expire(Timeout.after(Duration.ZERO), () -> sleep(0));
            assertThat(now()).isZero();
        });
    }

    @Test
    void timeOfZeroIsEnoughForABodyThatDoesNotSuspend() {
        VirtualLoop.run(() -> {
            assertThat(timeout(0, () -> "result")).isEqualTo("result");
            sleep(0);
            assertThat(self().cancelling()).isZero();
        });
    }

    @Test
    void deadlineInThePastIsOverInASleepOfZero() {
        VirtualLoop.run(() -> {
            sleep(20);
            Timeout limit = Timeout.at(Duration.ofSeconds(9));
            expire(limit, () -> sleep(0));
            assertThat(limit.when()).contains(Duration.ofSeconds(9));
            assertThat(now()).hasSeconds(20);
            expire(Timeout.at(Duration.ofSeconds(-9)), () -> sleep(0));
        });
    }

    @Test
    void negativeTimeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timeout.after(Duration.ofSeconds(-11)))
                .withMessage("timeout() takes no negative delay, but got PT-11S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> timeout(-11, () -> log.add("never")))
                .withMessageStartingWith("timeout() takes no negative delay");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> timeout(Double.NaN, () -> log.add("never")))
                .withMessageContaining("NaN");
        assertThat(log).isEmpty();
    }

    @Test
    void sleepThatEndsWithADeadlineSetBeforeItIsCutShort() {
        VirtualLoop.run(() -> {
            expire(Timeout.after(SHORT), () -> sleep(SHORT));
            assertThat(now()).isEqualTo(SHORT);
        });
    }

    @Test
    void sleepThatBeganBeforeTheDeadlineWasSetIsComplete() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.never();
            limit.run(() -> {
                callSoon(() -> limit.reschedule(now().plus(SHORT)));
                sleepAndNote(0.01);
            });
            assertThat(log).containsExactly("slept");
            assertThat(self().cancelling()).isZero();
            sleep(1);
        });
    }

    // ---- What passes through

    @Test
    void exceptionOfTheBodyPasses() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(SHORT);
            IOException failure =
                    catchThrowableOfType(
                            IOException.class,
                            () ->
                                    limit.run(
                                            (Action<IOException>)
                                                    () -> {
                                                        throw new IOException();
                                                    }));
            assertThat(failure).hasNoSuppressedExceptions();
            assertThat(limit.expired()).isFalse();
        });
    }

    @Test
    void failureOfTheCleanUpPassesAndTellsOfTheDeadline() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(SHORT);
            NoSuchElementException failure =
                    catchThrowableOfType(
                            NoSuchElementException.class,
                            () ->
                                    limit.run(() -> {
                                        try {
                                            sleep(1);
                                        } finally {
                                            List.of().getFirst();
                                        }
                                    }));
            assertThat(failure.getSuppressed())
                    .singleElement()
                    .isInstanceOf(TimeoutException.class);
            assertThat(limit.expired()).isTrue();
            assertThat(self().cancelling()).isZero();
        });
    }

    @Test
    void lastFailureOfTheCleanUpPasses() {
        VirtualLoop.run(() ->
                assertThatExceptionOfType(ArithmeticException.class)
                        .isThrownBy(() -> timeout(SHORT, TimeoutTest::failAgainAndAgain)));
    }

    private static void failAgainAndAgain() {
        try {
            try {
                sleep(1);
            } catch (CancelledError e) {
                List.of().getFirst();
            }
        } catch (NoSuchElementException e) {
            throw new ArithmeticException();
        }
    }

    @Test
    void expiryDuringTheHandlingOfAnExceptionIsATimeout() {
        VirtualLoop.run(() ->
                expire(
                        Timeout.after(SHORT),
                        () -> {
                            try {
                                List.of().getFirst();
                            } finally {
                                sleep(1);
                            }
                        }));
    }

    @Test
    void failureOfABodyThatOutranTheDeadlineDoesNotTellOfIt() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Throwable failure =
                        catchThrowable(() ->
                                timeout(
                                        SHORT,
                                        () -> {
                                            Future<String> value = createFuture();
                                            callSoon(() -> value.setResult("value"));
                                            virtual.clock().skip(Duration.ofSeconds(1));
                                            value.await();
                                            throw new IOException();
                                        }));
                assertThat(failure).isInstanceOf(IOException.class).hasNoSuppressedExceptions();
                assertThat(self().cancelling()).isZero();
                sleep(0);
            });
        }
        virtual.assertNoReports();
    }

    @Test
    void cancelFromElsewhereBeforeTheDeadlineIsNoTimeout() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(Duration.ofSeconds(10));
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(() ->
                            limit.run(() -> {
                                self().cancel("elsewhere");
                                sleep(10);
                            }))
                    .withMessage("elsewhere");
            assertThat(limit.expired()).isFalse();
            assertThat(self().uncancel()).isZero();
        });
    }

    @Test
    void taskThatCatchesItsTimeoutIsNotCancelled() {
        VirtualLoop.run(() -> {
            Task<String> task =
                    createTask(() -> {
                        expire(Timeout.after(SHORT), () -> sleep(10));
                        return "result";
                    });
            assertThat(task.await()).isEqualTo("result");
            assertThat(task.cancelled()).isFalse();
        });
    }

    @Test
    void bodyThatSwallowsTheCancellationKeepsItsResult() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(SHORT);
            String result =
                    limit.run(() -> {
                        try {
                            sleep(10);
                            return "never";
                        } catch (CancelledError e) {
                            sleep(1); // delivered once
                            return "late";
                        }
                    });
            assertThat(result).isEqualTo("late");
            assertThat(limit.expired()).isTrue();
            assertThat(self().cancelling()).isZero();
            sleep(1);
        });
    }

    @Test
    void valueThatArrivedWithTheDeadlineIsNotLost() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Timeout limit = Timeout.after(SHORT);
                String result =
                        limit.run(() -> {
                            Future<String> value = createFuture();
                            callSoon(() -> value.setResult("value"));
                            virtual.clock().skip(Duration.ofSeconds(1));
                            return value.await();
                        });
                assertThat(result).isEqualTo("value");
                assertThat(limit.expired()).isTrue();
                assertThat(self().cancelling()).isZero();
                sleep(1); // the request went with the scope
            });
        }
        virtual.assertNoReports();
    }

    // ---- After a cancellation

    @Test
    void worksInTheCleanUpOfACancelledTask() {
        VirtualLoop.run(() -> {
            Task<?> task =
                    createTask(() -> {
                        self().cancel("first");
                        try {
                            sleep(1);
                        } finally {
                            assertThatExceptionOfType(TimeoutException.class)
                                    .isThrownBy(() -> timeout(0, () -> sleep(1)));
                            assertThat(self().cancelling()).isEqualTo(1);
                            log.add("cleaned");
                        }
                    });
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(task::await)
                    .withMessage("first");
        });
        assertThat(log).containsExactly("cleaned");
    }

    @Test
    void secondCancelInTheCleanUpOfACancelledTaskIsNoTimeout() {
        VirtualLoop.run(() -> {
            Task<?> task =
                    createTask(() -> {
                        self().cancel("first");
                        try {
                            sleep(1);
                        } finally {
                            timeout(
                                    1.0,
                                    () -> {
                                        self().cancel("second");
                                        sleep(2);
                                    });
                        }
                    });
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(task::await)
                    .withMessage("second");
        });
    }

    // ---- Groups

    @Test
    void failuresOfAGroupsCleanUpPass() {
        VirtualLoop.run(() -> {
            ExceptionGroup failures =
                    Groups.assertFails(
                            () ->
                                    timeout(
                                            SHORT,
                                            () ->
                                                    taskGroup(g -> {
                                                        g.createTask(() -> {
                                                            try {
                                                                sleep(2);
                                                            } finally {
                                                                List.of().getFirst();
                                                            }
                                                        });
                                                        sleep(1);
                                                    })),
                            NoSuchElementException.class);
            assertThat(failures.exceptions()).hasSize(1);
            assertThat(failures.getSuppressed()).hasExactlyElementsOfTypes(TimeoutException.class);
            assertThat(self().cancelling()).isZero();
            sleep(0);
        });
    }
}
