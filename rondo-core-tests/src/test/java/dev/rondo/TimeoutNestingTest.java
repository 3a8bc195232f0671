package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Timeouts in timeouts, and a cancellation from outside that meets one: it must never be hidden
 * behind a {@link TimeoutException}.
 */
class TimeoutNestingTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualLoop virtual = new VirtualLoop();
    private final List<String> log = new ArrayList<>();

    private void run(Action<?> body) {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                createTask(body).await();
            });
        }
        virtual.assertNoReports();
    }

    private static Task<?> self() {
        return currentTask().orElseThrow();
    }

    private static void assertTimeout(Action<?> body) {
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(body::run);
    }

    private static void assertCancelled(Task<?> task) {
        assertThatExceptionOfType(CancelledError.class)
                .isThrownBy(task::await)
                .withMessage("outside");
        assertThat(task.cancelled()).isTrue();
    }

    // ---- Timeouts in timeouts

    @Test
    void ofTwoWithTheSameDeadlineTheOuterOneThrows() {
        run(() -> {
            Timeout outer = Timeout.at(SECOND);
            Timeout inner = Timeout.at(SECOND);
            assertTimeout(() ->
                    outer.run(() -> {
                        try {
                            inner.run(() -> sleep(10));
                        } catch (CancelledError e) {
                            log.add("cancelled");
                            throw e;
                        }
                    }));
            assertThat(log).containsExactly("cancelled");
            assertThat(outer.expired()).isTrue();
            assertThat(inner.expired()).isTrue();
            assertThat(self().cancelling()).isZero();
        });
    }

    @Test
    void manyWithTheSameDeadlineThrowOnce() {
        run(() -> {
            assertTimeout(() -> nest(20));
            assertThat(self().cancelling()).isZero();
            assertThat(log).isEmpty();
            sleep(10);
        });
    }

    private void nest(int depth) {
        if (depth == 0) {
            sleep(10);
            return;
        }
        timeoutAt(
                SECOND,
                () -> {
                    try {
                        nest(depth - 1);
                    } catch (TimeoutException e) {
                        log.add("an inner one threw");
                    }
                });
    }

    @Test
    void innerOneThrowsWhileTheOuterOneHasTime() {
        run(() -> {
            timeout(
                    5,
                    () -> {
                        assertTimeout(() -> timeout(1, () -> sleep(10)));
                        sleep(1);
                        log.add("complete");
                    });
            assertThat(log).containsExactly("complete");
            assertThat(self().cancelling()).isZero();
        });
    }

    @Test
    void outerOneThrowsThroughAnInnerOneThatHasTime() {
        run(() -> {
            Timeout inner = Timeout.after(Duration.ofSeconds(5));
            assertTimeout(() -> timeout(1, () -> inner.run(() -> sleep(10))));
            assertThat(inner.expired()).isFalse();
            assertThat(virtual.now()).isEqualTo(SECOND);
        });
    }

    @Test
    void outerOneThatWasDueFirstThrowsAlthoughTheBodyHeldTheLoop() {
        run(() ->
                assertTimeout(() ->
                        timeout(
                                0.002,
                                () -> {
                                    try {
                                        timeout(
                                                0.1,
                                                () -> {
                                                    virtual.clock().skip(Duration.ofMillis(10));
                                                    sleep(1);
                                                });
                                    } catch (TimeoutException e) {
                                        log.add("the inner one threw");
                                    }
                                })));
        assertThat(log).isEmpty();
    }

    @Test
    void outerOneStillThrowsWhenBothWereDueWhileTheBodyHeldTheLoop() {
        run(() -> {
            assertTimeout(() ->
                    timeout(
                            0.1,
                            () -> {
                                try {
                                    timeout(
                                            0.01,
                                            () -> {
                                                virtual.clock().skip(Duration.ofMillis(100));
                                                sleep(1);
                                            });
                                } catch (TimeoutException e) {
                                    log.add("the inner one threw");
                                }
                                sleep(10);
                                log.add("never");
                            }));
            assertThat(virtual.now()).hasMillis(100);
            assertThat(self().cancelling()).isZero();
        });
        assertThat(log).isEmpty(); // a CancelledError of both, so the outer one's
    }

    @Test
    void oneInTheCleanUpOfAnotherThrowsItsOwn() {
        run(() -> {
            assertTimeout(() ->
                    timeout(
                            1,
                            () -> {
                                try {
                                    sleep(10);
                                } finally {
                                    assertTimeout(() -> timeout(1, () -> sleep(10)));
                                    log.add("cleaned");
                                }
                            }));
            assertThat(log).containsExactly("cleaned");
            assertThat(virtual.now()).hasSeconds(2);
            assertThat(self().cancelling()).isZero();
        });
    }

    // ---- Cancellations from outside

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancelInTheSamePassAsTheDeadlineWins(boolean cancelFirst) {
        run(() -> {
            Task<?> task = createTask(() -> timeout(1, () -> sleep(10)));
            if (cancelFirst) {
                callLater(1, () -> task.cancel("outside")); // its timer is set before the timeout's
            }
            sleep(0);
            if (!cancelFirst) {
                callLater(1, () -> task.cancel("outside"));
            }
            assertCancelled(task);
        });
    }

    @Test
    void cancelWhileTheBodyCleansUpAfterTheDeadlineWins() {
        run(() -> {
            Task<?> task =
                    createTask(() ->
                            timeout(
                                    1,
                                    () -> {
                                        try {
                                            sleep(10);
                                        } finally {
                                            sleep(10);
                                        }
                                    }));
            sleep(5);
            task.cancel("outside");
            assertCancelled(task);
            assertThat(virtual.now()).hasSeconds(5);
        });
    }

    @Test
    void cancelThatTheBodyNoticesOnlyInItsEndWins() {
        run(() -> {
            List<Task<?>> task = new ArrayList<>();
            task.add(
                    createTask(() -> {
                        try {
                            timeout(
                                    1,
                                    () -> {
                                        try {
                                            sleep(10);
                                        } finally {
                                            task.getFirst()
                                                    .cancel("outside"); // no suspension follows
                                        }
                                    });
                        } finally {
                            sleep(1); // it was delivered, so the clean-up is not cut short
                            log.add("cleaned");
                        }
                    }));
            assertCancelled(task.getFirst());
        });
        assertThat(log).containsExactly("cleaned");
    }

    @Test
    void cancelThatWaitsForDeliveryWhenTheScopeBeginsWins() {
        run(() -> {
            Task<?> task =
                    createTask(() -> {
                        self().cancel("outside");
                        try {
                            timeout(
                                    1,
                                    () -> {
                                        try {
                                            sleep(10);
                                        } finally {
                                            sleep(10); // the deadline passes in the clean-up
                                        }
                                    });
                        } catch (TimeoutException e) {
                            log.add("hidden");
                        }
                        sleep(10);
                    });
            assertThatExceptionOfType(CancelledError.class).isThrownBy(task::await);
            assertThat(task.cancelled()).isTrue();
            assertThat(virtual.now()).isEqualTo(SECOND);
        });
        assertThat(log).isEmpty();
    }

    @Test
    void cancelThatAnOuterTimeoutAskedForIsNotHiddenByAnInnerOne() {
        run(() -> {
            assertTimeout(() ->
                    timeout(
                            1,
                            () -> {
                                // The outer deadline passes, undelivered, before the inner scope
                                // begins.
                                virtual.clock().skip(Duration.ofSeconds(2));
                                Future<String> value = createFuture();
                                callSoon(() -> value.setResult("value"));
                                value.await();
                                for (int attempt = 0; attempt < 3; attempt++) {
                                    log.add("attempt");
                                    try {
                                        timeout(
                                                1,
                                                () -> {
                                                    try {
                                                        sleep(10);
                                                    } finally {
                                                        sleep(10);
                                                    }
                                                });
                                    } catch (TimeoutException e) {
                                        log.add("again");
                                    }
                                }
                            }));
            assertThat(self().cancelling()).isZero();
        });
        assertThat(log).containsExactly("attempt");
    }

    @Test
    void deadlineThatAValueOutranDoesNotRepeatACancelThatTheBodySwallowed() {
        run(() -> {
            List<Task<?>> task = new ArrayList<>();
            task.add(
                    createTask(() -> {
                        timeout(
                                5,
                                () -> {
                                    assertThatExceptionOfType(CancelledError.class)
                                            .isThrownBy(() -> sleep(10));
                                    Future<String> future = createFuture();
                                    callSoon(() -> future.setResult("value"));
                                    virtual.clock().skip(Duration.ofSeconds(10));
                                    log.add(future.await());
                                });
                        sleep(1);
                        log.add("goes on");
                    }));
            sleep(1);
            task.getFirst().cancel("swallowed");
            task.getFirst().await();
            assertThat(task.getFirst().cancelling()).isEqualTo(1);
        });
        assertThat(log).containsExactly("value", "goes on");
    }

    @Test
    void cancelThatTheBodyTookBackIsForgotten() {
        run(() -> {
            assertTimeout(() ->
                    timeout(
                            1,
                            () -> {
                                self().cancel("mine");
                                try {
                                    sleep(10);
                                } catch (CancelledError e) {
                                    self().uncancel();
                                }
                                sleep(10);
                            }));
            assertThat(self().cancelling()).isZero();
        });
    }

    @Test
    void cancelAndDeadlineThatAValueOutranDoNotLoseEachOther() {
        run(() -> {
            List<Task<?>> task = new ArrayList<>();
            task.add(
                    createTask(() -> {
                        Timeout limit = Timeout.after(SECOND);
                        String value =
                                limit.run(() -> {
                                    Future<String> future = createFuture();
                                    callSoon(() -> future.setResult("value"));
                                    callSoon(() -> task.getFirst().cancel("outside"));
                                    virtual.clock().skip(SECOND);
                                    return future.await();
                                });
                        log.add(value + " " + limit.expired() + " " + self().cancelling());
                        sleep(10);
                        log.add("never");
                    }));
            assertCancelled(task.getFirst());
        });
        assertThat(log).containsExactly("value true 1");
    }

    // ---- Waits in foreign code

    @Test
    void foreignWaitIsInterrupted() {
        assumeTrue(
                virtual.loop().engine().equals("scheduled"),
                "on the handoff engine a foreign wait holds the loop");
        run(() -> {
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> timeout(1, () -> new LinkedBlockingQueue<>().take()))
                    .withCauseInstanceOf(InterruptedException.class);
            assertThat(self().cancelling()).isZero();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            sleep(1);
        });
    }

    @Test
    void outerTimeoutThrowsThroughAForeignWaitInAnInnerOne() {
        assumeTrue(
                virtual.loop().engine().equals("scheduled"),
                "on the handoff engine a foreign wait holds the loop");
        run(() -> {
            Timeout inner = Timeout.after(Duration.ofSeconds(5));
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() ->
                            timeout(1, () -> inner.run(() -> new LinkedBlockingQueue<>().take())));
            assertThat(inner.expired()).isFalse();
            assertThat(virtual.now()).isEqualTo(SECOND);
            assertThat(self().cancelling()).isZero();
            sleep(1);
        });
    }
}
