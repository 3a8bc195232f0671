package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rondo.testing.Groups;
import dev.rondo.testing.Start;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link TaskGroup#start}: a task of a group that says when it is ready. */
@ParameterizedClass
@EnumSource
class TaskGroupStartTest {
    private final Start start;
    private final List<String> log = new ArrayList<>();

    TaskGroupStartTest(Start start) {
        this.start = start;
    }

    private static Task<?> self() {
        return currentTask().orElseThrow();
    }

    private void sleepAndNote(double seconds, String name) {
        try {
            sleep(seconds);
            log.add(name + " slept");
        } catch (CancelledError e) {
            log.add(name + " cancelled");
            throw e;
        }
    }

    /** Becomes ready after a second, with 8080. */
    private void serve(TaskStatus<Integer> status) {
        sleepAndNote(1, "bind");
        status.started(8080);
        sleepAndNote(5, "serve");
    }

    // ---- Ready

    @Test
    void returnsWhatTheTaskSaysWhileItGoesOn() {
        start.run(() -> {
            taskGroup(g -> {
                int port = g.start(this::serve);
                assertThat(port).isEqualTo(8080);
                assertThat(runningLoop().time()).hasSeconds(1);
                assertThat(g.tasks()).hasSize(1);
                log.add("started");
            });
            assertThat(runningLoop().time()).hasSeconds(6);
        });
        assertThat(log).containsExactly("bind slept", "started", "serve slept");
    }

    @Test
    void taskMayEndAsSoonAsItIsReady() {
        start.run(() ->
                taskGroup(g -> {
                    String value = g.start(status -> status.started("at once"));
                    assertThat(value).isEqualTo("at once");
                    sleep(0);
                    assertThat(g.tasks()).isEmpty();
                }));
    }

    @Test
    void readinessMayHaveNoValue() {
        start.run(() ->
                taskGroup(g -> {
                    Object value = g.start(status -> status.started(null));
                    assertThat(value).isNull();
                }));
    }

    @Test
    void taskMayBeStartedByATaskWhileTheGroupCloses() {
        start.run(() -> {
            taskGroup(g -> {
                g.createTask(() -> {
                    sleep(1);
                    log.add("port " + g.<Integer>start(this::serve));
                });
            });
            assertThat(runningLoop().time()).hasSeconds(7);
        });
        assertThat(log).containsExactly("bind slept", "port 8080", "serve slept");
    }

    @Test
    void callbackMaySayItForTheTask() {
        start.run(() ->
                taskGroup(g -> {
                    String value =
                            g.start(status -> {
                                callLater(1, () -> status.started("by a callback"));
                                sleep(5);
                            });
                    assertThat(value).isEqualTo("by a callback");
                    assertThat(runningLoop().time()).hasSeconds(1);
                }));
    }

    @Test
    void sayingItTwiceIsAMistake() {
        start.run(() -> {
            ExceptionGroup failures =
                    Groups.assertFails(
                            () ->
                                    taskGroup(g -> {
                                        g.<String>start(status -> {
                                            status.started("once");
                                            status.started("twice");
                                        });
                                    }),
                            InvalidStateException.class);
            assertThat(failures.exceptions().getFirst())
                    .hasMessage("started() was called before on this TaskStatus");
        });
    }

    @Test
    void sayingItFromAnotherThreadIsAMistake() {
        start.run(() ->
                taskGroup(g -> {
                    String value =
                            g.start(status -> {
                                assertThatIllegalStateException()
                                        .isThrownBy(() -> toThread(() -> status.started("no")))
                                        .withMessageContaining("callSoonThreadsafe()");
                                status.started("yes");
                            });
                    assertThat(value).isEqualTo("yes");
                }));
    }

    // ---- Never ready

    @Test
    void failureBeforeItIsReadyIsTheStartersAlone() {
        start.run(() -> {
            taskGroup(g -> {
                g.createTask(() -> sleepAndNote(3, "other"));
                assertThatExceptionOfType(ArithmeticException.class)
                        .isThrownBy(() ->
                                g.start(status -> {
                                    sleep(1);
                                    throw new ArithmeticException();
                                }));
                int port = g.start(this::serve); // so one may try again
                assertThat(port).isEqualTo(8080);
            });
            assertThat(self().cancelling()).isZero();
        });
        assertThat(log).containsExactly("bind slept", "other slept", "serve slept");
    }

    @Test
    void failureAtOnceIsTheStartersAlone() {
        start.run(() ->
                taskGroup(g -> {
                    assertThatExceptionOfType(CompletionException.class)
                            .isThrownBy(() ->
                                    g.start(status -> {
                                        throw new IOException("in use");
                                    }))
                            .withCauseInstanceOf(IOException.class);
                    g.createTask(() -> sleepAndNote(1, "other"));
                }));
        assertThat(log).containsExactly("other slept");
    }

    @Test
    void failureThatTheStarterDoesNotCatchFailsTheGroupOnce() {
        start.run(() -> {
            ExceptionGroup failures =
                    Groups.assertFails(
                            () ->
                                    taskGroup(g -> {
                                        g.start(status -> {
                                            sleep(1);
                                            throw new ArithmeticException();
                                        });
                                    }),
                            ArithmeticException.class);
            assertThat(failures.exceptions()).hasSize(1);
        });
    }

    @Test
    void failureWhenItIsReadyIsTheGroups() {
        start.run(() -> {
            Groups.assertFails(
                    () ->
                            taskGroup(g -> {
                                g.<String>start(status -> {
                                    status.started("ready");
                                    sleep(1);
                                    throw new ArithmeticException();
                                });
                                sleepAndNote(10, "body");
                            }),
                    ArithmeticException.class);
            assertThat(log).containsExactly("body cancelled");
        });
    }

    @Test
    void taskThatReturnsWithoutSayingItIsAMistake() {
        start.run(() ->
                taskGroup(g -> {
                    assertThatIllegalStateException()
                            .isThrownBy(() -> g.start(status -> sleep(1)))
                            .withMessageMatching(
                                    "Task Task-\\d+ ended without calling started\\(\\)");
                    assertThat(self().cancelling()).isZero();
                }));
    }

    @Test
    void taskThatIsCancelledWithoutSayingItIsTold() {
        start.run(() ->
                taskGroup(g -> {
                    callLater(0.5, () -> g.tasks().getFirst().cancel());
                    assertThatIllegalStateException()
                            .isThrownBy(() -> g.start(this::serve))
                            .withMessageMatching(
                                    "Task Task-\\d+ was cancelled without calling started\\(\\)");
                    assertThat(self().cancelling()).isZero();
                    log.add("goes on");
                }));
        assertThat(log).containsExactly("bind cancelled", "goes on");
    }

    @Test
    void sayingItAfterTheEndIsAMistake() {
        start.run(() ->
                taskGroup(g -> {
                    List<TaskStatus<String>> kept = new ArrayList<>();
                    assertThatIllegalStateException().isThrownBy(() -> g.<String>start(kept::add));
                    assertThatExceptionOfType(InvalidStateException.class)
                            .isThrownBy(() -> kept.getFirst().started("late"))
                            .withMessage("started() was called after its task had ended");
                }));
    }

    // ---- The group or the starter is cancelled

    @Test
    void groupCancelledWhileItStartsEndsTheBodyQuietly() {
        start.run(() -> {
            taskGroup(g -> {
                callLater(0.5, g::cancel);
                g.start(this::serve);
                log.add("never");
            });
            assertThat(self().cancelling()).isZero();
            assertThat(log).containsExactly("bind cancelled");
        });
    }

    @Test
    void groupThatFailsWhileItStartsEndsTheBody() {
        start.run(() -> {
            Groups.assertFails(
                    () ->
                            taskGroup(g -> {
                                g.createTask(
                                        (Action<RuntimeException>)
                                                () -> {
                                                    sleep(0.5);
                                                    throw new ArithmeticException();
                                                });
                                g.start(this::serve);
                                log.add("never");
                            }),
                    ArithmeticException.class);
            assertThat(log).containsExactly("bind cancelled");
        });
    }

    @Test
    void starterOutsideOfTheGroupIsToldThatItWasCancelled() {
        start.run(() -> {
            TaskGroup group = new TaskGroup();
            Task<?> runner = createTask(() -> group.run(g -> sleepAndNote(10, "body")));
            sleep(0);
            callLater(0.5, group::cancel);
            assertThatIllegalStateException()
                    .isThrownBy(() -> group.start(this::serve))
                    .withMessageContaining("was cancelled without calling started()");
            runner.await();
            assertThat(log).containsExactlyInAnyOrder("bind cancelled", "body cancelled");
        });
    }

    @Test
    void cancelOfTheStarterCancelsTheTask() {
        start.run(() -> {
            Task<?> runner =
                    createTask(() -> {
                        taskGroup(g -> {
                            g.start(this::serve);
                        });
                    });
            sleep(0.5);
            runner.cancel("outside");
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(runner::await)
                    .withMessage("outside");
            assertThat(log).containsExactly("bind cancelled");
        });
    }

    @Test
    void starterWhoseTimeIsOverMayGoOnWithoutTheTask() {
        start.run(() -> {
            taskGroup(g -> {
                assertThatExceptionOfType(TimeoutException.class)
                        .isThrownBy(() -> timeout(0.5, () -> g.start(this::serve)));
                sleep(0);
                assertThat(g.tasks()).isEmpty();
                log.add("goes on");
            });
            assertThat(log).containsExactly("bind cancelled", "goes on");
        });
    }

    @Test
    void taskThatSaysItAfterItsStarterWasCancelledSaysItToNobody() {
        start.run(() ->
                taskGroup(g -> {
                    assertThatExceptionOfType(TimeoutException.class)
                            .isThrownBy(() ->
                                    timeout(
                                            0.5,
                                            () ->
                                                    g.<String>start(status -> {
                                                        try {
                                                            sleep(1);
                                                        } catch (CancelledError e) {
                                                            status.started("too late");
                                                            log.add("said");
                                                        }
                                                    })));
                }));
        assertThat(log).containsExactly("said");
    }

    @Test
    void failureAfterItsStarterWasCancelledIsTheGroups() {
        start.run(() -> {
            Groups.assertFails(
                    () ->
                            taskGroup(g -> {
                                timeout(
                                        0.5,
                                        () ->
                                                g.start(status -> {
                                                    try {
                                                        sleep(10);
                                                    } catch (CancelledError e) {
                                                        throw new ArithmeticException();
                                                    }
                                                }));
                                log.add("the body goes on");
                            }),
                    ArithmeticException.class);
            assertThat(log).isEmpty();
        });
    }

    @Test
    void cancelledStarterWaitsForTheCleanUp() {
        start.run(() -> {
            taskGroup(g -> {
                try {
                    timeout(
                            0.5,
                            () ->
                                    g.start(status -> {
                                        try {
                                            sleep(10);
                                        } finally {
                                            sleep(3);
                                            log.add("cleaned up");
                                        }
                                    }));
                } catch (TimeoutException e) {
                    log.add("timeout");
                }
                log.add("goes on");
            });
            assertThat(log).containsExactly("cleaned up", "timeout", "goes on");
        });
    }

    @Test
    void starterThatIsCancelledAgainCancelsTheCleanUp() {
        start.run(() -> {
            Task<?> starter =
                    createTask(() ->
                            taskGroup(g -> {
                                g.start(status -> {
                                    try {
                                        sleep(10);
                                    } finally {
                                        sleepAndNote(1000, "clean-up");
                                    }
                                });
                            }));
            sleep(1);
            starter.cancel("first");
            sleep(1);
            starter.cancel("second");
            waitAll(List.of(starter));
            assertThat(log).containsExactly("clean-up cancelled");
            assertThat(starter.cancelMessage()).isEqualTo("first");
        });
    }

    @Test
    void readinessInThePassOfTheCancelIsNotLost() {
        start.run(() -> {
            List<Task<?>> runner = new ArrayList<>();
            runner.add(
                    createTask(() -> {
                        taskGroup(g -> {
                            int port =
                                    g.start(status -> {
                                        sleep(1);
                                        status.started(8080);
                                        runner.getFirst().cancel("outside");
                                        sleepAndNote(5, "serve");
                                    });
                            log.add("port " + port);
                        });
                    }));
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(() -> runner.getFirst().await());
            assertThat(log).containsExactly("port 8080", "serve cancelled");
        });
    }

    // ---- Refusals

    @Test
    void groupThatShutsDownStartsNothing() {
        start.run(() -> {
            TaskGroup group = new TaskGroup();
            assertThatIllegalStateException()
                    .isThrownBy(() -> group.start(this::serve))
                    .withMessageContaining("has not been entered");
            group.run(g -> {
                g.cancel();
                assertThatIllegalStateException()
                        .isThrownBy(() -> g.start(this::serve))
                        .withMessageContaining("is shutting down");
            });
            assertThatIllegalStateException()
                    .isThrownBy(() -> group.start(this::serve))
                    .withMessageContaining("is finished");
            assertThat(log).isEmpty();
        });
    }

    @Test
    void callbackCannotWaitForATask() {
        start.run(() -> {
            List<Throwable> refusals = new ArrayList<>();
            taskGroup(g -> {
                callSoon(() -> refusals.add(catchThrowable(() -> g.start(this::serve))));
                sleep(0);
                assertThat(g.tasks()).isEmpty();
            });
            assertThat(refusals.getFirst())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("start() was called in a callback");
            assertThat(log).isEmpty();
        });
    }
}
