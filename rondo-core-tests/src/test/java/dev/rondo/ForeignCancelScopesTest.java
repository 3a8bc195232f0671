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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cancellations that meet a foreign wait late, in a group or in a shielded scope. */
class ForeignCancelScopesTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final LinkedBlockingQueue<String> empty = new LinkedBlockingQueue<>();
    private final List<String> log = new ArrayList<>();

    @BeforeEach
    void onlyWhereForeignWaitsSuspend() {
        assumeTrue(
                virtual.loop().engine().equals("scheduled"),
                "on the handoff engine a foreign wait holds the loop, so nobody can cancel it");
    }

    private static void expectCancelled(Task<?> task) {
        assertThatExceptionOfType(CancelledError.class).isThrownBy(task::await).withMessage("stop");
        assertThat(task.cancelled()).isTrue();
    }

    // ---- Requests made before the wait

    @Test
    void taskCancelledBeforeItStartedDoesNotHangInItsFirstWait() {
        virtual.runInTask(() -> {
            Task<?> task = createTask(() -> empty.take());
            task.cancel("stop");
            expectCancelled(task);
        });
    }

    @Test
    void taskCancelledWhileItWasReadyDoesNotHangInItsNextWait() {
        virtual.runInTask(() -> {
            Future<String> value = createFuture();
            Task<?> task =
                    createTask(() -> {
                        log.add(value.await());
                        empty.take();
                    });
            sleep(1);
            value.setResult("value");
            task.cancel("stop");
            expectCancelled(task);
        });
        assertThat(log).containsExactly("value");
    }

    @Test
    void taskThatCancelsItselfDoesNotHangInItsNextWait() {
        virtual.runInTask(() -> {
            Task<?> task =
                    createTask(() -> {
                        currentTask().orElseThrow().cancel("stop");
                        empty.take();
                    });
            expectCancelled(task);
        });
    }

    @Test
    void taskThatCancelsItselfAfterAForeignWaitDoesNotHangInItsNextOne() {
        virtual.runInTask(() -> {
            Task<?> task =
                    createTask(() -> {
                        log.add(empty.take());
                        currentTask().orElseThrow().cancel("stop");
                        empty.take();
                    });
            sleep(1);
            empty.add("first");
            expectCancelled(task);
        });
        assertThat(log).containsExactly("first");
    }

    @Test
    void requestThatWasWithdrawnBeforeTheWaitDoesNotInterruptIt() {
        virtual.runInTask(() -> {
            Task<?> task =
                    createTask(() -> {
                        Task<?> self = currentTask().orElseThrow();
                        self.cancel();
                        self.uncancel();
                        log.add(empty.take());
                    });
            sleep(1);
            empty.add("value");
            task.await();
        });
        assertThat(log).containsExactly("value");
    }

    // ---- In a shielded scope

    @Test
    void waitInAShieldedScopeIsNotInterrupted() {
        virtual.runInTask(() -> {
            Task<?> task =
                    createTask(() -> {
                        shielded(() -> log.add(empty.take()));
                        log.add("after");
                        sleep(1);
                        log.add("never");
                    });
            sleep(1);
            task.cancel("stop");
            sleep(1);
            assertThat(task.done()).isFalse();
            empty.add("committed");
            expectCancelled(task);
        });
        assertThat(log).containsExactly("committed", "after");
    }

    @Test
    void foreignWaitAfterAShieldedScopeGetsTheHeldRequest() {
        virtual.runInTask(() -> {
            Task<?> task =
                    createTask(() -> {
                        shielded(() -> log.add(empty.take()));
                        empty.take();
                    });
            sleep(1);
            task.cancel("stop");
            sleep(1);
            empty.add("committed");
            expectCancelled(task);
        });
        assertThat(log).containsExactly("committed");
    }

    @Test
    void timeoutInAShieldedScopeInterruptsTheWait() {
        virtual.runAndCancel(
                1,
                () -> {
                    shielded(() -> {
                        try {
                            timeout(2, () -> empty.take());
                        } catch (TimeoutException e) {
                            log.add("timeout");
                        }
                        sleep(1);
                        log.add("end");
                    });
                    empty.take();
                });
        assertThat(log).containsExactly("timeout", "end");
    }

    // ---- In nested timeouts

    @Test
    void innerTimeoutDoesNotTakeTheOuterOnesInterrupt() {
        virtual.runInTask(() -> {
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() ->
                            timeout(
                                    2,
                                    () -> {
                                        timeout(5, () -> empty.take());
                                        log.add("never");
                                    }));
            assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(2));
        });
        assertThat(log).isEmpty();
    }

    @Test
    void cancellationInATimeoutIsNoTimeout() {
        virtual.runInTask(() -> {
            Task<?> task = createTask(() -> timeout(5, () -> empty.take()));
            sleep(1);
            task.cancel("stop");
            expectCancelled(task);
        });
    }

    @Test
    void timeoutIsRecognisedAfterAShieldedCleanup() {
        virtual.runInTask(() -> {
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() ->
                            timeout(
                                    2,
                                    () -> {
                                        try {
                                            empty.take();
                                        } finally {
                                            shielded(() -> sleep(1));
                                            log.add("cleaned");
                                        }
                                    }));
            sleep(1);
        });
        assertThat(log).containsExactly("cleaned");
    }

    @Test
    void interruptThatPassesAfterTheCleanupSwallowedTheCancellationEndsAsCancelled() {
        virtual.runInTask(() -> {
            Task<?> task =
                    createTask(() -> {
                        try {
                            empty.take();
                        } finally {
                            try {
                                sleep(1);
                            } catch (CancelledError e) {
                                log.add("swallowed");
                            }
                        }
                    });
            sleep(1);
            task.cancel();
            waitAll(List.of(task));
            assertThat(task.cancelled()).isTrue();
        });
        assertThat(log).containsExactly("swallowed");
    }

    // ---- In groups

    @Test
    void groupWhoseBodyWaitsIsEndedByAFailingTask() {
        virtual.runInTask(() -> {
            assertThatExceptionOfType(ExceptionGroup.class)
                    .isThrownBy(() ->
                            taskGroup(g -> {
                                g.createTask(() -> {
                                    sleep(1);
                                    throw new IllegalStateException("child");
                                });
                                empty.take();
                            }))
                    .satisfies(e ->
                            assertThat(e.exceptions())
                                    .singleElement()
                                    .isInstanceOf(IllegalStateException.class));
            assertThat(currentTask().orElseThrow().cancelling()).isZero();
            sleep(1);
        });
    }

    @Test
    void groupWhoseBodyWaitsIsEndedByCancel() {
        virtual.runInTask(() -> {
            taskGroup(g -> {
                callLater(1, g::cancel);
                empty.take();
            });
            log.add("quiet");
            sleep(1);
        });
        assertThat(log).containsExactly("quiet");
    }

    @Test
    void groupWhoseBodyWaitsPassesACancellationFromOutside() {
        virtual.runInTask(() -> {
            Task<?> task =
                    createTask(() ->
                            taskGroup(g -> {
                                g.createTask(() -> {
                                    try {
                                        empty.take();
                                    } finally {
                                        log.add("child ended");
                                    }
                                });
                                empty.take();
                            }));
            sleep(1);
            task.cancel("stop");
            expectCancelled(task);
        });
        assertThat(log).containsExactly("child ended");
    }

    @Test
    void tasksOfAGroupThatWaitAreEndedByAFailingOne() {
        virtual.runInTask(() ->
                assertThatExceptionOfType(ExceptionGroup.class)
                        .isThrownBy(() ->
                                taskGroup(g -> {
                                    g.createTask(() -> {
                                        empty.take();
                                        log.add("never");
                                    });
                                    g.createTask(() -> {
                                        sleep(1);
                                        throw new IllegalStateException("child");
                                    });
                                }))
                        .satisfies(e -> assertThat(e.exceptions()).hasSize(1)));
        assertThat(log).isEmpty();
    }

    @Test
    void shutdownEndsTasksThatWait() {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                createTask(() -> {
                    try {
                        empty.take();
                    } finally {
                        log.add("ended");
                    }
                });
                sleep(1);
            });
        }
        virtual.assertNoReports();
        assertThat(log).containsExactly("ended");
    }
}
