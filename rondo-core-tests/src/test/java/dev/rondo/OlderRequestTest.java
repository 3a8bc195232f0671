package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.sync.Event;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Scopes in a task with an older request to cancel that is settled: in clean-up code, above all.
 */
class OlderRequestTest {
    private final List<String> log = new ArrayList<>();

    /** Runs a body in the clean-up of a cancelled task, and lets a stray cancellation show. */
    private Task<?> inCleanUp(Action<?> body) {
        Task<?> task =
                createTask(() -> {
                    try {
                        sleep(3600);
                    } finally {
                        Bodies.callable(body).call();
                        sleep(0);
                        sleep(1);
                        log.add("went on");
                    }
                });
        sleep(0);
        task.cancel("old");
        return task;
    }

    @Test
    void scopeAroundAFailingGroupLeavesNothingBehind() {
        VirtualLoop.run(() -> {
            Task<?> task =
                    inCleanUp(() -> {
                        try {
                            timeout(1, OlderRequestTest::failWhenCancelled);
                        } catch (ExceptionGroup e) {
                            log.add("failed");
                        }
                    });
            waitAll(List.of(task));
            assertThat(log).containsExactly("failed", "went on");
            assertThat(task.cancelling()).isEqualTo(1);
        });
    }

    private static void failWhenCancelled() {
        taskGroup(group -> {
            group.createTask(() -> {
                try {
                    sleep(10);
                } finally {
                    fail();
                }
            });
        });
    }

    private static void fail() {
        throw new IllegalArgumentException();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoScopesThatCancelAfterAValueLeaveNothingBehind(boolean outerFirst) {
        VirtualLoop.run(() -> {
            Event set = new Event();
            TaskGroup outer = new TaskGroup();
            TaskGroup inner = new TaskGroup();
            Task<String> value =
                    createTask(() -> {
                        set.await();
                        return "value";
                    });
            Task<?> task =
                    inCleanUp(() ->
                            outer.run(o -> {
                                inner.run(i -> {
                                    log.add(value.await());
                                });
                            }));
            sleep(1);
            set.set();
            (outerFirst ? outer : inner).cancel();
            (outerFirst ? inner : outer).cancel();
            waitAll(List.of(task));
            assertThat(log).containsExactly("value", "went on");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void newRequestWinsThoughAnOldOneIsTakenBackInTheScope(boolean byDeadline) {
        VirtualLoop.run(() -> {
            TaskGroup group = new TaskGroup();
            Task<?> task =
                    createTask(() -> {
                        try {
                            sleep(3600);
                        } catch (CancelledError old) {
                            log.add(old.getMessage());
                        }
                        if (byDeadline) {
                            timeout(1, () -> takeBackAndSleep());
                        } else {
                            group.run(g -> takeBackAndSleep());
                        }
                        log.add("the scope ended normally");
                    });
            sleep(0);
            task.cancel("old");
            callLater(Duration.ofSeconds(1), () -> task.cancel("new"));
            callLater(Duration.ofSeconds(1), group::cancel);
            waitAll(List.of(task));
            assertThat(task.cancelled()).isTrue();
            assertThat(task.cancelMessage()).isEqualTo("new");
            assertThat(log).containsExactly("old");
        });
    }

    private static void takeBackAndSleep() {
        currentTask().orElseThrow().uncancel();
        sleep(10);
    }

    @Test
    void takesBackWhatWasDeliveredBeforeWhatWaits() {
        VirtualLoop.run(() -> {
            Task<?> task =
                    createTask(() -> {
                        Task<?> self = currentTask().orElseThrow();
                        try {
                            sleep(3600);
                        } catch (CancelledError first) {
                            self.cancel("second");
                            assertThat(self.uncancel()).isEqualTo(1);
                        }
                        sleep(1);
                    });
            sleep(0);
            task.cancel("first");
            waitAll(List.of(task));
            assertThat(task.cancelMessage()).isEqualTo("second");
        });
    }

    @Test
    void catchingForEverKeepsNoMemory() {
        VirtualLoop.run(() -> {
            Task<?> task =
                    createTask(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            try {
                                sleep(3600);
                            } catch (CancelledError e) {
                                // goes on
                            }
                        }
                    });
            for (int i = 0; i < 1_000; i++) {
                sleep(0);
                task.cancel();
            }
            sleep(0);
            assertThat(task.cancelling()).isEqualTo(1_000);
            assertThat(task.cancellation().toString()).contains("delivered=[0, 1000]");
        });
    }
}
