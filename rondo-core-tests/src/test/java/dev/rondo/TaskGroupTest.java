package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rondo.testing.Groups;
import dev.rondo.testing.Start;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The tasks of a {@link TaskGroup}, and how their failures and the body's end it. */
@ParameterizedClass
@EnumSource
class TaskGroupTest {
    private final Start start;
    private final List<String> log = new ArrayList<>();

    TaskGroupTest(Start start) {
        this.start = start;
    }

    private static final class Failure extends Exception {}

    private static final class Fatal extends Throwable {}

    private static int after(double seconds, int value) {
        sleep(seconds);
        return value;
    }

    private static void failAfter(double seconds) {
        sleep(seconds);
        throw new ArithmeticException("after " + seconds);
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

    // ---- Success

    @Test
    void taskWithOptionsMayHaveNoResult() {
        List<String> ran = new ArrayList<>();
        VirtualLoop.run(() -> {
            taskGroup(g -> {
                Task<Void> task = g.createTask(TaskOptions.named("named"), () -> note(ran));
                assertThat(task.await()).isNull();
            });
            Task<Void> task = runningLoop().createTask(TaskOptions.named("other"), () -> note(ran));
            task.await();
        });
        assertThat(ran).containsExactly("named", "other");
    }

    private static void note(List<String> ran) {
        ran.add(currentTask().orElseThrow().name());
    }

    @Test
    void endsWhenAllTasksAreDone() {
        start.run(() -> {
            List<Task<Integer>> tasks = new ArrayList<>();
            taskGroup(g -> {
                tasks.add(g.createTask(() -> after(0.1, 42)));
                tasks.add(g.createTask(() -> after(0.2, 11)));
            });
            assertThat(tasks).extracting(Task::result).containsExactly(42, 11);
            assertThat(runningLoop().time()).hasMillis(200);
        });
    }

    @Test
    void takesTasksWhileOthersRun() {
        start.run(() -> {
            List<Task<Integer>> tasks = new ArrayList<>();
            taskGroup(g -> {
                tasks.add(g.createTask(() -> after(0.1, 42)));
                sleep(0.15);
                tasks.add(g.createTask(() -> after(0.2, 11)));
            });
            assertThat(tasks).extracting(Task::result).containsExactly(42, 11);
            assertThat(runningLoop().time()).hasMillis(350);
        });
    }

    @Test
    void taskThatIsCancelledOnItsOwnDoesNotDisturbTheOthers() {
        start.run(() -> {
            List<Task<Integer>> tasks = new ArrayList<>();
            taskGroup(g -> {
                tasks.add(g.createTask(() -> after(1, 42)));
                sleep(0.15);
                tasks.getFirst().cancel();
                tasks.add(g.createTask(() -> after(0.2, 11)));
            });
            assertThat(tasks.getFirst().cancelled()).isTrue();
            assertThat(tasks.getLast().result()).isEqualTo(11);
            assertThat(runningLoop().time()).hasMillis(350);
        });
    }

    @Test
    void returnsTheBodysResult() {
        start.run(() -> {
            String result =
                    taskGroupResult(g -> {
                        g.createTask(() -> sleepAndNote(1, "task"));
                        return "result";
                    });
            assertThat(result).isEqualTo("result");
            assertThat(log).containsExactly("task slept");
        });
    }

    @Test
    void emptyGroupDoesNotSuspend() {
        start.run(() -> {
            callSoon(() -> log.add("callback"));
            taskGroup(g -> {});
            assertThat(log).isEmpty();
        });
    }

    @Test
    void forgetsTasksThatAreDone() {
        start.run(() ->
                taskGroup(g -> {
                    for (int count = 0; count < 10; count++) {
                        sleep(0.1);
                        g.createTask(() -> sleep(0.3));
                        if (count == 5) {
                            assertThat(g.tasks()).hasSizeLessThan(5);
                        }
                    }
                    sleep(1.35);
                    assertThat(g.tasks()).isEmpty();
                }));
    }

    @Test
    void tasksCreateMoreTasksWhileItCloses() {
        start.run(() -> {
            taskGroup(g ->
                    g.createTask(() -> {
                        sleep(0.1);
                        g.createTask(() -> sleepAndNote(0.1, "first"));
                        g.createTask(() -> sleepAndNote(0.2, "second"));
                    }));
            assertThat(log).containsExactly("first slept", "second slept");
            assertThat(runningLoop().time()).hasMillis(300);
        });
    }

    @Test
    void taskHasTheGivenName() {
        start.run(() ->
                taskGroup(g -> {
                    Task<?> task = g.createTask("yolo", () -> sleep(0));
                    assertThat(task.name()).isEqualTo("yolo");
                }));
    }

    @Test
    void taskKnowsItsName() {
        start.run(() ->
                taskGroup(g -> {
                    g.createTask("example name", () -> log.add(currentTask().orElseThrow().name()));
                }));
        assertThat(log).containsExactly("example name");
    }

    @Test
    void taskRunsInTheGivenContext() {
        ContextVar<Integer> variable = ContextVar.of("variable");
        start.run(() ->
                taskGroup(g -> {
                    Context context = Context.copyCurrent();
                    TaskOptions options = TaskOptions.defaults().withContext(context);
                    for (int i = 1; i <= 2; i++) {
                        int value = i;
                        g.createTask(
                                        options,
                                        () -> {
                                            sleep(0);
                                            return variable.set(value);
                                        })
                                .await();
                        assertThat(context.<Integer, RuntimeException>run(variable::get))
                                .isEqualTo(value);
                    }
                    assertThat(variable.find()).isEmpty();
                }));
    }

    // ---- Failures of tasks

    @Test
    void failureOfATaskCancelsTheOthersAndIsThrown() {
        start.run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            Task<?> runner =
                    createTask(() -> {
                        taskGroup(g -> {
                            g.createTask(() -> failAfter(0.1));
                            tasks.add(g.createTask(() -> sleepAndNote(1, "other")));
                        });
                        log.add("never");
                    });
            Groups.assertFails(runner::await, ArithmeticException.class);
            assertThat(log).containsExactly("other cancelled");
            assertThat(tasks.getFirst().cancelled()).isTrue();
        });
    }

    @Test
    void failureOfATaskCancelsTheBodyToo() {
        start.run(() -> {
            Task<?> runner =
                    createTask(() -> {
                        taskGroup(g -> {
                            g.createTask(() -> failAfter(0.1));
                            g.createTask(() -> failAfter(0.1));
                            g.createTask(() -> failAfter(0.1));
                            g.createTask(() -> sleepAndNote(5, "other"));
                            sleepAndNote(10, "body");
                        });
                        log.add("never");
                    });
            // All three were due in the same pass, so none was cancelled before it failed.
            ExceptionGroup failures = Groups.assertFails(runner::await, ArithmeticException.class);
            assertThat(failures.exceptions()).hasSize(3);
            assertThat(log).containsExactlyInAnyOrder("other cancelled", "body cancelled");
        });
    }

    @Test
    void failuresOfTasksInTheirCleanUpAreThrownToo() {
        start.run(() -> {
            ExceptionGroup failures =
                    Groups.assertFails(
                            () ->
                                    taskGroup(g -> {
                                        g.createTask(() -> {
                                            try {
                                                sleep(10);
                                            } finally {
                                                failAfter(0.5);
                                            }
                                        });
                                        g.createTask(() -> failAfter(0.1));
                                    }),
                            ArithmeticException.class);
            assertThat(failures.exceptions())
                    .extracting(Throwable::getMessage)
                    .containsExactly("after 0.1", "after 0.5"); // as they happened
        });
    }

    @Test
    void failuresOfTheBodysCleanUpAndOfATaskAreThrownTogether() {
        start.run(() -> {
            Task<?> runner =
                    createTask(() ->
                            taskGroup(g -> {
                                g.createTask(() -> failAfter(0.1));
                                sleepAndFail(new Failure());
                            }));
            Groups.assertFails(runner::await, Failure.class, ArithmeticException.class);
        });
    }

    private static void sleepAndFail(Throwable failure) throws Throwable {
        try {
            sleep(10);
        } catch (CancelledError e) {
            throw failure;
        }
    }

    @Test
    void throwableOfTheBodyIsAMemberLikeAnyOther() {
        start.run(() ->
                Groups.assertFails(
                        () ->
                                taskGroup(g -> {
                                    g.createTask(() -> failAfter(0.1));
                                    sleepAndFail(new Fatal());
                                }),
                        Fatal.class,
                        ArithmeticException.class));
    }

    @Test
    void throwableOfATaskIsAMemberLikeAnyOther() {
        start.run(() ->
                Groups.assertFails(
                        () ->
                                taskGroup(g -> {
                                    g.createTask(
                                            (Action<Throwable>)
                                                    () -> {
                                                        sleep(0.1);
                                                        throw new Fatal();
                                                    });
                                    sleepAndFail(new Failure());
                                }),
                        Fatal.class,
                        Failure.class));
    }

    @Test
    void abortedGroupTakesNoMoreTasks() {
        start.run(() -> {
            Groups.assertFails(
                    () ->
                            taskGroup(g -> {
                                g.createTask(() -> failAfter(0.001));
                                g.createTask(() -> {
                                    try {
                                        sleep(1);
                                    } catch (CancelledError e) {
                                        assertThatExceptionOfType(IllegalStateException.class)
                                                .isThrownBy(() -> g.createTask(() -> sleep(1)))
                                                .withMessageContaining("is shutting down");
                                        log.add("refused");
                                    }
                                });
                            }),
                    ArithmeticException.class);
            assertThat(log).containsExactly("refused");
        });
    }

    @Test
    void tasksThatCreateTasksEndlesslyAreEndedByAFailure() {
        AtomicInteger heads = new AtomicInteger();
        start.run(() -> {
            Groups.assertFails(
                    () ->
                            taskGroup(g -> {
                                g.createTask(() -> hydra(g, heads));
                                g.createTask(() -> {
                                    while (heads.get() < 10) {
                                        sleep(0.015);
                                    }
                                    throw new ArithmeticException();
                                });
                            }),
                    ArithmeticException.class);
            assertThat(heads).hasValueGreaterThanOrEqualTo(10);
        });
    }

    private static void hydra(TaskGroup group, AtomicInteger heads) {
        heads.incrementAndGet();
        sleep(0.01);
        group.createTask(() -> hydra(group, heads));
        group.createTask(() -> hydra(group, heads));
    }

    @Test
    void refusalInATaskThatWasQuickerThanItsCancellationIsNoFailure() {
        start.run(() ->
                Groups.assertFails(
                        () ->
                                taskGroup(g -> {
                                    g.createTask(() -> failAfter(1));
                                    g.createTask(() -> {
                                        sleep(1); // over in the same pass
                                        g.createTask(() -> log.add("never"));
                                    });
                                }),
                        ArithmeticException.class));
        assertThat(log).isEmpty();
    }

    @Test
    void failureThatTheBodyAwaitedIsThereOnce() {
        start.run(() -> {
            ExceptionGroup failures =
                    Groups.assertFails(
                            () ->
                                    taskGroup(g -> {
                                        g.createTask(() -> failAfter(1)).await();
                                    }),
                            ArithmeticException.class);
            assertThat(failures.exceptions()).hasSize(1);
        });
    }

    @Test
    void checkedFailureThatTheBodyAndATaskAwaitedIsThereOnce() {
        start.run(() -> {
            ExceptionGroup failures =
                    Groups.assertFails(
                            () ->
                                    taskGroup(g -> {
                                        Task<?> failing =
                                                g.createTask(() -> {
                                                    sleep(1);
                                                    throw new Failure();
                                                });
                                        g.createTask(failing::await);
                                        failing.await();
                                    }),
                            Failure.class);
            assertThat(failures.exceptions()).hasSize(1);
        });
    }

    // ---- Failures of the body

    @Test
    void failureOfTheBodyCancelsTheTasks() {
        start.run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            Groups.assertFails(
                    () ->
                            taskGroup(g -> {
                                tasks.add(g.createTask(() -> after(1, 42)));
                                tasks.add(g.createTask(() -> after(2, 11)));
                                failAfter(0.1);
                            }),
                    ArithmeticException.class);
            assertThat(tasks).allMatch(Task::cancelled);
        });
    }

    @Test
    void failureOfTheBodyBeforeItsTasksStartedCancelsThem() {
        start.run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            Groups.assertFails(
                    () ->
                            taskGroup(g -> {
                                tasks.add(g.createTask(() -> after(1, 42)));
                                tasks.add(g.createTask(() -> after(2, 11)));
                                throw new ArithmeticException();
                            }),
                    ArithmeticException.class);
            assertThat(tasks).allMatch(Task::cancelled);
        });
    }

    @Test
    void cancelledTaskAwaitedByTheBodyEndsTheGroupAsCancelled() {
        start.run(() -> {
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(() ->
                            taskGroup(g -> {
                                g.createTask(() -> sleepAndNote(10, "other"));
                                Task<?> task = g.createTask(() -> sleep(10));
                                callLater(1, () -> task.cancel("on its own"));
                                task.await();
                            }))
                    .withMessage("on its own");
            assertThat(currentTask().orElseThrow().cancelling()).isZero();
            assertThat(log).containsExactly("other cancelled");
        });
    }
}
