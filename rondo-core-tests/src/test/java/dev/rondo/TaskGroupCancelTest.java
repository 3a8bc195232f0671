package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** {@link TaskGroup#cancel}: a group that ends early without an exception. */
class TaskGroupCancelTest {
    private final List<String> log = new ArrayList<>();

    private static Task<?> self() {
        return currentTask().orElseThrow();
    }

    /** Sleeps very long and notes when it is cancelled. */
    private void sleepLong(String name) {
        try {
            sleep(3600);
            log.add(name + " slept");
        } catch (CancelledError e) {
            log.add(name + " cancelled");
            throw e;
        }
    }

    private void assertNothingIsLeftOver() {
        assertThat(self().cancelling()).isZero();
        sleep(0);
        sleep(1);
    }

    @Test
    void endsItsTasksAndItsBody() {
        VirtualLoop.run(() -> {
            taskGroup(g -> {
                g.createTask(() -> sleepLong("a"));
                g.createTask(() -> sleepLong("b"));
                callLater(1, g::cancel);
                sleepLong("body");
            });
            assertThat(runningLoop().time()).hasSeconds(1);
            assertNothingIsLeftOver();
        });
        assertThat(log).containsExactlyInAnyOrder("a cancelled", "b cancelled", "body cancelled");
    }

    @Test
    void bodyThatIsCutShortHasNoResult() {
        VirtualLoop.run(() -> {
            String result =
                    taskGroupResult(g -> {
                        g.cancel();
                        sleep(1);
                        return "never";
                    });
            assertThat(result).isNull();
            assertNothingIsLeftOver();
        });
    }

    @Test
    void bodyThatReturnsBeforeItsNextSuspensionKeepsItsResult() {
        VirtualLoop.run(() -> {
            String result =
                    taskGroupResult(g -> {
                        g.createTask(() -> sleepLong("a"));
                        g.cancel();
                        return "result";
                    });
            assertThat(result).isEqualTo("result");
            assertNothingIsLeftOver();
        });
        assertThat(log).containsExactly("a cancelled"); // it started all the same
    }

    @Test
    void bodyThatGoesOnAfterItsCancellationKeepsItsResult() {
        VirtualLoop.run(() -> {
            String result =
                    taskGroupResult(g -> {
                        callSoon(g::cancel);
                        try {
                            sleep(10);
                        } catch (CancelledError e) {
                            sleep(1); // delivered once, as everywhere
                        }
                        return "result";
                    });
            assertThat(result).isEqualTo("result");
            assertNothingIsLeftOver();
        });
    }

    @Test
    void groupWithoutTasksEnds() {
        VirtualLoop.run(() -> {
            taskGroup(TaskGroup::cancel);
            assertNothingIsLeftOver();
        });
    }

    @Test
    void cancelByATaskOfTheGroupEndsThatTaskToo() {
        VirtualLoop.run(() -> {
            taskGroup(g -> {
                g.createTask(() -> sleepLong("a"));
                g.createTask(() -> {
                    g.cancel();
                    log.add("goes on");
                    sleepLong("b");
                });
            });
            assertNothingIsLeftOver();
        });
        assertThat(log).containsExactly("goes on", "b cancelled", "a cancelled");
    }

    @Test
    void cancelFromAnotherTask() {
        VirtualLoop.run(() -> {
            TaskGroup group = new TaskGroup();
            Task<String> runner =
                    createTask(() -> {
                        group.run(g -> {
                            g.createTask(() -> sleepLong("a"));
                            sleepLong("body");
                        });
                        assertNothingIsLeftOver();
                        return "ended";
                    });
            sleep(1);
            group.cancel();
            assertThat(runner.await()).isEqualTo("ended");
        });
        assertThat(log).containsExactly("a cancelled", "body cancelled");
    }

    @Test
    void cancelWhileTheBodyIsOverEndsTheTasks() {
        VirtualLoop.run(() -> {
            String result =
                    taskGroupResult(g -> {
                        g.createTask(() -> sleepLong("a"));
                        callLater(1, g::cancel);
                        return "result";
                    });
            assertThat(result).isEqualTo("result");
            assertThat(self().cancelling()).isZero();
            assertThat(runningLoop().time()).hasSeconds(1);
        });
        assertThat(log).containsExactly("a cancelled");
    }

    @Test
    void cancelTwiceIsCancelOnce() {
        VirtualLoop.run(() -> {
            taskGroup(g -> {
                g.createTask(() -> sleepLong("a"));
                g.cancel();
                g.cancel();
                assertThat(self().cancelling()).isEqualTo(1);
                try {
                    sleepLong("body");
                } finally {
                    g.cancel();
                    sleep(1); // the clean-up is not cancelled again
                    log.add("cleaned");
                }
            });
            assertNothingIsLeftOver();
        });
        assertThat(log).containsExactly("body cancelled", "a cancelled", "cleaned");
    }

    @Test
    void cancelAfterTheEndDoesNothing() {
        VirtualLoop.run(() -> {
            TaskGroup group = new TaskGroup();
            group.run(g -> {});
            group.cancel();
            assertNothingIsLeftOver();
        });
    }

    @Test
    void cancelBeforeTheGroupBeginsCancelsTheBodyAtItsFirstSuspension() {
        VirtualLoop.run(() -> {
            TaskGroup group = new TaskGroup();
            group.cancel();
            group.run(g -> {
                log.add("begins");
                assertThatIllegalStateException()
                        .isThrownBy(() -> g.createTask(() -> sleepLong("a")))
                        .withMessageContaining("is shutting down");
                sleepLong("body");
            });
            assertNothingIsLeftOver();
        });
        assertThat(log).containsExactly("begins", "body cancelled");
    }

    @Test
    void cancelBeforeTheGroupBeginsLeavesABodyWithoutSuspensionItsResult() {
        VirtualLoop.run(() -> {
            TaskGroup group = new TaskGroup();
            group.cancel();
            group.cancel();
            assertThat(group.<String>runResult(g -> "result")).isEqualTo("result");
            assertNothingIsLeftOver();
        });
    }

    @Test
    void cancelledGroupTakesNoMoreTasks() {
        VirtualLoop.run(() -> {
            taskGroup(g -> {
                g.cancel();
                assertThatIllegalStateException()
                        .isThrownBy(() -> g.createTask(() -> sleepLong("a")))
                        .withMessage("TaskGroup is shutting down; it takes no more tasks");
            });
            assertNothingIsLeftOver();
        });
        assertThat(log).isEmpty();
    }

    @Test
    void refusalThatEndsTheBodyIsNoFailure() {
        VirtualLoop.run(() -> {
            taskGroup(g -> {
                g.cancel();
                g.createTask(() -> sleepLong("a"));
                log.add("never");
            });
            assertNothingIsLeftOver();
        });
        assertThat(log).isEmpty();
    }

    @Test
    void failureBeforeCancelIsThrown() {
        VirtualLoop.run(() -> {
            assertThatExceptionOfType(ExceptionGroup.class)
                    .isThrownBy(() ->
                            taskGroup(g -> {
                                g.createTask(() -> {
                                    throw new ArithmeticException();
                                });
                                try {
                                    sleep(1);
                                } finally {
                                    g.cancel();
                                }
                            }))
                    .satisfies(e ->
                            assertThat(e.exceptions())
                                    .hasExactlyElementsOfTypes(ArithmeticException.class));
            assertNothingIsLeftOver();
        });
    }

    @Test
    void failureInTheCleanUpAfterCancelIsThrown() {
        VirtualLoop.run(() -> {
            ExceptionGroup failures =
                    catchThrowableOfType(
                            ExceptionGroup.class,
                            () ->
                                    taskGroup(g -> {
                                        g.createTask(() -> {
                                            try {
                                                sleep(10);
                                            } finally {
                                                List.of().getFirst();
                                            }
                                        });
                                        sleep(0);
                                        g.cancel();
                                    }));
            assertThat(failures.exceptions())
                    .hasExactlyElementsOfTypes(NoSuchElementException.class);
            assertNothingIsLeftOver();
        });
    }

    @Test
    void bodyThatFailsAfterCancelThrows() {
        VirtualLoop.run(() -> {
            ExceptionGroup failures =
                    catchThrowableOfType(
                            ExceptionGroup.class,
                            () ->
                                    taskGroup(g -> {
                                        g.cancel();
                                        throw new ArithmeticException();
                                    }));
            assertThat(failures.exceptions()).hasExactlyElementsOfTypes(ArithmeticException.class);
            assertNothingIsLeftOver();
        });
    }

    @Test
    void groupInTheCleanUpOfACancelledTaskEndsQuietly() {
        VirtualLoop.run(() -> {
            Task<?> task =
                    createTask(() -> {
                        try {
                            sleep(10);
                        } finally {
                            taskGroup(g -> {
                                g.cancel();
                                sleepLong("body");
                            });
                            log.add("cleaned");
                        }
                    });
            sleep(1);
            task.cancel("outside");
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(task::await)
                    .withMessage("outside");
        });
        assertThat(log).containsExactly("body cancelled", "cleaned");
    }

    @Test
    void cancelBelongsToTheLoopsThread() {
        VirtualLoop.run(() ->
                taskGroup(g -> {
                    assertThatIllegalStateException()
                            .isThrownBy(() -> toThread(() -> g.cancel()))
                            .withMessageContaining("callSoonThreadsafe()");
                }));
    }
}
