package dev.rondo.sync;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.waitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Action;
import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.TaskOptions;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarrierTest {
    private static final int N = 5;

    private static void runTasks(int count, Action<?> body) {
        taskGroup(g -> {
            for (int i = 0; i < count; i++) {
                g.createTask(body);
            }
        });
    }

    private static void assertNobodyWaits(Barrier barrier) {
        assertThat(barrier.waiting()).isZero();
        assertThat(barrier.broken()).isFalse();
    }

    @Test
    void newOneIsFilling() {
        assertThat(new Barrier(N)).hasToString("<Barrier filling waiters=0/5>");
    }

    @Test
    void showsItsStateAndHowManyWait() {
        VirtualLoop.run(() -> {
            Barrier barrier = new Barrier(N);
            List<Task<?>> tasks = new ArrayList<>();
            come(2, barrier, tasks);
            sleep(0);
            assertThat(barrier).hasToString("<Barrier filling waiters=2/5>");
            assertThat(barrier.snapshot()).isEqualTo(new BarrierSnapshot(N, 2, false));

            come(barrier.parties() - barrier.waiting(), barrier, tasks);
            sleep(0);
            assertThat(barrier).hasToString("<Barrier draining waiters=0/5>");
            come(2, barrier, tasks);
            barrier.reset();
            assertThat(barrier).hasToString("<Barrier resetting waiters=0/5>");
            come(2, barrier, tasks);
            sleep(0);
            barrier.abort();
            assertThat(barrier).hasToString("<Barrier broken>");
            assertThat(barrier.broken()).isTrue();
            waitAll(tasks);
            tasks.forEach(Task::exception);
        });
    }

    private static void come(int count, Barrier barrier, List<Task<?>> tasks) {
        for (int i = 0; i < count; i++) {
            tasks.add(createTask(barrier::await));
        }
    }

    @Test
    void lessThanOnePartyIsRefused() {
        for (int parties : new int[] {0, -4}) {
            assertThatThrownBy(() -> new Barrier(parties))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("parties must be > 0, but it is " + parties);
        }
        assertThat(new Barrier(N).parties()).isEqualTo(N);
    }

    @Test
    void everyTaskGetsItsOwnIndex() {
        VirtualLoop.run(() -> {
            Barrier barrier = new Barrier(3);
            List<Integer> results = new ArrayList<>();
            runTasks(3, () -> results.add(barrier.await()));
            assertThat(results).containsExactlyInAnyOrder(0, 1, 2);
            assertNobodyWaits(barrier);
        });
    }

    @Test
    void oneForASinglePartyLetsItPass() {
        VirtualLoop.run(() -> {
            Barrier barrier = new Barrier(1);
            assertThat(barrier.await()).isZero();
            assertNobodyWaits(barrier);
        });
    }

    @Test
    void oneForASinglePartyLetsItPassAgain() {
        VirtualLoop.run(() -> {
            Barrier barrier = new Barrier(1);
            Task<Integer> t1 = createTask(() -> barrier.await());
            sleep(0);
            assertThat(barrier.waiting()).isZero();
            Task<Integer> t2 = createTask(() -> barrier.await());
            sleep(0);
            assertThat(t1.result()).isEqualTo(t2.result()).isZero();
            assertNobodyWaits(barrier);
        });
    }

    @Test
    void waitingCountsTheTasksThatHaveCome() {
        VirtualLoop.run(() -> {
            Barrier barrier = new Barrier(3);
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 1; i <= 2; i++) {
                tasks.add(createTask(barrier::await));
                sleep(0);
                assertThat(barrier.waiting()).isEqualTo(i);
                assertThat(barrier.toString()).contains("filling");
            }
            tasks.add(createTask(barrier::await));
            sleep(0);
            waitAll(tasks);
            assertNobodyWaits(barrier);
        });
    }

    @Test
    void tasksMeetTwice() {
        VirtualLoop.run(() -> {
            Barrier barrier = new Barrier(N);
            List<Boolean> results = new ArrayList<>();
            runTasks(
                    N,
                    () -> {
                        barrier.await();
                        results.add(true);
                        barrier.await();
                        results.add(false);
                    });
            assertThat(results.subList(0, N)).containsOnly(true);
            assertThat(results.subList(N, 2 * N)).hasSize(N).containsOnly(false);
            assertNobodyWaits(barrier);
        });
    }

    @Test
    void indexesAreUniqueInEveryMeeting() {
        VirtualLoop.run(() -> {
            Barrier barrier = new Barrier(N);
            List<Integer> first = new ArrayList<>();
            List<Integer> second = new ArrayList<>();
            runTasks(
                    N,
                    () -> {
                        first.add(barrier.await());
                        second.add(barrier.await());
                    });
            assertThat(first).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
            assertThat(second).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
            assertNobodyWaits(barrier);
        });
    }

    @Test
    void isDrainingUntilTheLastTaskHasLeft() {
        VirtualLoop.run(() -> {
            Barrier barrier = new Barrier(N);
            List<Boolean> draining = new ArrayList<>();
            runTasks(
                    N,
                    () -> {
                        barrier.await();
                        draining.add(barrier.toString().contains("draining"));
                    });
            assertThat(draining).containsExactly(true, true, true, true, false);
            assertNobodyWaits(barrier);
        });
    }

    @Test
    void tasksThatComeAgainDoNotDisturbThoseThatStillGo() {
        VirtualLoop.run(() -> {
            Barrier barrier = new Barrier(N);
            Barrier others = new Barrier(N - 2);
            int[] left = {2};
            List<String> order = new ArrayList<>();
            runTasks(
                    N,
                    () -> {
                        barrier.await();
                        if (left[0] > 0) {
                            left[0]--;
                        } else {
                            others.await(); // only if exactly three get here does anybody pass
                            order.add("other");
                        }
                        barrier.await();
                        order.add("met again");
                    });
            assertThat(order.subList(0, 3)).containsOnly("other");
            assertThat(order.subList(3, 8)).hasSize(N).containsOnly("met again");
            assertNobodyWaits(barrier);
        });
    }

    @Test
    void cancelledTaskCountsNoLonger() {
        VirtualLoop.run(() -> {
            Barrier barrier = new Barrier(3);
            List<Integer> results = new ArrayList<>();
            Task<?> t1 = createTask(() -> results.add(barrier.await()));
            sleep(0);
            assertThat(barrier.waiting()).isEqualTo(1);
            Task<?> t2 = createTask(() -> results.add(barrier.await()));
            sleep(0);
            assertThat(barrier.waiting()).isEqualTo(2);

            t1.cancel();
            sleep(0);
            assertThat(barrier.waiting()).isEqualTo(1);
            assertThatThrownBy(t1::await).isInstanceOf(CancelledError.class);
            assertThat(t1.cancelled()).isTrue();

            Task<?> t3 = createTask(() -> results.add(barrier.await()));
            sleep(0);
            assertThat(barrier.waiting()).isEqualTo(2);
            Task<?> t4 = createTask(() -> results.add(barrier.await()));
            List.of(t2, t3, t4).forEach(Task::await);
            assertThat(results).containsExactlyInAnyOrder(0, 1, 2);
            assertNobodyWaits(barrier);
        });
    }

    // ---- Beyond CPython's cases

    @Test
    void cancelledTaskCountsNoLongerFromTheMomentOfTheCancel() {
        VirtualLoop.run(() -> {
            Barrier barrier = new Barrier(3);
            Task<?> t1 = createTask(barrier::await);
            Task<Integer> t2 = createTask(() -> barrier.await());
            sleep(0);
            t1.cancel(); // it has not run yet when the third one comes
            Task<Integer> t3 = createTask(TaskOptions.eager(), () -> barrier.await());
            assertThat(barrier.waiting()).isEqualTo(2);
            sleep(0);
            assertThat(t2.done()).isFalse();
            assertThat(barrier.await()).isEqualTo(2);
            assertThat(t2.await()).isEqualTo(0);
            assertThat(t3.await()).isEqualTo(1);
        });
    }

    @Test
    void cancelledTaskOfTheNextMeetingCountsNoLongerWhenThatBegins() {
        VirtualLoop.run(() -> {
            Barrier barrier = new Barrier(2);
            List<Task<?>> tasks = new ArrayList<>();
            come(4, barrier, tasks); // two for the next meeting
            sleep(0);
            assertThat(barrier.toString()).contains("draining");
            sleep(0); // the first meeting has left, the next one begins in the next pass
            tasks.get(2).cancel();
            sleep(0);
            sleep(0);
            assertThat(tasks.get(3).done()).isFalse();
            assertThat(barrier.waiting()).isEqualTo(1);
            assertThat(barrier.await()).isEqualTo(1);
            tasks.get(3).await();
        });
    }

    @Test
    void cancelAfterTheMeetingWasCompleteComesAtTheNextSuspension() {
        VirtualLoop.run(() -> {
            Barrier barrier = new Barrier(2);
            Task<Integer> first = createTask(() -> barrier.await());
            sleep(0);
            assertThat(barrier.await()).isEqualTo(1);
            first.cancel();
            assertThat(first.await()).isZero();
        });
    }

    @Test
    void meetingsAreCompleteInTheOrderOfTheCalls() {
        VirtualLoop.run(() -> {
            Barrier barrier = new Barrier(2);
            List<String> order = new ArrayList<>();
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 6; i++) { // more than one meeting comes while the first leaves
                int number = i;
                tasks.add(createTask(() -> order.add(number + ":" + barrier.await())));
            }
            tasks.forEach(Task::await);
            assertThat(order).containsExactly("1:1", "0:0", "2:0", "3:1", "4:0", "5:1");
            assertNobodyWaits(barrier);
        });
    }

    @Test
    void indexesFollowTheOrderOfTheCalls() {
        VirtualLoop.run(() -> {
            Barrier barrier = new Barrier(3);
            Task<Integer> first = createTask(() -> barrier.await());
            Task<Integer> second = createTask(() -> barrier.await());
            sleep(0);
            assertThat(barrier.await()).isEqualTo(2);
            assertThat(first.await()).isZero();
            assertThat(second.await()).isEqualTo(1);
        });
    }
}
