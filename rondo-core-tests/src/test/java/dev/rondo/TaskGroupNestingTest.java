package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rondo.testing.Groups;
import dev.rondo.testing.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Groups in groups, and the counter of requests that CPython corrupted there: issues 95289, 116720,
 * 133747, 155433.
 */
@ParameterizedClass
@EnumSource
class TaskGroupNestingTest {
    private final Start start;
    private final List<String> log = new ArrayList<>();

    TaskGroupNestingTest(Start start) {
        this.start = start;
    }

    private static final class Failure extends RuntimeException {}

    private static Task<?> self() {
        return currentTask().orElseThrow();
    }

    private static void failAfter(double seconds, RuntimeException failure) {
        sleep(seconds);
        throw failure;
    }

    private static void failInCleanUp() {
        try {
            sleep(10);
        } finally {
            List.of().getFirst();
        }
    }

    private static void innerGroupFailsInCleanUp() {
        taskGroup(inner -> {
            for (int i = 0; i < 5; i++) {
                inner.createTask(TaskGroupNestingTest::failInCleanUp);
            }
            sleep(10);
        });
    }

    private static void assertNested(ExceptionGroup failures, Class<? extends Throwable> type) {
        assertThat(failures.exceptions()).hasSize(1);
        assertThat(((ExceptionGroup) failures.exceptions().getFirst()).exceptions())
                .hasOnlyElementsOfType(type);
    }

    @Test
    void failuresOfTheInnerGroupAreOneMemberOfTheOuterOnes() {
        start.run(() -> {
            Task<?> task =
                    createTask(() -> {
                        taskGroup(outer -> {
                            innerGroupFailsInCleanUp();
                        });
                    });
            sleep(0.1);
            task.cancel();
            assertNested(
                    Groups.assertFails(task::await, ExceptionGroup.class),
                    NoSuchElementException.class);
        });
    }

    @Test
    void failuresOfTheInnerGroupCancelTheTasksOfTheOuterOne() {
        start.run(() -> {
            Task<?> task =
                    createTask(() -> {
                        taskGroup(outer -> {
                            outer.createTask(() -> sleep(10));
                            innerGroupFailsInCleanUp();
                        });
                    });
            sleep(0.1);
            task.cancel();
            assertNested(
                    Groups.assertFails(task::await, ExceptionGroup.class),
                    NoSuchElementException.class);
            assertThat(runningLoop().time()).hasMillis(100);
        });
    }

    @Test
    void failureOfAnOuterTaskCancelsTheInnerGroup() {
        start.run(() -> {
            Groups.assertFails(
                    () ->
                            taskGroup(outer -> {
                                outer.createTask(() -> failAfter(0.1, new Failure()));
                                taskGroup(inner -> {
                                    inner.createTask(() -> failAfter(10, new Failure()));
                                });
                            }),
                    Failure.class);
            assertThat(self().cancelling()).isZero();
            assertThat(runningLoop().time()).hasMillis(100);
        });
    }

    @Test
    void failureOfAnInnerTaskEndsBothGroups() {
        start.run(() -> {
            assertNested(
                    Groups.assertFails(
                            () ->
                                    taskGroup(outer -> {
                                        outer.createTask(() -> failAfter(10, new Failure()));
                                        taskGroup(inner -> {
                                            inner.createTask(() -> failAfter(0.1, new Failure()));
                                        });
                                    }),
                            ExceptionGroup.class),
                    Failure.class);
            assertThat(self().cancelling()).isZero();
        });
    }

    @Test
    void innerFailureThatIsCaughtLeavesTheOuterGroupAlone() {
        start.run(() -> {
            taskGroup(outer -> {
                Task<?> task = outer.createTask(() -> sleep(5));
                Groups.assertFails(
                        () ->
                                taskGroup(inner -> {
                                    inner.createTask(() -> failAfter(1, new Failure()));
                                    sleep(10);
                                }),
                        Failure.class);
                sleep(1);
                assertThat(task.done()).isFalse();
                log.add("goes on");
            });
            assertThat(log).containsExactly("goes on");
            assertThat(runningLoop().time()).hasSeconds(5);
        });
    }

    @Test
    void countOfRequestsIsAsBeforeAfterAFailure() {
        start.run(() -> {
            Groups.assertFails(
                    () ->
                            taskGroup(g -> {
                                g.createTask(() -> failAfter(0, new Failure()));
                            }),
                    Failure.class);
            assertThat(self().cancelling()).isZero();
        });
    }

    // ---- 95289: the body replaces or swallows the group's cancellation

    @Test
    void countOfRequestsIsAsBeforeWhenTheBodyReplacesTheCancellation() {
        start.run(() -> {
            Task<?> task =
                    createTask(() -> {
                        ExceptionGroup failures =
                                Groups.assertFails(
                                        () ->
                                                taskGroup(g -> {
                                                    g.createTask(() -> failAfter(0, new Failure()));
                                                    try {
                                                        sleep(1);
                                                    } catch (CancelledError e) {
                                                        throw new Failure();
                                                    }
                                                }),
                                        Failure.class);
                        assertThat(failures.exceptions()).hasSize(2);
                        assertThat(self().cancelling()).isZero();
                        sleep(1);
                        log.add("goes on");
                    });
            task.await();
            assertThat(log).containsExactly("goes on");
        });
    }

    @Test
    void countOfRequestsIsAsBeforeWhenTheBodySwallowsTheCancellation() {
        start.run(() -> {
            Groups.assertFails(
                    () ->
                            taskGroup(g -> {
                                g.createTask(() -> failAfter(0, new Failure()));
                                try {
                                    sleep(1);
                                } catch (CancelledError e) {
                                    log.add("swallowed");
                                }
                            }),
                    Failure.class);
            assertThat(log).containsExactly("swallowed");
            assertThat(self().cancelling()).isZero();
            sleep(1);
        });
    }

    @Test
    void cancellationDoesNotLeakOutOfTheGroup() {
        start.run(() -> {
            Groups.assertFails(
                    () ->
                            taskGroup(g -> {
                                g.createTask(
                                        (Action<Failure>)
                                                () -> {
                                                    throw new Failure();
                                                });
                            }),
                    Failure.class);
            sleep(0);
            assertThat(self().cancelling()).isZero();
        });
    }

    // ---- 116720: the inner group must not swallow what the outer one asks

    @Test
    void bothGroupsCancelledInOnePassBothEnd() {
        start.run(() -> {
            Groups.assertFails(
                    () ->
                            taskGroup(outer -> {
                                Groups.assertFails(
                                        () ->
                                                taskGroup(inner -> {
                                                    inner.createTask(
                                                            () -> failAfter(0, new Failure()));
                                                    outer.createTask(() ->
                                                            failAfter(
                                                                    0, new ArithmeticException()));
                                                }),
                                        Failure.class);
                                assertThat(self().cancelling()).isEqualTo(1);
                                log.add("after inner");
                                sleep(10);
                                log.add("never");
                            }),
                    ArithmeticException.class);
            assertThat(self().cancelling()).isZero();
            assertThat(log).containsExactly("after inner");
            assertThat(runningLoop().time()).isZero();
        });
    }

    @Test
    void cancellationByTheOuterGroupSurvivesTheInnerGroupsFailure() {
        start.run(() -> {
            Groups.assertFails(
                    () ->
                            taskGroup(outer -> {
                                outer.createTask(() -> failAfter(1, new ArithmeticException()));
                                Groups.assertFails(
                                        () ->
                                                taskGroup(inner -> {
                                                    inner.createTask(
                                                            TaskGroupNestingTest::failInCleanUp);
                                                    sleep(10);
                                                }),
                                        NoSuchElementException.class);
                                sleep(10);
                                log.add("never");
                            }),
                    ArithmeticException.class);
            assertThat(log).isEmpty();
            assertThat(runningLoop().time()).hasSeconds(1);
        });
    }

    @Test
    void innerGroupWaitingForACleanUpIsNotHurriedByTheOuterOne() {
        start.run(() -> {
            Groups.assertFails(
                    () ->
                            taskGroup(outer -> {
                                outer.createTask(() -> failAfter(1, new ArithmeticException()));
                                taskGroup(inner -> {
                                    inner.createTask(() -> {
                                        try {
                                            sleep(10);
                                        } finally {
                                            sleep(2);
                                            log.add("cleaned");
                                        }
                                    });
                                });
                                log.add("never");
                            }),
                    ArithmeticException.class);
            assertThat(log).containsExactly("cleaned");
            assertThat(runningLoop().time()).hasSeconds(3);
        });
    }

    // ---- 133747: a timeout around a body that waits in the answer to a group's failure

    @Test
    void timeoutInTheHandlingOfAGroupsFailureIsATimeout() {
        start.run(() -> {
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> waitFor(coroutine("delay", this::delayAFailure), 0.1));
            assertThat(self().cancelling()).isZero();
        });
    }

    private void delayAFailure() {
        try {
            taskGroup(g -> {
                g.createTask(
                        (Action<Failure>)
                                () -> {
                                    throw new Failure();
                                });
            });
        } catch (ExceptionGroup e) {
            sleep(1);
            throw e;
        }
    }

    // ---- TaskGroup.cancel in nests, and 155433

    @Test
    void cancelOfTheOuterGroupEndsBoth() {
        start.run(() -> {
            taskGroup(outer -> {
                callLater(1, outer::cancel);
                taskGroup(inner -> {
                    inner.createTask(() -> sleep(10));
                    sleep(10);
                });
                log.add("never");
            });
            assertThat(log).isEmpty();
            assertThat(self().cancelling()).isZero();
            assertThat(runningLoop().time()).hasSeconds(1);
            sleep(1);
        });
    }

    @Test
    void cancelOfTheInnerGroupLeavesTheOuterOneAlone() {
        start.run(() -> {
            taskGroup(outer -> {
                outer.createTask(() -> sleep(5));
                taskGroup(inner -> {
                    callLater(1, inner::cancel);
                    sleep(10);
                });
                assertThat(self().cancelling()).isZero();
                sleep(1);
                log.add("goes on");
            });
            assertThat(log).containsExactly("goes on");
            assertThat(runningLoop().time()).hasSeconds(5);
        });
    }

    @Test
    void cancelOfBothGroupsInOnePassEndsBoth() {
        start.run(() -> {
            taskGroup(outer -> {
                taskGroup(inner -> {
                    callLater(
                            1,
                            () -> {
                                inner.cancel();
                                outer.cancel();
                                inner.cancel();
                            });
                    sleep(10);
                });
                log.add("never");
            });
            assertThat(log).isEmpty();
            assertThat(self().cancelling()).isZero();
            sleep(1);
        });
    }

    @Test
    void cancelOfTheGroupKeepsTheCancellationFromOutside() {
        start.run(() -> {
            Task<?> task =
                    createTask(() ->
                            taskGroup(g -> {
                                g.createTask(TaskGroupNestingTest::cleanUpSlowly);
                                sleep(0);
                                g.cancel();
                            }));
            sleep(0.01);
            task.cancel("message");
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(task::await)
                    .withMessage("message");
        });
    }

    @Test
    void cancelOfTheGroupKeepsATimeoutAround() {
        start.run(() -> {
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() ->
                            timeout(
                                    0.5,
                                    () ->
                                            taskGroup(g -> {
                                                g.createTask(TaskGroupNestingTest::cleanUpSlowly);
                                                sleep(0.1);
                                                g.cancel();
                                            })));
            assertThat(self().cancelling()).isZero();
        });
    }

    private static void cleanUpSlowly() {
        try {
            sleep(3600);
        } finally {
            sleep(1);
        }
    }

    // ---- 155418, 128550: eager tasks that change the group before they joined it

    @Test
    void taskThatCancelsTheGroupBeforeItSuspendsIsCancelledItself() {
        start.run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            taskGroup(g ->
                    tasks.add(
                            g.createTask(() -> {
                                g.cancel();
                                Future<String> never = createFuture();
                                never.await();
                            })));
            assertThat(tasks).allMatch(Task::cancelled);
            assertThat(self().cancelling()).isZero();
            sleep(0);
        });
    }

    @Test
    void taskThatCreatesAFailingTaskBeforeItSuspendsIsCancelled() {
        start.run(() -> {
            Groups.assertFails(
                    () ->
                            taskGroup(g ->
                                    g.createTask(() -> {
                                        g.createTask(
                                                (Action<Failure>)
                                                        () -> {
                                                            throw new Failure();
                                                        });
                                        assertThatExceptionOfType(CancelledError.class)
                                                .isThrownBy(() -> {
                                                    sleep(0); // an eager one is cancelled here
                                                    sleep(0); // a lazy one here
                                                });
                                        log.add("ran");
                                    })),
                    Failure.class);
            assertThat(log).containsExactly("ran");
            assertThat(self().cancelling()).isZero();
        });
    }
}
