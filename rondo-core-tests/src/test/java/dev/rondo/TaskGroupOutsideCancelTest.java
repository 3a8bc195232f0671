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

/** A {@link TaskGroup} whose caller is cancelled from outside: it ends, and the cancel goes on. */
@ParameterizedClass
@EnumSource
class TaskGroupOutsideCancelTest {
    private final Start start;
    private final List<String> log = new ArrayList<>();

    TaskGroupOutsideCancelTest(Start start) {
        this.start = start;
    }

    private static final class Failure extends Exception {}

    private void sleepAndNote(double seconds, String name) {
        try {
            sleep(seconds);
        } catch (CancelledError e) {
            log.add(name + " cancelled");
            throw e;
        }
    }

    private static void failInCleanUp() {
        try {
            sleep(10);
        } finally {
            List.of().getFirst();
        }
    }

    /** Runs the body in a task, cancels that after a time, and returns it. */
    private static Task<?> cancelAfter(double seconds, Action<?> body) {
        Task<?> task = createTask(body);
        sleep(seconds);
        assertThat(task.done()).isFalse();
        task.cancel("outside");
        return task;
    }

    private static void assertCancelled(Task<?> task) {
        assertThatExceptionOfType(CancelledError.class)
                .isThrownBy(task::await)
                .withMessage("outside");
        assertThat(task.cancelled()).isTrue();
    }

    @Test
    void cancelWhileTheGroupWaitsCancelsItsTasks() {
        start.run(() -> {
            Task<?> task =
                    cancelAfter(
                            0.1,
                            () ->
                                    taskGroup(g -> {
                                        for (int i = 0; i < 5; i++) {
                                            g.createTask(() -> sleepAndNote(5, "task"));
                                        }
                                    }));
            assertCancelled(task);
            assertThat(log).hasSize(5);
        });
    }

    @Test
    void cancelWhileTheBodyRunsCancelsTheTasksToo() {
        start.run(() -> {
            Task<?> task =
                    cancelAfter(
                            0.1,
                            () ->
                                    taskGroup(g -> {
                                        for (int i = 0; i < 5; i++) {
                                            g.createTask(() -> sleepAndNote(5, "task"));
                                        }
                                        sleepAndNote(10, "body");
                                    }));
            assertCancelled(task);
            assertThat(log).hasSize(6).startsWith("body cancelled");
        });
    }

    @Test
    void cancelOfAnEmptyGroupsBodyGoesOn() {
        start.run(() -> {
            assertCancelled(cancelAfter(0.1, () -> taskGroup(g -> sleepAndNote(10, "body"))));
            assertThat(log).containsExactly("body cancelled");
        });
    }

    @Test
    void cancelBeforeAnythingElseHappensGoesOn() {
        start.run(() -> {
            Task<?> task =
                    cancelAfter(
                            0.05,
                            () ->
                                    taskGroup(g -> {
                                        g.createTask(() -> sleep(1));
                                        g.createTask(() -> sleep(2));
                                    }));
            assertCancelled(task);
        });
    }

    @Test
    void failuresInTheCleanUpOfTasksComeBeforeTheCancel() {
        start.run(() -> {
            Task<?> task =
                    cancelAfter(
                            0.1,
                            () ->
                                    taskGroup(g -> {
                                        for (int i = 0; i < 5; i++) {
                                            g.createTask(TaskGroupOutsideCancelTest::failInCleanUp);
                                        }
                                        sleep(10);
                                    }));
            ExceptionGroup failures = Groups.assertFails(task::await, NoSuchElementException.class);
            assertThat(failures.exceptions()).hasSize(5);
        });
    }

    @Test
    void failureInTheCleanUpOfTheBodyComesBeforeTheCancel() {
        start.run(() -> {
            Task<?> task =
                    cancelAfter(
                            0.1,
                            () ->
                                    taskGroup(g -> {
                                        try {
                                            sleep(10);
                                        } catch (CancelledError e) {
                                            throw new Failure();
                                        }
                                    }));
            Groups.assertFails(task::await, Failure.class);
        });
    }

    @Test
    void cancelHiddenByFailuresIsDeliveredAtTheNextSuspension() {
        start.run(() -> {
            Task<?> task =
                    cancelAfter(
                            0.1,
                            () -> {
                                Groups.assertFails(
                                        () ->
                                                taskGroup(g -> {
                                                    g.createTask(
                                                            TaskGroupOutsideCancelTest
                                                                    ::failInCleanUp);
                                                    sleep(10);
                                                }),
                                        NoSuchElementException.class);
                                assertThat(currentTask().orElseThrow().cancelling()).isEqualTo(1);
                                log.add("goes on");
                                sleepAndNote(1, "next suspension");
                            });
            assertCancelled(task);
            assertThat(log).containsExactly("goes on", "next suspension cancelled");
        });
    }

    @Test
    void cancelAndFailureInOnePassAreBothSeen() {
        start.run(() -> {
            Future<String> begun = createFuture();
            Task<?> task =
                    createTask(() -> {
                        Groups.assertFails(
                                () ->
                                        taskGroup(g -> {
                                            g.createTask(() -> {
                                                begun.setResult("begun");
                                                sleep(0);
                                                throw new Failure();
                                            });
                                            sleep(1);
                                            log.add("never");
                                        }),
                                Failure.class);
                        assertThat(currentTask().orElseThrow().cancelling()).isEqualTo(1);
                        sleep(1);
                        log.add("never");
                    });
            begun.await();
            assertThat(task.cancelling()).isZero();
            task.cancel("outside");
            assertThat(task.cancelling()).isEqualTo(1);
            assertCancelled(task);
            assertThat(log).isEmpty();
        });
    }

    @Test
    void failureDuringTheCleanUpOfTheBodyCutsItShort() {
        start.run(() -> {
            Task<?> task = cancelAfter(0.1, this::cleanUpWhileATaskFails);
            Groups.assertFails(task::await, ArithmeticException.class);
            assertThat(log).containsExactly("clean-up cancelled");
            assertThat(runningLoop().time()).hasMillis(300);
        });
    }

    @Test
    void failureDuringTheCleanUpOfTheBodyReachesTheAwaitingTask() {
        start.run(() -> {
            Task<?> task = cancelAfter(0.1, () -> createTask(this::cleanUpWhileATaskFails).await());
            Groups.assertFails(task::await, ArithmeticException.class);
            assertThat(log).containsExactly("clean-up cancelled");
        });
    }

    private void cleanUpWhileATaskFails() {
        taskGroup(g -> {
            g.createTask(
                    (Action<RuntimeException>)
                            () -> {
                                sleep(0.3);
                                throw new ArithmeticException();
                            });
            try {
                sleep(10);
            } catch (CancelledError e) {
                sleepAndNote(0.5, "clean-up");
                throw e;
            }
        });
    }

    @Test
    void secondCancelWhileTheGroupWaitsIsWaitedOut() {
        start.run(() -> {
            Task<?> task =
                    cancelAfter(
                            1,
                            () ->
                                    taskGroup(g ->
                                            g.createTask(() -> {
                                                try {
                                                    sleep(10);
                                                } finally {
                                                    sleep(1);
                                                    log.add("cleaned");
                                                }
                                            })));
            sleep(0.5);
            task.cancel("outside");
            assertCancelled(task);
            assertThat(log).containsExactly("cleaned"); // once cancelled, its clean-up is its own
            assertThat(task.cancelling()).isEqualTo(2);
        });
    }

    @Test
    void cancelThatComesWhenTheLastTaskIsDoneWaitsForTheNextSuspension() {
        start.run(() -> {
            List<Task<?>> runner = new ArrayList<>();
            runner.add(
                    createTask(() -> {
                        String result =
                                taskGroupResult(g -> {
                                    g.createTask(() -> {
                                        sleep(1);
                                        callSoon(() -> runner.getFirst().cancel("outside"));
                                    });
                                    return "result";
                                });
                        log.add(result);
                        sleepAndNote(1, "next suspension");
                    }));
            assertCancelled(runner.getFirst());
            assertThat(log).first().isEqualTo("result");
        });
    }
}
