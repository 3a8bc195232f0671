package dev.rondo.sync;

import static dev.rondo.Rondo.callLater;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.shielded;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.ExceptionGroup;
import dev.rondo.Task;
import dev.rondo.TaskOptions;
import dev.rondo.TimeoutException;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Waits in timeouts, shields and groups. */
class ScopesTest {
    private final Lock lock = new Lock();
    private final List<String> steps = new ArrayList<>();

    /** Has a task take the lock and end, so that this one may wait for it. */
    private void lockElsewhere() {
        createTask("elsewhere", lock::acquire).await();
    }

    @Test
    void acquireThatTimesOutDoesNotHaveTheLock() {
        VirtualLoop.run(() -> {
            lockElsewhere();
            assertThatThrownBy(() -> timeout(1, () -> lock.acquire()))
                    .isInstanceOf(TimeoutException.class);
            assertThat(lock.snapshot())
                    .isEqualTo(new LockSnapshot(true, Optional.of("elsewhere"), 0));
            lock.release();
            assertThat(lock.locked()).isFalse();
        });
    }

    @Test
    void lockThatArrivesBeforeTheDeadlineInTheSamePassIsKept() {
        VirtualLoop.run(() -> {
            lockElsewhere();
            callLater(1, lock::release); // due with the deadline, and before it
            timeout(1, () -> lock.acquire());
            assertThat(lock.locked()).isTrue();
            lock.release();
            sleep(0); // nothing of the deadline is left
        });
    }

    @Test
    void lockThatArrivesAfterTheDeadlineInTheSamePassStaysFree() {
        VirtualLoop.run(() -> {
            lockElsewhere();
            assertThatThrownBy(() ->
                            timeout(
                                    1,
                                    () -> {
                                        callLater(1, lock::release);
                                        lock.acquire();
                                    }))
                    .isInstanceOf(TimeoutException.class);
            assertThat(lock.locked()).isFalse();
        });
    }

    @Test
    void shieldedAcquireWaitsOnAndTheCancellationComesAfterIt() {
        VirtualLoop.run(() -> {
            lock.acquire();
            Task<?> task =
                    createTask(() -> {
                        shielded(() -> lock.acquire());
                        steps.add("acquired");
                        try {
                            sleep(0);
                        } finally {
                            lock.release();
                        }
                    });
            sleep(0);
            task.cancel();
            sleep(0);
            assertThat(lock.snapshot().waiters()).isEqualTo(1);
            lock.release();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(steps).containsExactly("acquired");
            assertThat(lock.locked()).isFalse();
        });
    }

    @Test
    void shieldedConditionTakesItsSignal() {
        VirtualLoop.run(() -> {
            Condition condition = new Condition(lock);
            Task<?> task =
                    createTask(() ->
                            shielded(() ->
                                    condition.with(() -> {
                                        condition.await();
                                        steps.add("signalled");
                                    })));
            sleep(0);
            condition.with(() -> {
                condition.signal();
                sleep(0);
                task.cancel(); // it waits for the lock
                sleep(0);
            });
            sleep(0);
            assertThat(steps).containsExactly("signalled");
            assertThat(task.done()).isTrue();
            assertThat(task.cancelled()).isFalse();
            assertThat(lock.locked()).isFalse();
        });
    }

    @Test
    void timeoutInsideAShieldEndsTheWait() {
        VirtualLoop.run(() -> {
            Queue<String> queue = new Queue<>();
            shielded(() ->
                    assertThatThrownBy(() -> timeout(1, () -> queue.get()))
                            .isInstanceOf(TimeoutException.class));
            assertThat(queue.snapshot().getters()).isZero();
        });
    }

    @Test
    void groupThatFailsEndsAllWhoWait() {
        VirtualLoop.run(() -> {
            Queue<String> queue = new Queue<>();
            Barrier barrier = new Barrier(2);
            lock.acquire();
            assertThatThrownBy(() ->
                            taskGroup(g -> {
                                g.createTask(queue::get);
                                g.createTask(() -> lock.with(() -> steps.add("inside")));
                                g.createTask(barrier::await);
                                g.createTask(() -> {
                                    sleep(0);
                                    throw new IllegalArgumentException("failed");
                                });
                            }))
                    .isInstanceOf(ExceptionGroup.class);
            assertThat(queue.snapshot().getters()).isZero();
            assertThat(barrier.waiting()).isZero();
            assertThat(lock.snapshot()).isEqualTo(new LockSnapshot(true, Optional.of("Task-1"), 0));
            assertThat(steps).isEmpty();
        });
    }

    @Test
    void eagerTaskWaitsInItsTurn() {
        VirtualLoop.run(() -> {
            lock.acquire();
            Task<?> late = createTask(() -> lock.with(() -> steps.add("late")));
            Task<?> eager =
                    createTask(TaskOptions.eager(), () -> lock.with(() -> steps.add("eager")));
            assertThat(lock.snapshot().waiters()).isEqualTo(1); // it is there already
            sleep(0);
            lock.release();
            late.await();
            eager.await();
            assertThat(steps).containsExactly("eager", "late");
        });
    }

    @Test
    void taskThatIsCancelledBeforeItRunsTakesNothing() {
        VirtualLoop.run(() -> {
            Queue<String> queue = new Queue<>();
            Task<String> getter = createTask(queue::get);
            getter.cancel(); // it starts, and its first wait throws
            sleep(0);
            queue.putNow("item");
            assertThatThrownBy(getter::await).isInstanceOf(CancelledError.class);
            assertThat(queue.getNow()).isEqualTo("item");
        });
    }

    @Test
    void cancelledTaskTakesWhatIsThereWithoutAWait() {
        VirtualLoop.run(() -> {
            Queue<String> queue = new Queue<>();
            queue.putNow("item");
            Task<String> getter = createTask(queue::get);
            getter.cancel();
            assertThat(getter.await()).isEqualTo("item");
        });
    }
}
