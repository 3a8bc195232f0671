package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code waitFor}: a result in time, or a cancelled awaitable. */
class WaitForTest {
    private static final double EPSILON = 0.0001;

    private final List<String> log = new ArrayList<>();

    private static Task<?> self() {
        return currentTask().orElseThrow();
    }

    private static void assertTimeout(Awaitable<?> awaitable, double seconds) {
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> waitFor(awaitable, seconds))
                .withCauseInstanceOf(CancelledError.class);
        assertThat(self().cancelling()).isZero();
    }

    /** Runs for 0.2 seconds, whatever is asked of it. */
    private void refuseToEnd() {
        Duration end = runningLoop().time().plusMillis(200);
        while (runningLoop().time().compareTo(end) < 0) {
            try {
                sleep(end.minus(runningLoop().time()));
            } catch (CancelledError e) {
                log.add("refused");
            }
        }
        log.add("exited");
    }

    private void sleepLong() {
        log.add("running");
        try {
            sleep(3600);
        } finally {
            log.add("ended");
        }
    }

    private void cleanUpBriefly() {
        try {
            sleep(10);
        } finally {
            sleep(EPSILON);
            log.add("cleaned");
        }
    }

    // ---- In time

    @Test
    void resultInTimeIsReturned() {
        VirtualLoop.run(() -> {
            Task<String> task = createTask(() -> sleep(Duration.ofSeconds(1), "done"));
            assertThat(waitFor(task, 2)).isEqualTo("done");
            assertThat(waitFor(task, Duration.ofSeconds(2))).isEqualTo("done");
            sleep(10);
        });
    }

    @Test
    void coroutineRunsInTheCallingTask() {
        VirtualLoop.run(() -> {
            Task<?> caller = self();
            Coroutine<String> coroutine =
                    coroutine(
                            "here",
                            () -> {
                                assertThat(self()).isSameAs(caller);
                                return "done";
                            });
            assertThat(waitFor(coroutine, 1)).isEqualTo("done");
        });
    }

    @Test
    void timeForEverIsNoLimit() {
        VirtualLoop.run(() -> {
            Coroutine<String> coroutine =
                    coroutine("slow", () -> sleep(Duration.ofDays(1000), "done"));
            assertThat(waitFor(coroutine, Double.POSITIVE_INFINITY)).isEqualTo("done");
        });
    }

    @Test
    void resultInTheSamePassIsReturned() {
        VirtualLoop.run(() -> {
            Future<String> future = createFuture();
            callSoon(() -> future.setResult("ok"));
            assertThat(waitFor(future, 0.2)).isEqualTo("ok");
        });
    }

    @Test
    void failureInTimeIsThrown() {
        VirtualLoop.run(() -> {
            Task<String> task =
                    createTask(() -> {
                        sleep(1);
                        throw new IOException("disk");
                    });
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> waitFor(task, 2))
                    .withCauseInstanceOf(IOException.class);
        });
    }

    @Test
    void awaitableThatWasCancelledOnItsOwnIsNoTimeout() {
        VirtualLoop.run(() -> {
            Future<String> future = createFuture();
            callSoon(() -> future.cancel("on its own"));
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(() -> waitFor(future, 1))
                    .withMessage("on its own");
        });
    }

    // ---- Too late

    @Test
    void taskThatIsTooLateIsCancelled() {
        VirtualLoop.run(() -> {
            Task<?> task = createTask(this::sleepLong);
            assertTimeout(task, 0.1);
            assertThat(task.cancelled()).isTrue();
            assertThat(log).containsExactly("running", "ended");
            assertThat(runningLoop().time()).hasMillis(100);
        });
    }

    @Test
    void cleanUpOfATaskThatIsTooLateIsWaitedFor() {
        VirtualLoop.run(() -> {
            Task<?> task = createTask(this::cleanUpBriefly);
            assertTimeout(task, EPSILON);
            assertThat(log).containsExactly("cleaned");
            assertThat(task.cancelled()).isTrue();
        });
    }

    @Test
    void taskThatRefusesToEndIsWaitedFor() {
        VirtualLoop.run(() -> {
            waitFor(coroutine("stubborn", this::refuseToEnd), 0.1);
            assertThat(log).containsExactly("refused", "exited");
            assertThat(runningLoop().time()).hasMillis(200);
        });
    }

    @Test
    void resultOfATaskThatSwallowsItsCancellationIsReturned() {
        VirtualLoop.run(() -> {
            Coroutine<Integer> coroutine =
                    coroutine(
                            "swallows",
                            () -> {
                                try {
                                    sleep(10);
                                    return 0;
                                } catch (CancelledError e) {
                                    return 42;
                                }
                            });
            assertThat(waitFor(coroutine, 0.1)).isEqualTo(42);
            assertThat(self().cancelling()).isZero();
            sleep(1);
        });
    }

    @Test
    void resultOfATaskWhoseCallerTookTheCancellationIsReturned() {
        VirtualLoop.run(() -> {
            Task<Integer> task =
                    createTask(() -> {
                        assertThatExceptionOfType(CancelledError.class).isThrownBy(() -> sleep(1));
                        return 1;
                    });
            assertThat(waitFor(task, 0.01)).isEqualTo(1);
        });
    }

    @Test
    void failureInTheCleanUpIsThrown() {
        VirtualLoop.run(() -> {
            Task<?> task =
                    createTask(
                            (Action<IOException>)
                                    () -> {
                                        try {
                                            sleep(0.2);
                                        } catch (CancelledError e) {
                                            throw new IOException("disk");
                                        }
                                    });
            sleep(0);
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> waitFor(task, EPSILON))
                    .withCauseInstanceOf(IOException.class);
            assertThat(self().cancelling()).isZero();
        });
    }

    // ---- No time at all

    @Test
    void withoutTimeADoneFutureHasItsResult() {
        VirtualLoop.run(() -> {
            Future<String> future = createFuture();
            future.setResult("done");
            assertThat(waitFor(future, 0)).isEqualTo("done");
        });
    }

    @Test
    void withoutTimeACoroutineIsNotStarted() {
        VirtualLoop.run(() -> {
            Coroutine<?> coroutine = coroutine("foo", () -> log.add("started"));
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> waitFor(coroutine, 0))
                    .withMessageContaining("foo");
        }); // and nobody hears that it was never awaited
        assertThat(log).isEmpty();
    }

    @Test
    void withoutTimeARunningTaskIsCancelled() {
        VirtualLoop.run(() -> {
            Task<?> task = createTask(this::sleepLong);
            sleep(0);
            assertThat(log).containsExactly("running");
            assertTimeout(task, 0);
            assertThat(task.cancelled()).isTrue();
            assertThat(log).containsExactly("running", "ended");
        });
    }

    @Test
    void withoutTimeTheCleanUpIsWaitedFor() {
        VirtualLoop.run(() -> {
            Task<?> task = createTask(this::cleanUpBriefly);
            sleep(EPSILON);
            assertTimeout(task, 0);
            assertThat(log).containsExactly("cleaned");
        });
    }

    @Test
    void withoutTimeAResultInSpiteOfTheCancellationIsReturned() {
        VirtualLoop.run(() -> {
            Task<Integer> task =
                    createTask(() -> {
                        try {
                            sleep(10);
                            return 0;
                        } catch (CancelledError e) {
                            return 42;
                        }
                    });
            sleep(0);
            assertThat(waitFor(task, 0)).isEqualTo(42);
        });
    }

    @Test
    void negativeTimeIsRefused() {
        VirtualLoop.run(() -> {
            Future<String> future = createFuture();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> waitFor(future, -1))
                    .withMessageStartingWith("waitFor() takes no negative delay");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> waitFor(future, Duration.ofNanos(-1)));
            assertThat(future.done()).isFalse();
        });
    }

    @Test
    void needsATask() {
        VirtualLoop virtual = new VirtualLoop();
        Future<String> future = virtual.loop().createFuture();
        assertThatIllegalStateException()
                .isThrownBy(() -> waitFor(future, 1))
                .withMessageContaining("no running event loop: waitFor()");
        virtual.close();
    }

    // ---- The caller is cancelled

    @ParameterizedTest
    @ValueSource(doubles = {Double.POSITIVE_INFINITY, 60})
    void cancelOfTheCallerCancelsTheAwaitable(double seconds) {
        VirtualLoop.run(() -> {
            Task<?> task = createTask(() -> createFuture().await());
            Task<?> waiting = createTask(() -> waitFor(task, seconds));
            callSoon(waiting::cancel);
            assertThatExceptionOfType(CancelledError.class).isThrownBy(waiting::await);
            assertThat(task.cancelled()).isTrue();
        });
    }

    @Test
    void cancelOfTheCallerWaitsForATaskThatRefusesToEnd() {
        VirtualLoop.run(() -> {
            Task<?> waiting =
                    createTask(() -> {
                        waitFor(coroutine("stubborn", this::refuseToEnd), 0.4);
                    });
            sleep(0);
            waiting.cancel();
            waitAll(List.of(waiting));
            assertThat(log).containsExactly("refused", "exited");
        });
    }

    @Test
    void cancelInThePassOfTheResultIsDeliveredAtTheNextSuspension() {
        VirtualLoop.run(() -> {
            Task<String> inner = createTask(() -> "done");
            Task<?> waiting =
                    createTask(() -> {
                        log.add(waitFor(inner, 100));
                        sleep(1);
                        log.add("never");
                    });
            sleep(0);
            waiting.cancel();
            assertThatExceptionOfType(CancelledError.class).isThrownBy(waiting::await);
            assertThat(inner.await()).isEqualTo("done");
            assertThat(log).containsExactly("done"); // a value that has arrived is not lost
        });
    }

    @Test
    void cancelOfTheCallerInTheCleanUpAfterTheDeadlineWins() {
        VirtualLoop.run(() -> {
            Task<?> task =
                    createTask(() -> {
                        try {
                            sleep(10);
                        } finally {
                            sleep(10);
                        }
                    });
            Task<?> waiting = createTask(() -> waitFor(task, 1));
            sleep(5);
            waiting.cancel("outside");
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(waiting::await)
                    .withMessage("outside");
            assertThat(task.cancelled()).isTrue();
        });
    }

    // ---- With a shield

    @Test
    void withoutTimeAShieldIsCancelledAndTheTaskGoesOn() {
        VirtualLoop.run(() -> {
            Task<String> task = createTask(() -> sleep(Duration.ofMillis(10), "done"));
            Future<String> shield = shield(task);
            assertTimeout(shield, 0);
            assertThat(task.done()).isFalse();
            assertThat(shield.cancelled()).isTrue();
            sleep(0.1);
            assertThat(task.result()).isEqualTo("done");
        });
    }

    @Test
    void shieldedTaskInTimeHasItsResult() {
        VirtualLoop.run(() -> {
            Task<String> task = createTask(() -> sleep(Duration.ofMillis(100), "done"));
            assertThat(waitFor(shield(task), Double.POSITIVE_INFINITY)).isEqualTo("done");
            assertThat(task.done()).isTrue();
            assertThat(task.await()).isEqualTo("done");
        });
    }

    @Test
    void shieldedTaskThatIsTooLateGoesOn() {
        VirtualLoop.run(() -> {
            Task<String> task = createTask(() -> sleep(Duration.ofMillis(100), "done"));
            assertTimeout(shield(task), 0.01);
            assertThat(task.done()).isFalse();
            assertThat(task.await()).isEqualTo("done");
        });
    }
}
