package dev.rondo.sync;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LockTest {
    @Test
    void showsItsStateAndHowManyWait() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            assertThat(lock).hasToString("<Lock unlocked>");
            lock.acquire();
            assertThat(lock).hasToString("<Lock locked>");
            createTask(lock::acquire);
            sleep(0);
            assertThat(lock).hasToString("<Lock locked waiters=1>");
            assertThat(lock.snapshot()).isEqualTo(new LockSnapshot(true, Optional.of("Task-1"), 1));
            lock.release();
            lock.release();
        });
    }

    @Test
    void tasksAcquireInTheOrderOfTheirCalls() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            List<Integer> result = new ArrayList<>();
            lock.acquire();
            Task<?> t1 = createTask(() -> acquireAndAdd(lock, result, 1));
            Task<?> t2 = createTask(() -> acquireAndAdd(lock, result, 2));
            sleep(0);
            assertThat(result).isEmpty();
            lock.release();
            sleep(0);
            assertThat(result).containsExactly(1);
            sleep(0);
            assertThat(result).containsExactly(1);
            Task<?> t3 = createTask(() -> acquireAndAdd(lock, result, 3));
            lock.release();
            sleep(0);
            assertThat(result).containsExactly(1, 2);
            lock.release();
            sleep(0);
            assertThat(result).containsExactly(1, 2, 3);
            assertThat(List.of(t1, t2, t3)).allMatch(Task::done);
        });
    }

    private static void acquireAndAdd(Lock lock, List<Integer> result, int number) {
        lock.acquire();
        result.add(number);
    }

    @Test
    void cancelledAcquireLeavesNoWaiter() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            lock.acquire();
            Task<?> task = createTask(lock::acquire);
            callSoon(task::cancel);
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(lock.snapshot()).isEqualTo(new LockSnapshot(true, Optional.of("Task-1"), 0));
        });
    }

    @Test
    void releasePassesOverOneWhoWasCancelledInTheSameStep() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            Future<Void> gate = createFuture();
            Task<?> a = createTask(() -> lock.with(gate::await));
            sleep(0);
            assertThat(lock.locked()).isTrue();
            Task<?> b = createTask(() -> lock.with(() -> {}));
            sleep(0);
            assertThat(lock.snapshot().waiters()).isEqualTo(1);
            Task<?> c = createTask(() -> lock.with(() -> {}));
            sleep(0);
            assertThat(lock.snapshot().waiters()).isEqualTo(2);

            gate.setResult(null);
            b.cancel();
            assertThat(lock.snapshot().waiters()).isEqualTo(1);
            sleep(0);
            assertThat(a.done()).isTrue();
            assertThat(b.cancelled()).isTrue();
            c.await();
            assertThat(lock.locked()).isFalse();
        });
    }

    @Test
    void cancelAndReleaseAtOnceLetExactlyOneIn() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            List<Integer> result = new ArrayList<>();
            lock.acquire();
            Task<?> t1 = createTask(() -> acquireAndAdd(lock, result, 1));
            Task<?> t2 = createTask(() -> acquireAndAdd(lock, result, 2));
            Task<?> t3 = createTask(() -> acquireAndAdd(lock, result, 3));
            sleep(0);
            callSoon(() -> {
                t1.cancel();
                lock.release();
            });
            assertThatThrownBy(t1::await).isInstanceOf(CancelledError.class);
            assertThat(t2.done()).isTrue();
            assertThat(result).containsExactly(2);
            t3.cancel();
            sleep(0);
            assertThat(t3.cancelled()).isTrue();
            assertThat(lock.snapshot()).isEqualTo(new LockSnapshot(true, Optional.of("Task-3"), 0));
        });
    }

    @Test
    void nextOneGetsItWhenTheFirstInLineWasCancelled() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            lock.acquire();
            Task<?> b = createTask(lock::acquire);
            sleep(0);
            assertThat(lock.snapshot().waiters()).isEqualTo(1);
            Task<?> c = createTask(lock::acquire);
            sleep(0);
            b.cancel();
            lock.release();
            sleep(0);
            assertThat(lock.locked()).isTrue();
            assertThat(b.cancelled()).isTrue();
            c.await();
        });
    }

    @Test
    void releaseOfAFreeLockIsRefused() {
        assertThatThrownBy(() -> new Lock().release())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        """
                        Lock is not acquired: release() on <Lock unlocked>
                        lock.with(() -> ...) acquires and releases in pairs\
                        """);
    }

    @Test
    void releaseWithoutWaitersSetsItFree() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            lock.acquire();
            assertThat(lock.locked()).isTrue();
            lock.release();
            assertThat(lock.locked()).isFalse();
        });
    }

    // ---- Beyond CPython's cases

    @Test
    void tryAcquireNeverComesBetweenReleaseAndTheNextInLine() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            assertThat(lock.tryAcquire()).isTrue();
            assertThat(lock.tryAcquire()).isFalse();
            Task<?> next = createTask(lock::acquire);
            sleep(0);
            lock.release();
            assertThat(lock.tryAcquire()).isFalse();
            next.await();
            lock.release();
            assertThat(lock.tryAcquire()).isTrue();
        });
    }

    @Test
    void oneWhoReleasesAndAcquiresAgainGoesToTheEndOfTheLine() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            List<String> order = new ArrayList<>();
            Task<?> greedy =
                    createTask(() -> {
                        for (int i = 0; i < 3; i++) {
                            lock.acquire();
                            order.add("greedy");
                            sleep(0);
                            lock.release();
                        }
                    });
            Task<?> other =
                    createTask(() -> {
                        for (int i = 0; i < 3; i++) {
                            lock.with(() -> order.add("other"));
                        }
                    });
            greedy.await();
            other.await();
            assertThat(order)
                    .containsExactly("greedy", "other", "greedy", "other", "greedy", "other");
        });
    }

    // ---- Who has it

    private static Optional<String> ownerOf(Lock lock) {
        return lock.snapshot().owner();
    }

    @Test
    void ownerIsTheTaskThatAcquiredItOrWasHandedIt() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            assertThat(lock.owners()).isEmpty();
            assertThat(lock.tryAcquire()).isTrue();
            assertThat(lock.owners()).containsExactly(Rondo.currentTask().orElseThrow());
            assertThat(ownerOf(lock)).contains("Task-1");
            Task<?> next = createTask("next", () -> lock.with(() -> sleep(0)));
            sleep(0);
            assertThat(ownerOf(lock)).contains("Task-1");
            lock.release();
            assertThat(lock.owners()).containsExactly(next); // before it runs
            assertThat(ownerOf(lock)).contains("next");
            next.await();
            assertThat(lock.snapshot()).isEqualTo(new LockSnapshot(false, Optional.empty(), 0));
        });
    }

    @Test
    void lockTakenByACallbackHasNoOwner() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            callSoon(lock::tryAcquire);
            sleep(0);
            assertThat(lock.snapshot()).isEqualTo(new LockSnapshot(true, Optional.empty(), 0));
            assertThat(lock.owners()).isEmpty();
        });
    }

    @Test
    void ownerThatEndedWithoutAReleaseIsNamedButNotWaitedFor() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            createTask("forgetful", lock::acquire).await();
            assertThat(ownerOf(lock)).contains("forgetful");
            assertThat(lock.owners()).isEmpty();
        });
    }

    @Test
    void tasksThatWaitForItShowIt() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            lock.acquire();
            Task<?> next = createTask(lock::acquire);
            sleep(0);
            assertThat(next.snapshot().waitingOn()).isEqualTo("<Lock locked waiters=1>");
            lock.release();
            assertThat(next.snapshot().waitingOn()).isEmpty();
        });
    }

    @Test
    void taskThatAcquiresItTwiceIsToldSo() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            Task<?> task = createTask("twice", () -> lock.with(() -> lock.with(() -> {})));
            assertThatThrownBy(task::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            """
                            Task twice acquires <Lock locked> again, which it has: it would wait for \
                            itself for ever
                            Use the lock you have: acquire it once, outside of all that needs it; \
                            for a wait that another task is to end use an Event or a Semaphore\
                            """);
            assertThat(lock.locked()).isFalse();
        });
    }

    @Test
    void taskThatWasHandedItCannotAcquireItAgainAndTryAcquireSaysNo() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            lock.acquire();
            Task<?> next =
                    createTask(() -> {
                        lock.acquire();
                        assertThat(lock.tryAcquire()).isFalse();
                        assertThatThrownBy(lock::acquire).isInstanceOf(IllegalStateException.class);
                    });
            sleep(0);
            lock.release();
            next.await();
        });
    }

    @Test
    void anyTaskMayReleaseItAndTheFormerOwnerMayThenAcquireIt() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            lock.acquire();
            createTask(lock::release).await();
            lock.acquire();
            assertThat(ownerOf(lock)).contains("Task-1");
        });
    }
}
