package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rondo.test.Steps;
import dev.rondo.testing.Engines;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks that run at once, until they suspend, inside the call that creates them. */
class EagerTaskTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> log = new ArrayList<>();

    @BeforeEach
    void makeAllTasksEager() {
        loop.setTaskFactory(Optional.of(TaskFactory.eager()));
    }

    @AfterEach
    void nothingIsReported() {
        virtual.close();
        virtual.assertNoReports();
    }

    private static Task<?> self() {
        return currentTask().orElseThrow();
    }

    // ---- The first step

    @Test
    void factoryIsTheLoops() {
        assertThat(loop.taskFactory()).containsSame(TaskFactory.eager());
        loop.runUntilComplete(() -> {
            Task<?> task = createTask(() -> {});
            task.await();
        });
    }

    @Test
    void taskThatDoesNotSuspendIsDoneWhenItIsReturned() {
        String result =
                loop.runUntilComplete(() -> {
                    Task<String> task = createTask(() -> "hello");
                    assertThat(task.done()).isTrue();
                    return task.await();
                });
        assertThat(result).isEqualTo("hello");
    }

    @Test
    void whatItDidIsThereAtOnce() {
        String result =
                loop.runUntilComplete(() -> {
                    Future<String> future = createFuture();
                    Task<?> task = createTask(() -> future.setResult("my message"));
                    assertThat(task.done()).isTrue();
                    return future.await();
                });
        assertThat(result).isEqualTo("my message");
    }

    @Test
    void taskThatSuspendsGoesOnLater() {
        String result =
                loop.runUntilComplete(() -> {
                    Task<String> task =
                            createTask(
                                    () -> sleep(Duration.ofMillis(100), "finished after blocking"));
                    assertThat(task.done()).isFalse();
                    String late = task.await();
                    assertThat(task.done()).isTrue();
                    return late;
                });
        assertThat(result).isEqualTo("finished after blocking");
    }

    @Test
    void failureInTheFirstStepIsTheTasksAndNotTheCreators() {
        loop.runUntilComplete(() -> {
            Task<?> task =
                    createTask(() -> {
                        throw new IllegalStateException("boom");
                    });
            assertThat(task.done()).isTrue();
            assertThatIllegalStateException().isThrownBy(task::await).withMessage("boom");
        });
    }

    @Test
    void creatorGoesOnBeforeAllOthersWhenItSuspends() {
        Steps steps = new Steps();
        loop.runUntilComplete(() -> {
            callSoon(() -> steps.expect(5));
            createTask(() -> {
                steps.expect(1);
                createTask(() -> {
                    steps.expect(2);
                    sleep(0);
                    steps.expect(6);
                });
                steps.expect(3);
                sleep(0);
                steps.finish(7);
            });
            steps.expect(4);
            sleep(1);
        });
        assertThat(steps.count()).isEqualTo(7);
    }

    @Test
    void bodyStaysKnownAfterTheEnd() {
        loop.runUntilComplete(() -> {
            java.util.concurrent.Callable<String> body = () -> "";
            Task<String> task = createTask(body);
            task.await();
            assertThat(task.body()).isSameAs(body);
        });
    }

    // ---- Cancelling

    @Test
    void taskThatIsDoneAtOnceCannotBeCancelled() {
        loop.runUntilComplete(() -> {
            Task<String> task = createTask(() -> "finished without blocking");
            assertThat(task.cancel()).isFalse();
            assertThat(task.await()).isEqualTo("finished without blocking");
            assertThat(task.cancelled()).isFalse();
        });
    }

    @Test
    void taskThatSuspendedIsCancelledWithItsMessage() {
        loop.runUntilComplete(() -> {
            Task<String> task = createTask(() -> sleep(Duration.ofMillis(100), "never"));
            task.cancel("cancellation message");
            assertThat(task.cancelling()).isEqualTo(1);
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(task::await)
                    .withMessage("cancellation message");
        });
    }

    @Test
    void taskMayCancelItsCreatorInTheFirstStep() {
        loop.runUntilComplete(() -> {
            Task<?> creator = self();
            createTask(() -> creator.cancel("by the child"));
            assertThat(creator.cancelling()).isEqualTo(1);
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(() -> sleep(1))
                    .withMessage("by the child");
            creator.uncancel();
        });
    }

    // ---- Looking around

    @Test
    void currentTaskIsTheEagerOneAndThenTheCreator() {
        loop.runUntilComplete(() -> {
            Task<?> creator = self();
            List<Task<?>> seen = new ArrayList<>();
            Task<?> task =
                    createTask(() -> {
                        seen.add(self());
                        sleep(0.1);
                        seen.add(self());
                    });
            assertThat(seen).containsExactly(task);
            assertThat(self()).isSameAs(creator);
            task.await();
            assertThat(seen).containsExactly(task, task);
        });
    }

    @Test
    void allTasksHoldItOnlyWhileItRuns() {
        loop.runUntilComplete(() -> {
            List<Task<?>> seen = new ArrayList<>();
            Task<?> task =
                    createTask(() -> {
                        seen.addAll(allTasks());
                    });
            assertThat(seen).contains(task);
            assertThat(allTasks()).doesNotContain(task);
        });
    }

    @Test
    void allTasksHoldItWhileItWaits() {
        loop.runUntilComplete(() -> {
            Future<String> first = createFuture();
            Future<String> second = createFuture();
            List<Task<?>> seen = new ArrayList<>();
            Task<?> task =
                    createTask(() -> {
                        seen.addAll(allTasks());
                        first.await();
                        second.setResult("");
                    });
            assertThat(seen).contains(task);
            assertThat(allTasks()).contains(task);
            first.setResult("");
            second.await();
            assertThat(allTasks()).doesNotContain(task);
        });
    }

    @Test
    void contextIsACopyFromTheFirstStepOn() {
        ContextVar<Integer> number = ContextVar.of("number", 0);
        loop.runUntilComplete(() -> {
            number.set(1);
            Task<?> task =
                    createTask(() -> {
                        assertThat(number.get()).isEqualTo(1);
                        number.set(2);
                        log.add("first step");
                        sleep(0.1);
                        assertThat(number.get()).isEqualTo(2);
                        number.set(3);
                        log.add("second step");
                    });
            assertThat(log).containsExactly("first step");
            assertThat(number.get()).isEqualTo(1);
            task.await();
            assertThat(log).containsExactly("first step", "second step");
            assertThat(number.get()).isEqualTo(1);
        });
    }

    // ---- Where it is created

    @Test
    void loopThatDoesNotRunStartsItInItsNextPass() {
        Task<?> task = loop.createTask(() -> log.add("ran"));
        assertThat(log).isEmpty();
        loop.runUntilComplete(task);
        assertThat(log).containsExactly("ran");
    }

    @Test
    void callbackThatCreatesItGoesOnAfterItsFirstStep() {
        loop.callSoon(() -> {
            createTask(() -> {
                log.add("first step");
                sleep(1);
                log.add("second step");
            });
            log.add("callback goes on");
        });
        loop.callSoon(() -> log.add("next callback"));
        virtual.runOnce();
        assertThat(log).containsExactly("first step", "callback goes on", "next callback");
        loop.runUntilComplete(() -> sleep(2));
        assertThat(log).last().isEqualTo("second step");
    }

    @Test
    void doneCallbackIsNeverCalledInsideTheCreation() {
        loop.runUntilComplete(() -> {
            Task<?> task = createTask(() -> {});
            task.addDoneCallback(done -> log.add("done"));
            assertThat(log).isEmpty();
            sleep(0);
            assertThat(log).containsExactly("done");
        });
    }

    @Test
    void optionMakesOneTaskEagerWithoutAFactory() {
        loop.setTaskFactory(Optional.empty());
        loop.runUntilComplete(() -> {
            Task<String> eager = createTask(TaskOptions.eager().withName("e"), () -> "done");
            Task<String> lazy = createTask(() -> "later");
            assertThat(eager.done()).isTrue();
            assertThat(eager.name()).isEqualTo("e");
            assertThat(lazy.done()).isFalse();
            lazy.await();
        });
    }

    @Test
    void foreignWaitInTheFirstStepSuspendsOnlyTheTask() {
        Engines.assumeScheduled();
        LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
        loop.runUntilComplete(() -> {
            Task<String> task = createTask(() -> queue.take());
            assertThat(task.done()).isFalse();
            queue.add("later");
            assertThat(task.await()).isEqualTo("later");
        });
    }

    // ---- With the combinators

    @Test
    void groupTakesTasksThatAreDoneAtOnce() {
        loop.runUntilComplete(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            taskGroup(g -> {
                tasks.add(g.createTask(() -> "now"));
                tasks.add(g.createTask(() -> sleep(Duration.ofSeconds(1), "later")));
                assertThat(tasks).extracting(Future::done).containsExactly(true, false);
            });
            assertThat(tasks).allMatch(Future::done);
        });
    }

    @Test
    void groupEndsForATaskThatFailsAtOnce() {
        loop.runUntilComplete(() -> {
            assertThatExceptionOfType(ExceptionGroup.class)
                    .isThrownBy(() ->
                            taskGroup(g -> {
                                g.createTask(() -> {
                                    throw new IllegalStateException("boom");
                                });
                                log.add("body goes on to its next wait");
                                sleep(100);
                                log.add("never");
                            }));
            assertThat(self().cancelling()).isZero();
        });
        assertThat(log).containsExactly("body goes on to its next wait");
    }

    @Test
    void gatherTakesTasksThatAreDoneAtOnce() {
        List<Integer> results =
                loop.runUntilComplete(() ->
                        gather(() -> 1, () -> sleep(Duration.ofSeconds(1), 2), () -> 3).await());
        assertThat(results).containsExactly(1, 2, 3);
    }
}
