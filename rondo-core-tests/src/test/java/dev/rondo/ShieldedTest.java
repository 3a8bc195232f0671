package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link Rondo#shielded}: a body that cancellations from outside reach only after it. */
class ShieldedTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final List<String> log = new ArrayList<>();

    private static Task<?> self() {
        return currentTask().orElseThrow();
    }

    @Test
    void returnsTheBodysResult() {
        virtual.runInTask(() ->
                assertThat(Rondo.<String, RuntimeException>shielded(() -> "done"))
                        .isEqualTo("done"));
    }

    @Test
    void throwsWhatTheBodyThrew() {
        virtual.runInTask(() ->
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() ->
                                Rondo.<String, IOException>shielded(() -> {
                                    throw new IOException("disk");
                                })));
    }

    @Test
    void needsATask() {
        assertThatIllegalStateException()
                .isThrownBy(() -> shielded(() -> log.add("never")))
                .withMessageContaining("no running event loop");
        assertThat(log).isEmpty();
    }

    @Test
    void cancelFromOutsideWaitsUntilTheScopeEnds() {
        virtual.runInTask(() -> {
            Task<?> task =
                    createTask(() -> {
                        shielded(() -> {
                            sleep(5);
                            log.add("cleaned at " + virtual.now().toSeconds());
                        });
                        log.add("after");
                        sleep(100);
                        log.add("never");
                    });
            sleep(1);
            assertThat(task.cancel("stop")).isTrue();
            assertThat(task.cancelling()).isEqualTo(1);
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(task::await)
                    .withMessage("stop");
            assertThat(task.cancelled()).isTrue();
        });
        assertThat(log).containsExactly("cleaned at 5", "after");
        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void taskThatEndsWithTheScopeKeepsItsResult() {
        virtual.runInTask(() -> {
            Task<String> task =
                    createTask(() -> shielded(() -> sleep(Duration.ofSeconds(5), "saved")));
            sleep(1);
            task.cancel();
            assertThat(task.await()).isEqualTo("saved");
        });
    }

    @Test
    void cancellationThatIsPendingWhenItBeginsWaitsToo() {
        virtual.runInTask(() -> {
            self().cancel("early");
            shielded(() -> sleep(2));
            assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(2));
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(() -> sleep(1))
                    .withMessage("early");
            assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(2));
            self().uncancel();
        });
    }

    @Test
    void cancellationByTheBodyItselfWaitsToo() {
        virtual.runInTask(() -> {
            shielded(() -> {
                self().cancel("self");
                sleep(3);
            });
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(() -> sleep(1))
                    .withMessage("self");
            self().uncancel();
        });
    }

    @Test
    void severalCancellationsAreDeliveredAsOneAndAllCount() {
        virtual.runInTask(() -> {
            Task<Integer> task =
                    createTask(() -> {
                        shielded(() -> sleep(5));
                        try {
                            sleep(1);
                        } catch (CancelledError e) {
                            log.add(e.getMessage());
                        }
                        sleep(1);
                        return self().cancelling();
                    });
            sleep(1);
            task.cancel("first");
            sleep(1);
            task.cancel("second");
            assertThat(task.cancelling()).isEqualTo(2);
            assertThat(task.await()).isEqualTo(2);
        });
        assertThat(log).containsExactly("second");
    }

    @Test
    void uncancelInsideWithdrawsTheRequest() {
        virtual.runInTask(() -> {
            Task<String> task =
                    createTask(() -> {
                        shielded(() -> {
                            sleep(5);
                            assertThat(self().uncancel()).isZero();
                        });
                        sleep(1);
                        return "went on";
                    });
            sleep(1);
            task.cancel();
            assertThat(task.await()).isEqualTo("went on");
        });
    }

    @Test
    void scopeThatFailsLetsTheCancellationThrough() {
        virtual.runAndCancel(
                1,
                () -> {
                    try {
                        shielded(() -> {
                            sleep(2);
                            throw new IllegalStateException("cleanup");
                        });
                    } catch (IllegalStateException e) {
                        log.add(e.getMessage());
                    }
                    sleep(100);
                });
        assertThat(log).containsExactly("cleanup");
    }

    @Test
    void nestedScopesHoldTheCancellationUntilTheOutermostEnds() {
        virtual.runAndCancel(
                1,
                () -> {
                    shielded(() -> {
                        shielded(() -> sleep(2));
                        log.add("inner over");
                        sleep(2);
                        log.add("outer over");
                    });
                    sleep(100);
                });
        assertThat(log).containsExactly("inner over", "outer over");
        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void isUsableAgainAfterACancellationWasHeld() {
        virtual.runInTask(() -> {
            Task<?> task =
                    createTask(() -> {
                        try {
                            shielded(() -> sleep(2));
                            sleep(100);
                        } finally {
                            shielded(() -> sleep(2));
                            log.add("second at " + virtual.now().toSeconds());
                        }
                    });
            sleep(1);
            task.cancel();
            sleep(2);
            task.cancel();
            waitAll(List.of(task));
            assertThat(task.cancelled()).isTrue();
        });
        assertThat(log).containsExactly("second at 4");
    }

    @Test
    void tasksCreatedInsideAreNotShielded() {
        virtual.runInTask(() ->
                shielded(() -> {
                    Task<?> child = createTask(() -> sleep(100));
                    sleep(1);
                    child.cancel();
                    waitAll(List.of(child));
                    assertThat(child.cancelled()).isTrue();
                }));
        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shutdownWaitsForTheScope() {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                createTask(() -> {
                    shielded(() -> sleep(5));
                    log.add("flushed");
                    sleep(100);
                    log.add("never");
                });
                sleep(1);
            });
        }
        virtual.assertNoReports();
        assertThat(log).containsExactly("flushed");
        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whatIsShieldedIsNotBeingCancelled() {
        assertThat(cancelRequested()).isFalse();
        VirtualLoop.run(() -> {
            List<Boolean> seen = new ArrayList<>();
            Task<?> task =
                    createTask(() -> {
                        seen.add(cancelRequested());
                        try {
                            sleep(1);
                        } finally {
                            seen.add(cancelRequested());
                            shielded(() -> {
                                seen.add(cancelRequested());
                                try {
                                    timeout(1, () -> sleep(2));
                                } catch (TimeoutException e) {
                                    seen.add(cancelRequested());
                                }
                            });
                            currentTask().orElseThrow().uncancel();
                            seen.add(cancelRequested());
                        }
                    });
            sleep(0);
            task.cancel();
            waitAll(List.of(task));
            assertThat(seen).containsExactly(false, true, false, false, false);
        });
    }
}
