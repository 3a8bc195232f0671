package dev.rondo.sync;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConditionCancelTest {
    private final Condition condition = new Condition();

    @Test
    void cancelledAwaitHasTheLockBackAndLeavesNoWaiter() {
        VirtualLoop.run(() -> {
            condition.acquire();
            Task<?> wait = createTask(condition::await);
            callSoon(wait::cancel);
            assertThatThrownBy(wait::await).isInstanceOf(CancelledError.class);
            assertThat(condition.snapshot())
                    .isEqualTo(
                            new ConditionSnapshot(
                                    new LockSnapshot(true, Optional.of("Task-2"), 0), 0));
        });
    }

    @Test
    void cancelWhileTheLockIsContestedStillGetsTheLock() {
        VirtualLoop.run(() -> {
            condition.acquire();
            Task<?> wait = createTask(condition::await);
            sleep(0);
            assertThat(condition.locked()).isFalse();
            condition.acquire();
            condition.signal();
            callSoon(wait::cancel);
            callSoon(condition::release);
            assertThatThrownBy(wait::await).isInstanceOf(CancelledError.class);
            assertThat(condition.locked()).isTrue();
        });
    }

    @Test
    void cancelAfterTheSignalIsThrownWhenTheLockIsBack() {
        VirtualLoop.run(() -> {
            AtomicBoolean waited = new AtomicBoolean();
            Task<?> waiter =
                    createTask(() ->
                            condition.with(() -> {
                                waited.set(true);
                                condition.await();
                            }));
            sleep(0);
            condition.acquire();
            condition.signal();
            sleep(0); // it waits for the lock now
            waiter.cancel();
            sleep(0);
            assertThat(waiter.done()).isFalse();
            condition.release();
            sleep(0);
            assertThat(waiter.cancelled()).isTrue();
            assertThat(waited).isTrue();
            assertThat(condition.locked()).isFalse();
        });
    }

    @Test
    void cancellationDuringTheWaitKeepsItsMessage() {
        VirtualLoop.run(() -> {
            List<Throwable> raised = new ArrayList<>();
            Task<?> task = createTask(() -> awaitForEver(raised));
            sleep(0);
            task.cancel("foo");
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("foo");
            assertThat(raised).singleElement().extracting(Throwable::getMessage).isEqualTo("foo");
        });
    }

    private void awaitForEver(List<Throwable> raised) {
        condition.with(() -> {
            CancelledError error =
                    catchThrowableOfType(
                            CancelledError.class, () -> condition.awaitUntil(() -> false));
            raised.add(error);
            throw error;
        });
    }

    @Test
    void cancellationWhileItWaitsForTheLockKeepsItsMessage() {
        VirtualLoop.run(() -> {
            List<Throwable> raised = new ArrayList<>();
            Task<?> task = createTask(() -> awaitForEver(raised));
            sleep(0);
            condition.acquire();
            condition.signal();
            sleep(0);
            task.cancel("foo");
            condition.release();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("foo");
            assertThat(raised).singleElement().extracting(Throwable::getMessage).isEqualTo("foo");
        });
    }

    @Test
    void signalToATaskThatIsCancelledAtTheSameTimeIsNotLost() {
        signalIsNotLost(() -> {});
    }

    @Test
    void signalToATaskThatIsCancelledWhileItWaitsForTheLockIsNotLost() {
        signalIsNotLost(() -> sleep(0));
    }

    private void signalIsNotLost(Runnable betweenSignalAndCancel) {
        VirtualLoop.run(() -> {
            AtomicInteger state = new AtomicInteger();
            Task<?> first = createTask(() -> consume(state));
            Task<?> second = createTask(() -> consume(state));
            sleep(0);
            condition.with(() -> {
                state.incrementAndGet();
                condition.signal(1);
                betweenSignalAndCancel.run();
                first.cancel();
                catchThrowable(
                        () -> timeout(0.01, () -> condition.awaitUntil(() -> state.get() == 0)));
                assertThat(state).hasValue(0);
                state.set(-1);
                condition.signalAll();
            });
            second.await();
            assertThatThrownBy(first::await).isInstanceOf(CancelledError.class);
        });
    }

    private void consume(AtomicInteger state) {
        condition.with(() -> {
            while (true) {
                condition.awaitUntil(() -> state.get() != 0);
                if (state.get() < 0) {
                    return;
                }
                state.decrementAndGet();
            }
        });
    }

    // ---- Beyond CPython's cases

    @Test
    void signalGoesToTheNextOneWhenItsTaskIsCancelledWaitingForTheLock() {
        VirtualLoop.run(() -> {
            List<String> woken = new ArrayList<>();
            Task<?> first = createTask(() -> condition.with(() -> awaitAndAdd(woken, "first")));
            Task<?> second = createTask(() -> condition.with(() -> awaitAndAdd(woken, "second")));
            sleep(0);
            condition.acquire();
            condition.signal();
            sleep(0);
            first.cancel();
            sleep(0);
            condition.release();
            second.await();
            assertThat(first.cancelled()).isTrue();
            assertThat(woken).containsExactly("second");
        });
    }

    private void awaitAndAdd(List<String> woken, String name) {
        condition.await();
        woken.add(name);
    }

    @Test
    void cancelBeforeTheSignalLeavesTheSignalToTheNextOne() {
        VirtualLoop.run(() -> {
            List<String> woken = new ArrayList<>();
            Task<?> first = createTask(() -> condition.with(() -> awaitAndAdd(woken, "first")));
            Task<?> second = createTask(() -> condition.with(() -> awaitAndAdd(woken, "second")));
            sleep(0);
            condition.with(() -> {
                first.cancel();
                condition.signal();
            });
            second.await();
            assertThat(first.cancelled()).isTrue();
            assertThat(woken).containsExactly("second");
        });
    }

    @Test
    void cancelledTaskKeepsItsPlaceInTheLineForTheLock() {
        VirtualLoop.run(() -> {
            List<String> order = new ArrayList<>();
            Task<?> waiter =
                    createTask(() ->
                            condition.with(() -> {
                                try {
                                    condition.await();
                                } finally {
                                    order.add("waiter");
                                }
                            }));
            sleep(0);
            condition.acquire();
            condition.signal();
            sleep(0);
            Task<?> later = createTask(() -> condition.with(() -> order.add("later")));
            sleep(0);
            waiter.cancel();
            sleep(0);
            waiter.cancel(); // again: it waits on all the same
            sleep(0);
            assertThat(order).isEmpty();
            condition.release();
            later.await();
            assertThat(order).containsExactly("waiter", "later");
            assertThat(waiter.cancelled()).isTrue();
            assertThat(waiter.cancelling()).isEqualTo(2);
        });
    }

    @Test
    void timeoutThatPassesWhileItWaitsForTheLockIsThrownWithTheLockHeld() {
        VirtualLoop.run(() -> {
            Task<?> waiter =
                    createTask(() ->
                            condition.with(() -> {
                                assertThatThrownBy(() -> timeout(1, () -> condition.await()))
                                        .isInstanceOf(TimeoutException.class);
                                assertThat(condition.locked()).isTrue();
                            }));
            sleep(0);
            condition.with(() -> {
                condition.signal();
                sleep(5);
            });
            waiter.await();
            assertThat(condition.locked()).isFalse();
        });
    }

    @Test
    void cancelThatComesAfterSignalAndLockWaitsForTheNextSuspension() {
        VirtualLoop.run(() -> {
            List<String> order = new ArrayList<>();
            Task<?> waiter =
                    createTask(() ->
                            condition.with(() -> {
                                awaitAndAdd(order, "awaited");
                                sleep(0);
                                order.add("not reached");
                            }));
            sleep(0);
            condition.with(() -> condition.signal());
            waiter.cancel();
            assertThatThrownBy(waiter::await).isInstanceOf(CancelledError.class);
            assertThat(order).containsExactly("awaited");
            assertThat(condition.locked()).isFalse();
        });
    }
}
