package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rondo.testing.Groups;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a {@link TaskGroup} refuses, what it shows, and the interrupt that it passes on. */
class TaskGroupMisuseTest {
    private final List<String> log = new ArrayList<>();

    // ---- Used twice, too early, too late, nowhere

    @Test
    void cannotBeEnteredAgainInItsBody() {
        VirtualLoop.run(() -> {
            TaskGroup group = new TaskGroup();
            group.run(g -> {
                assertThatIllegalStateException()
                        .isThrownBy(() -> g.run(again -> log.add("never")))
                        .withMessage(
                                "TaskGroup has already been entered\nMake a new one for every use");
            });
        });
        assertThat(log).isEmpty();
    }

    @Test
    void cannotBeEnteredAgainAfterItsEnd() {
        VirtualLoop.run(() -> {
            TaskGroup group = new TaskGroup();
            group.run(g -> {});
            assertThatIllegalStateException()
                    .isThrownBy(() -> group.run(again -> log.add("never")))
                    .withMessageContaining("has already been entered");
        });
        assertThat(log).isEmpty();
    }

    @Test
    void takesNoTaskAfterItsEnd() {
        VirtualLoop.run(() -> {
            TaskGroup group = new TaskGroup();
            group.run(g -> {});
            assertThatIllegalStateException()
                    .isThrownBy(() -> group.createTask(() -> sleep(0)))
                    .withMessage("TaskGroup is finished; it takes no more tasks");
        });
    }

    @Test
    void closesACoroutineThatItRefusesAfterItsEnd() {
        VirtualLoop.run(() -> {
            TaskGroup group = new TaskGroup();
            group.run(g -> {});
            Coroutine<?> coroutine = coroutine("late", () -> sleep(0));
            assertThatIllegalStateException()
                    .isThrownBy(() -> group.createTask(coroutine))
                    .withMessageContaining("is finished");
            assertThat(coroutine.toString()).contains("closed");
        }); // and nobody hears that it was never awaited
    }

    @Test
    void closesACoroutineThatItRefusesWhileItShutsDown() {
        VirtualLoop.run(() ->
                taskGroup(g -> {
                    g.cancel();
                    Coroutine<?> coroutine = coroutine("late", () -> sleep(0));
                    assertThatIllegalStateException()
                            .isThrownBy(() -> g.createTask(coroutine))
                            .withMessageContaining("is shutting down");
                    assertThat(coroutine.toString()).contains("closed");
                }));
    }

    @Test
    void takesNoTaskBeforeItBegins() {
        VirtualLoop.run(() -> {
            TaskGroup group = new TaskGroup();
            Coroutine<?> coroutine = coroutine("early", () -> sleep(0));
            assertThatIllegalStateException()
                    .isThrownBy(() -> group.createTask(coroutine))
                    .withMessage(
                            "TaskGroup has not been entered\n"
                                    + "Create tasks in the body given to run()");
            assertThat(coroutine.toString()).contains("closed");
        });
    }

    @Test
    void needsATaskToRunIn() {
        VirtualLoop.run(() -> {
            TaskGroup group = new TaskGroup();
            Future<Throwable> refusal = createFuture();
            callSoon(() -> refusal.setResult(catchThrowable(() -> group.run(g -> {}))));
            assertThat(refusal.await())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was called in a callback");
            assertThatIllegalStateException()
                    .isThrownBy(() -> group.createTask(() -> sleep(0)))
                    .withMessageContaining("has not been entered");
            group.run(g -> {}); // it was not used up
        });
    }

    @Test
    void needsALoopToRunIn() {
        assertThatIllegalStateException()
                .isThrownBy(() -> taskGroup(g -> {}))
                .withMessageStartingWith("no running event loop: taskGroup()");
    }

    @Test
    void takesTasksOnTheLoopsThreadOnly() {
        VirtualLoop.run(() ->
                taskGroup(g -> {
                    assertThatIllegalStateException()
                            .isThrownBy(() -> toThread(() -> g.createTask(() -> sleep(0))))
                            .withMessageContaining("runCoroutineThreadsafe()");
                    assertThat(g.tasks()).isEmpty();
                }));
    }

    @Test
    void takesTasksFromCallbacks() {
        VirtualLoop.run(() ->
                taskGroup(g -> {
                    callSoon(() -> g.createTask("from a callback", () -> log.add("ran")));
                    sleep(0);
                }));
        assertThat(log).containsExactly("ran");
    }

    @Test
    void taskFactorysFailureIsTheCreators() {
        VirtualLoop.run(() -> {
            Groups.assertFails(
                    () ->
                            taskGroup(g -> {
                                runningLoop()
                                        .setTaskFactory(
                                                java.util.Optional.of(
                                                        TaskGroupMisuseTest.failing()));
                                g.createTask(() -> sleep(1));
                            }),
                    UnsupportedOperationException.class);
            runningLoop().setTaskFactory(java.util.Optional.empty());
        });
    }

    private static TaskFactory failing() {
        return new TaskFactory() {
            @Override
            public <T> Task<T> create(
                    EventLoop loop, java.util.concurrent.Callable<T> body, TaskOptions options) {
                throw new UnsupportedOperationException();
            }
        };
    }

    // ---- Shown

    @Test
    void showsItsState() {
        VirtualLoop.run(() -> {
            TaskGroup group = new TaskGroup();
            assertThat(group).hasToString("<TaskGroup>");
            Groups.thrownBy(() ->
                    group.run(g -> {
                        assertThat(g).hasToString("<TaskGroup entered>");
                        Task<?> task = g.createTask(() -> sleep(1));
                        assertThat(g).hasToString("<TaskGroup tasks=1 entered>");
                        assertThat(g.tasks()).containsExactly(task);
                        g.createTask(
                                (Action<RuntimeException>)
                                        () -> {
                                            throw new ArithmeticException();
                                        });
                        try {
                            sleep(1);
                        } finally {
                            assertThat(g).hasToString("<TaskGroup tasks=1 errors=1 cancelling>");
                        }
                    }));
            assertThat(group.tasks()).isEmpty();
        });
    }

    // ---- KeyboardInterrupt

    @Test
    void interruptInTheBodyIsThrownAsItself() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                assertThatExceptionOfType(KeyboardInterrupt.class)
                        .isThrownBy(() ->
                                taskGroup(g -> {
                                    g.createTask(
                                            (Action<RuntimeException>)
                                                    () -> {
                                                        sleep(0.1);
                                                        throw new ArithmeticException("hidden");
                                                    });
                                    try {
                                        sleep(10);
                                    } catch (CancelledError e) {
                                        throw new KeyboardInterrupt();
                                    }
                                }));
                assertThat(currentTask().orElseThrow().cancelling()).isZero();
            });
        }
        // The other failure is not lost.
        assertThat(virtual.reports()).hasSize(1);
        assertThat(virtual.reports().getFirst().exception().orElseThrow())
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("hidden");
        assertThat(virtual.reports().getFirst().message()).contains("KeyboardInterrupt");
    }

    @Test
    void interruptInATaskEndsTheRun() {
        VirtualLoop virtual = new VirtualLoop();
        Throwable thrown =
                catchThrowable(() -> {
                    try (Runner runner = virtual.runner()) {
                        runner.run(() ->
                                taskGroup(g -> {
                                    g.createTask(
                                            (Action<Error>)
                                                    () -> {
                                                        sleep(0.1);
                                                        throw new KeyboardInterrupt();
                                                    });
                                    try {
                                        sleep(10);
                                    } finally {
                                        log.add("cleaned");
                                    }
                                }));
                    }
                });
        assertThat(thrown).isInstanceOf(KeyboardInterrupt.class).hasNoSuppressedExceptions();
        assertThat(log).containsExactly("cleaned");
        virtual.assertNoReports();
    }
}
