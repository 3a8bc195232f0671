package dev.rondo.sync;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ConditionTest {
    @Test
    void signalledTasksGoOnOneByOneAsTheyGetTheLock() {
        VirtualLoop.run(() -> {
            Condition condition = new Condition();
            List<Integer> result = new ArrayList<>();
            List<Task<?>> tasks = waitersThatKeepTheLock(condition, result);
            sleep(0);
            assertThat(result).isEmpty();
            assertThat(condition.locked()).isFalse();

            condition.acquire();
            condition.signal();
            sleep(0);
            assertThat(result).isEmpty();
            assertThat(condition.locked()).isTrue();

            condition.release();
            sleep(0);
            assertThat(result).containsExactly(1);
            assertThat(condition.locked()).isTrue();

            condition.signal(2);
            sleep(0);
            assertThat(result).containsExactly(1);
            assertThat(condition.locked()).isTrue();

            condition.release();
            sleep(0);
            assertThat(result).containsExactly(1, 2);
            condition.release();
            sleep(0);
            assertThat(result).containsExactly(1, 2, 3);
            assertThat(condition.locked()).isTrue();
            assertThat(tasks).allMatch(Task::done);
        });
    }

    private static List<Task<?>> waitersThatKeepTheLock(Condition condition, List<Integer> result) {
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int number = i;
            tasks.add(
                    createTask(() -> {
                        condition.acquire();
                        condition.await();
                        result.add(number);
                    }));
        }
        return tasks;
    }

    private static List<Task<?>> waiters(int count, Condition condition, List<Integer> result) {
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            int number = i;
            tasks.add(
                    createTask(() ->
                            condition.with(() -> {
                                condition.await();
                                result.add(number);
                            })));
        }
        return tasks;
    }

    @Test
    void awaitWithoutTheLockIsRefused() {
        VirtualLoop.run(() -> {
            Condition condition = new Condition();
            assertThatThrownBy(condition::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            """
                            await() needs the lock, but it is not acquired: <Condition unlocked>
                            Call it inside condition.with(() -> ...)\
                            """);
        });
    }

    @Test
    void awaitUntilAsksThePredicateAfterEverySignal() {
        VirtualLoop.run(() -> {
            Condition condition = new Condition();
            AtomicBoolean value = new AtomicBoolean();
            List<Integer> result = new ArrayList<>();
            Task<?> task =
                    createTask(() ->
                            condition.with(() -> {
                                condition.awaitUntil(value::get);
                                result.add(1);
                            }));
            sleep(0);
            assertThat(result).isEmpty();
            condition.with(() -> condition.signal());
            sleep(0);
            assertThat(result).isEmpty();
            value.set(true);
            condition.with(() -> condition.signal());
            sleep(0);
            assertThat(result).containsExactly(1);
            assertThat(task.done()).isTrue();
        });
    }

    @Test
    void awaitUntilNeedsTheLockOnlyWhenItWaits() {
        VirtualLoop.run(() -> {
            Condition condition = new Condition();
            condition.awaitUntil(() -> true);
            assertThatThrownBy(() -> condition.awaitUntil(() -> false))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("await() needs the lock");
        });
    }

    @Test
    void signalWakesSoManyInTheOrderOfTheirCalls() {
        VirtualLoop.run(() -> {
            Condition condition = new Condition();
            List<Integer> result = new ArrayList<>();
            List<Task<?>> tasks = waiters(3, condition, result);
            sleep(0);
            assertThat(result).isEmpty();
            condition.with(() -> condition.signal(1));
            sleep(0);
            assertThat(result).containsExactly(1);
            condition.with(() -> {
                condition.signal(1);
                condition.signal(2048);
            });
            sleep(0);
            assertThat(result).containsExactly(1, 2, 3);
            assertThat(tasks).allMatch(Task::done);
        });
    }

    @Test
    void signalAllWakesAll() {
        VirtualLoop.run(() -> {
            Condition condition = new Condition();
            List<Integer> result = new ArrayList<>();
            List<Task<?>> tasks = waiters(2, condition, result);
            sleep(0);
            assertThat(result).isEmpty();
            condition.with(condition::signalAll);
            sleep(0);
            assertThat(result).containsExactly(1, 2);
            assertThat(tasks).allMatch(Task::done);
        });
    }

    @Test
    void signalWithoutTheLockIsRefused() {
        assertThatThrownBy(() -> new Condition().signal())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        """
                        signal() needs the lock, but it is not acquired: <Condition unlocked>
                        Call it inside condition.with(() -> ...)\
                        """);
    }

    @Test
    void signalAllWithoutTheLockIsRefused() {
        assertThatThrownBy(() -> new Condition().signalAll())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        """
                        signalAll() needs the lock, but it is not acquired: <Condition unlocked>
                        Call it inside condition.with(() -> ...)\
                        """);
    }

    @Test
    void showsItsStateAndHowManyWait() {
        VirtualLoop.run(() -> {
            Condition condition = new Condition();
            assertThat(condition).hasToString("<Condition unlocked>");
            waiters(1, condition, new ArrayList<>());
            sleep(0);
            condition.acquire();
            assertThat(condition).hasToString("<Condition locked waiters=1>");
            condition.release();
            waiters(1, condition, new ArrayList<>());
            sleep(0);
            condition.acquire();
            assertThat(condition).hasToString("<Condition locked waiters=2>");
            condition.signal();
            sleep(0);
            assertThat(condition.snapshot())
                    .isEqualTo(
                            new ConditionSnapshot(
                                    new LockSnapshot(true, Optional.of("Task-1"), 1), 1));
            condition.signalAll();
            condition.release();
        });
    }

    @Test
    void givenLockIsTheOneItUses() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            Condition condition = new Condition(lock);
            condition.with(() -> {
                assertThat(lock.locked()).isTrue();
                assertThat(condition.locked()).isTrue();
            });
            assertThat(lock.locked()).isFalse();
            lock.with(() -> {
                assertThat(condition.locked()).isTrue();
                assertThat(condition.tryAcquire()).isFalse();
            });
            assertThat(condition.locked()).isFalse();
        });
    }

    @Test
    void lockAndConditionOfAnotherLoopAreRefused() throws InterruptedException {
        Lock lock = new Lock();
        Condition condition = new Condition();
        CountDownLatch bound = new CountDownLatch(1);
        CountDownLatch tried = new CountDownLatch(1);
        Thread other =
                Thread.ofPlatform()
                        .start(() ->
                                Rondo.run(() -> {
                                    lock.acquire();
                                    Task<?> waiter = createTask(lock::acquire);
                                    Task<?> conditionWaiter =
                                            createTask(() -> condition.with(condition::await));
                                    sleep(0);
                                    bound.countDown();
                                    Rondo.runningLoop().runInExecutor(() -> tried.await()).await();
                                    waiter.cancel();
                                    conditionWaiter.cancel();
                                }));
        bound.await();
        try (EventLoop loop = EventLoop.create()) {
            loop.runUntilComplete(() -> {
                assertThatThrownBy(() -> new Condition(lock).acquire())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("is bound to a different event loop");
                assertThatThrownBy(condition::acquire) // free, but another loop has used it
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("is bound to a different event loop");
                assertThatThrownBy(condition::await)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("is bound to a different event loop");
                return null;
            });
        } finally {
            tried.countDown();
        }
        other.join();
    }

    @Test
    void timeoutEndsTheWaitWithTheLockHeld() {
        VirtualLoop.run(() -> {
            Condition condition = new Condition();
            condition.with(() -> {
                Task<?> wait = createTask(condition::await);
                assertThatThrownBy(() -> waitFor(wait, 0.5)).isInstanceOf(TimeoutException.class);
                assertThat(condition.locked()).isTrue();
            });
        });
    }

    // ---- Beyond CPython's cases

    @Test
    void signalOfANegativeNumberIsRefused() {
        VirtualLoop.run(() -> {
            Condition condition = new Condition();
            condition.with(() -> {
                assertThatThrownBy(() -> condition.signal(-1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("signal() takes a number of tasks, but got -1");
                condition.signal(0);
            });
        });
    }

    @Test
    void conditionsThatShareALockWakeTheirOwnWaitersOnly() {
        VirtualLoop.run(() -> {
            Lock lock = new Lock();
            Condition full = new Condition(lock);
            Condition empty = new Condition(lock);
            List<Integer> ofFull = new ArrayList<>();
            List<Integer> ofEmpty = new ArrayList<>();
            List<Task<?>> all = waiters(1, full, ofFull);
            all.addAll(waiters(1, empty, ofEmpty));
            sleep(0);
            lock.with(full::signalAll);
            sleep(0);
            sleep(0);
            assertThat(ofFull).hasSize(1);
            assertThat(ofEmpty).isEmpty();
            lock.with(empty::signalAll);
            all.forEach(Task::await);
        });
    }
}
