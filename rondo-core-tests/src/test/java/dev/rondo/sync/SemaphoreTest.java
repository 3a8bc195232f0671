package dev.rondo.sync;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.gatherExceptions;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SemaphoreTest {
    @Test
    void oneWithoutPermitsIsLocked() {
        assertThat(new Semaphore(0).locked()).isTrue();
    }

    @Test
    void showsItsStateAndHowManyWait() {
        VirtualLoop.run(() -> {
            Semaphore semaphore = new Semaphore();
            assertThat(semaphore).hasToString("<Semaphore unlocked value=1>");
            semaphore.acquire();
            assertThat(semaphore).hasToString("<Semaphore locked>");
            createTask(semaphore::acquire);
            sleep(0);
            assertThat(semaphore).hasToString("<Semaphore locked waiters=1>");
            createTask(semaphore::acquire);
            sleep(0);
            assertThat(semaphore).hasToString("<Semaphore locked waiters=2>");
            assertThat(semaphore.snapshot())
                    .isEqualTo(new SemaphoreSnapshot(0, OptionalInt.empty(), 2));
            semaphore.release();
            semaphore.release();
        });
    }

    @Test
    void beginsWithOnePermit() {
        Semaphore semaphore = new Semaphore();
        assertThat(semaphore.locked()).isFalse();
        assertThat(semaphore.snapshot().value()).isEqualTo(1);
    }

    @Test
    void negativeNumberOfPermitsIsRefused() {
        assertThatThrownBy(() -> new Semaphore(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Semaphore initial value must be >= 0, but it is -1");
    }

    @Test
    void releaseHandsPermitsToTasksThatWait() {
        VirtualLoop.run(() -> {
            Semaphore semaphore = new Semaphore(3);
            List<Integer> result = new ArrayList<>();
            semaphore.acquire();
            semaphore.acquire();
            assertThat(semaphore.locked()).isFalse();
            Task<?> t1 = createTask(() -> acquireAndAdd(semaphore, result, 1));
            Task<?> t2 = createTask(() -> acquireAndAdd(semaphore, result, 2));
            Task<?> t3 = createTask(() -> acquireAndAdd(semaphore, result, 3));
            sleep(0);
            assertThat(result).containsExactly(1);
            assertThat(semaphore.locked()).isTrue();
            assertThat(semaphore.snapshot())
                    .isEqualTo(new SemaphoreSnapshot(0, OptionalInt.empty(), 2));

            Task<?> t4 = createTask(() -> acquireAndAdd(semaphore, result, 4));
            semaphore.release();
            semaphore.release();
            assertThat(semaphore.snapshot().value()).isZero();
            sleep(0);
            assertThat(result).containsExactly(1, 2, 3);
            assertThat(semaphore.locked()).isTrue();
            assertThat(semaphore.snapshot())
                    .isEqualTo(new SemaphoreSnapshot(0, OptionalInt.empty(), 1));
            assertThat(List.of(t1, t2, t3)).allMatch(Task::done);
            semaphore.release();
            t4.await();
        });
    }

    private static void acquireAndAdd(Semaphore semaphore, List<Integer> result, int number) {
        semaphore.acquire();
        result.add(number);
    }

    @Test
    void cancelledAcquireLeavesNoWaiter() {
        VirtualLoop.run(() -> {
            Semaphore semaphore = new Semaphore();
            semaphore.acquire();
            Task<?> task = createTask(semaphore::acquire);
            callSoon(task::cancel);
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(semaphore.snapshot().waiters()).isZero();
        });
    }

    @Test
    void releasePassesOverAllWhoWereCancelledInTheSameStep() {
        VirtualLoop.run(() -> {
            Semaphore semaphore = new Semaphore(0);
            List<Task<?>> tasks =
                    Stream.<Task<?>>generate(() -> createTask(semaphore::acquire))
                            .limit(4)
                            .toList();
            sleep(0);
            tasks.get(0).cancel();
            tasks.get(1).cancel();
            semaphore.release();
            sleep(0);
            sleep(0);
            assertThat(tasks.get(2).done()).isTrue();
            assertThat(tasks.get(3).done()).isFalse();
            tasks.get(3).cancel();
            sleep(0);
        });
    }

    @Test
    void nextOneGetsThePermitWhenTheFirstInLineWasCancelled() {
        VirtualLoop.run(() -> {
            Semaphore semaphore = new Semaphore(0);
            Task<?> t1 = createTask(semaphore::acquire);
            Task<?> t2 = createTask(semaphore::acquire);
            sleep(0);
            t1.cancel();
            semaphore.release();
            sleep(0);
            sleep(0);
            assertThat(semaphore.locked()).isTrue();
            assertThat(t1.cancelled()).isTrue();
            assertThat(t2.done()).isTrue();
        });
    }

    /** asyncio drops what arrived when a cancel follows; here the body still runs to a wait. */
    @Test
    void permitIsFreeAgainWhenATaskIsCancelledAfterItWasHandedOver() {
        VirtualLoop.run(() -> {
            Semaphore semaphore = new Semaphore(1);
            List<String> inside = new ArrayList<>();
            List<Task<?>> second = new ArrayList<>();
            Task<?> first =
                    createTask(() -> {
                        semaphore.with(() -> sleep(0));
                        second.getFirst().cancel();
                    });
            second.add(
                    createTask(() ->
                            semaphore.with(() -> {
                                inside.add("before its next suspension");
                                sleep(0);
                                inside.add("after it");
                            })));
            List<Object> results = gatherExceptions(List.of(first, second.getFirst())).await();
            assertThat(results.get(0)).isNull();
            assertThat(results.get(1)).isInstanceOf(CancelledError.class);
            assertThat(inside).containsExactly("before its next suspension");
            timeout(1, semaphore::acquire);
        });
    }

    @Test
    void boundedOneRefusesAReleaseWithoutAnAcquire() {
        assertThatThrownBy(() -> new BoundedSemaphore().release())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        """
                        BoundedSemaphore released too many times: \
                        <BoundedSemaphore unlocked value=1/1>
                        semaphore.with(() -> ...) acquires and releases in pairs\
                        """);
    }

    @Test
    void releaseWithoutWaitersSetsItFree() {
        VirtualLoop.run(() -> {
            Semaphore semaphore = new Semaphore();
            semaphore.acquire();
            assertThat(semaphore.locked()).isTrue();
            semaphore.release();
            assertThat(semaphore.locked()).isFalse();
        });
    }

    @Test
    void tasksTakeTurnsWhenEachAcquiresAgain() {
        VirtualLoop.run(() -> {
            Semaphore semaphore = new Semaphore(1);
            List<String> result = new ArrayList<>();
            taskGroup(g -> {
                for (String name : List.of("c1", "c2", "c3")) {
                    g.createTask(() -> {
                        for (int round = 1; round <= 2; round++) {
                            String step = name + "_" + round;
                            semaphore.with(() -> {
                                result.add(step);
                                sleep(0.01);
                            });
                        }
                    });
                }
            });
            assertThat(result).containsExactly("c1_1", "c2_1", "c3_1", "c1_2", "c2_2", "c3_2");
        });
    }

    @Test
    void oneWhoReleasesAndAcquiresAgainComesAfterThoseOnTheirWay() {
        VirtualLoop.run(() -> {
            Semaphore semaphore = new Semaphore(1);
            List<Integer> result = new ArrayList<>();
            Task<?> t1 = createTask(() -> acquireAndAdd(semaphore, result, 1));
            Task<?> t2 =
                    createTask(() -> {
                        acquireAndAdd(semaphore, result, 2);
                        semaphore.release();
                        acquireAndAdd(semaphore, result, 4);
                    });
            Task<?> t3 = createTask(() -> acquireAndAdd(semaphore, result, 3));
            sleep(0);
            semaphore.release();
            semaphore.release();
            List.of(t1, t2, t3).forEach(Task::await);
            assertThat(result).containsExactly(1, 2, 3, 4);
        });
    }

    @Test
    void restKeepsItsOrderWhenTheFirstInLineIsCancelled() {
        VirtualLoop.run(() -> {
            Semaphore semaphore = new Semaphore(0);
            List<Integer> result = new ArrayList<>();
            Task<?> t1 = createTask(() -> acquireAndAdd(semaphore, result, 1));
            Task<?> t2 = createTask(() -> acquireAndAdd(semaphore, result, 2));
            Task<?> t3 = createTask(() -> acquireAndAdd(semaphore, result, 3));
            sleep(0);
            t1.cancel();
            sleep(0);
            semaphore.release();
            semaphore.release();
            gatherExceptions(List.of(t1, t2, t3)).await();
            assertThat(result).containsExactly(2, 3);
        });
    }

    @Test
    void tasksThatLetAnotherGoFirstAreWokenWhenItHasRun() {
        VirtualLoop.run(() -> {
            Semaphore semaphore = new Semaphore(0);
            List<Integer> result = new ArrayList<>();
            List<Task<?>> tasks = new ArrayList<>();
            tasks.add(
                    createTask(() -> {
                        semaphore.acquire();
                        assertThat(semaphore.snapshot().value()).isZero(); // the others have theirs
                        tasks.add(createTask(() -> result.add(4)));
                        result.add(1);
                    }));
            tasks.add(
                    createTask(() -> {
                        semaphore.release();
                        semaphore.release();
                        semaphore.release();
                        assertThat(semaphore.snapshot().value()).isEqualTo(2);
                        assertThat(semaphore.locked()).isTrue(); // the first has not run yet
                        assertThat(semaphore.tryAcquire()).isFalse();
                        acquireAndAdd(semaphore, result, 2);
                    }));
            tasks.add(createTask(() -> acquireAndAdd(semaphore, result, 3)));
            sleep(0);
            assertThat(semaphore.snapshot())
                    .isEqualTo(new SemaphoreSnapshot(2, OptionalInt.empty(), 2));
            sleep(0);
            List.copyOf(tasks).forEach(Task::await);
            assertThat(result).containsExactly(1, 2, 3, 4);
        });
    }

    // ---- Beyond CPython's cases

    @Test
    void noMoreTasksThanPermitsAreInside() {
        VirtualLoop.run(() -> {
            Semaphore semaphore = new Semaphore(3);
            List<Integer> inside = new ArrayList<>();
            int[] most = {0};
            taskGroup(g -> {
                for (int i = 0; i < 10; i++) {
                    int number = i;
                    g.createTask(() ->
                            semaphore.with(() -> {
                                inside.add(number);
                                most[0] = Math.max(most[0], inside.size());
                                sleep(1);
                                inside.remove((Integer) number);
                            }));
                }
            });
            assertThat(most[0]).isEqualTo(3);
            assertThat(semaphore.snapshot())
                    .isEqualTo(new SemaphoreSnapshot(3, OptionalInt.empty(), 0));
        });
    }

    @Test
    void tryAcquireTakesWhatIsLeft() {
        Semaphore semaphore = new Semaphore(1);
        assertThat(semaphore.tryAcquire()).isTrue();
        assertThat(semaphore.tryAcquire()).isFalse();
        semaphore.release();
        semaphore.release();
        assertThat(semaphore.snapshot().value()).isEqualTo(2);
    }

    @Test
    void releaseBeyondWhatAnIntCountsIsRefused() {
        Semaphore semaphore = new Semaphore(Integer.MAX_VALUE);
        assertThatThrownBy(semaphore::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Semaphore released too many times: <Semaphore unlocked value=2147483647>");
    }
}
