package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Timeouts and groups inside and around a {@link Rondo#shielded} scope. */
class ShieldedScopesTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final List<String> log = new ArrayList<>();

    private static Task<?> self() {
        return currentTask().orElseThrow();
    }

    /** Gets its value in the pass in which a deadline passes, just before the cancellation. */
    private void outrunADeadline() {
        sleep(1);
        Future<String> value = createFuture();
        callSoon(() -> value.setResult("value"));
        virtual.clock().skip(Duration.ofSeconds(10));
        log.add(value.await());
    }

    @Test
    void timeoutExpires() {
        virtual.runInTask(() -> {
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> shielded(() -> timeout(2, () -> sleep(10))));
            assertThat(self().cancelling()).isZero();
        });
        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void timeoutExpiresWhileACancellationIsHeld() {
        virtual.runAndCancel(
                1,
                () -> {
                    shielded(() -> {
                        try {
                            timeout(3, () -> sleep(10));
                        } catch (TimeoutException e) {
                            log.add("timeout");
                        }
                        sleep(1);
                        log.add("end");
                    });
                    sleep(100);
                });
        assertThat(log).containsExactly("timeout", "end");
        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void timeoutThatExpiresWhileTheTaskIsReadyDoesNotTakeTheHeldCancellationAlong() {
        virtual.runAndCancel(
                0,
                () -> {
                    shielded(() -> {
                        try {
                            timeout(
                                    3,
                                    () -> {
                                        virtual.clock().skip(Duration.ofSeconds(5));
                                        sleep(0); // ready, when the deadline passes
                                        sleep(0);
                                    });
                        } catch (TimeoutException e) {
                            log.add("timeout");
                        }
                        sleep(1);
                        log.add("end");
                    });
                    sleep(100);
                    log.add("never");
                });
        assertThat(log).containsExactly("timeout", "end");
    }

    @Test
    void timeoutThatTheBodyOutranLeavesNothingBehindWhileACancellationIsHeld() {
        virtual.runAndCancel(
                0,
                () -> {
                    shielded(() -> {
                        timeout(3, this::outrunADeadline);
                        sleep(1);
                        log.add("end");
                    });
                    sleep(100);
                });
        assertThat(log).containsExactly("value", "end");
    }

    @Test
    void groupCancelsItsTasksAndBodyWhenOneFails() {
        virtual.runInTask(() ->
                assertThatExceptionOfType(ExceptionGroup.class)
                        .isThrownBy(() ->
                                shielded(() ->
                                        taskGroup(g -> {
                                            g.createTask(() -> {
                                                sleep(2);
                                                throw new IllegalStateException("child");
                                            });
                                            sleep(100);
                                        }))));
        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void groupFailsAsEverWhileACancellationIsHeld() {
        virtual.runAndCancel(
                1,
                () -> {
                    shielded(() -> {
                        try {
                            taskGroup(g -> {
                                g.createTask(() -> {
                                    sleep(2);
                                    throw new IllegalStateException("child");
                                });
                                sleep(100);
                            });
                        } catch (ExceptionGroup e) {
                            log.add("group");
                        }
                        sleep(1);
                        log.add("end");
                    });
                    sleep(100);
                });
        assertThat(log).containsExactly("group", "end");
        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void groupThatIsCancelledEndsQuietlyWhileACancellationIsHeld() {
        virtual.runAndCancel(
                1,
                () -> {
                    shielded(() -> {
                        taskGroup(g -> {
                            callLater(2, g::cancel);
                            sleep(100);
                        });
                        log.add("group over");
                    });
                    sleep(100);
                });
        assertThat(log).containsExactly("group over");
    }

    @Test
    void groupInCleanupAfterACancellationFailsWithoutCancellingAgain() {
        virtual.runAndCancel(
                1,
                () -> {
                    try {
                        sleep(100);
                    } finally {
                        shielded(() -> {
                            try {
                                taskGroup(g -> {
                                    List.of().getFirst(); // fails
                                });
                            } catch (ExceptionGroup e) {
                                sleep(1);
                                log.add("handled");
                            }
                        });
                    }
                });
        assertThat(log).containsExactly("handled");
    }

    @Test
    void groupWaitsForItsTasksWhileACancellationIsHeld() {
        AtomicInteger finished = new AtomicInteger();
        virtual.runAndCancel(
                1,
                () -> {
                    shielded(() ->
                            taskGroup(g -> {
                                for (int i = 0; i < 3; i++) {
                                    g.createTask(() -> {
                                        sleep(3);
                                        finished.incrementAndGet();
                                    });
                                }
                            }));
                    sleep(100);
                });
        assertThat(finished).hasValue(3);
    }

    @Test
    void timeoutAroundIsThrownAfterTheScope() {
        virtual.runInTask(() -> {
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() ->
                            timeout(
                                    2,
                                    () -> {
                                        shielded(() -> sleep(5));
                                        log.add("complete");
                                        sleep(100);
                                    }));
            assertThat(self().cancelling()).isZero();
        });
        assertThat(log).containsExactly("complete");
        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void timeoutAroundWhoseBodyEndsWithTheScopeKeepsTheResult() {
        virtual.runInTask(() -> {
            String result = timeout(2, () -> shielded(() -> sleep(Duration.ofSeconds(5), "kept")));
            assertThat(result).isEqualTo("kept");
            sleep(1); // nothing is left over
            assertThat(self().cancelling()).isZero();
        });
    }

    @Test
    void timeoutAroundBetweenTwoScopesCutsToTheInnerOne() {
        virtual.runAndCancel(
                1,
                () -> {
                    shielded(() -> {
                        try {
                            timeout(
                                    3,
                                    () -> {
                                        shielded(() -> sleep(5));
                                        log.add("inner over");
                                        sleep(100);
                                    });
                        } catch (TimeoutException e) {
                            log.add("timeout at " + virtual.now().toSeconds());
                        }
                        sleep(2);
                        log.add("outer over");
                    });
                    sleep(100);
                });
        assertThat(log).containsExactly("inner over", "timeout at 5", "outer over");
    }

    @Test
    void groupCancelledWhileItsBodyIsShieldedDoesNotRepeatAnOlderCancellation() {
        virtual.runAndCancel(
                1,
                () -> {
                    try {
                        sleep(100);
                    } finally {
                        taskGroup(g ->
                                shielded(() -> {
                                    g.cancel();
                                    try {
                                        timeout(1, () -> sleep(10)); // delivers its own inside
                                    } catch (TimeoutException e) {
                                        log.add("timeout");
                                    }
                                }));
                        sleep(1);
                        log.add("cleaned");
                    }
                });
        assertThat(log).containsExactly("timeout", "cleaned");
    }

    @Test
    void groupThatFailsWaitsForTheScopeOfItsBody() {
        virtual.runInTask(() ->
                assertThatExceptionOfType(ExceptionGroup.class)
                        .isThrownBy(() ->
                                taskGroup(g -> {
                                    g.createTask(() -> {
                                        sleep(1);
                                        throw new IllegalStateException("child");
                                    });
                                    shielded(() -> sleep(5));
                                    log.add("complete");
                                    sleep(100);
                                    log.add("never");
                                })));
        assertThat(log).containsExactly("complete");
        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(5));
    }
}
