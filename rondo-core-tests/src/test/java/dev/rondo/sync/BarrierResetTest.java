package dev.rondo.sync;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Action;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarrierResetTest {
    private static final int N = 5;

    private final Barrier barrier = new Barrier(N);
    private final List<String> passed = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();

    private static void runTasks(int count, Action<?> body) {
        taskGroup(g -> {
            for (int i = 0; i < count; i++) {
                g.createTask(body);
            }
        });
    }

    /** One task aborts; the others come again, or have not left yet. */
    private void abortInTheMiddle() {
        try {
            if (barrier.await() == N / 2) {
                barrier.abort();
                return;
            }
            barrier.await();
            passed.add("again");
        } catch (BrokenBarrierException e) {
            broken.add("task");
        }
    }

    private void meet(String name) {
        try {
            barrier.await();
            passed.add(name);
        } catch (BrokenBarrierException e) {
            broken.add(name);
        }
    }

    // ---- Reset

    @Test
    void resetOfAnUnusedOneChangesNothing() {
        VirtualLoop.run(() -> {
            barrier.reset();
            assertThat(barrier.snapshot()).isEqualTo(new BarrierSnapshot(N, 0, false));
        });
    }

    @Test
    void resetBreaksTheWaitsThatItMeets() {
        VirtualLoop.run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < N - 1; i++) {
                tasks.add(createTask(() -> meet("task")));
            }
            sleep(0);
            createTask(barrier::reset);
            tasks.forEach(Task::await);
            assertThat(broken).hasSize(N - 1);
            assertThat(passed).isEmpty();
            assertThat(barrier.snapshot()).isEqualTo(new BarrierSnapshot(N, 0, false));
        });
    }

    @Test
    void resetBreaksTasksThatHaveMetAndNotLeftYet() {
        VirtualLoop.run(() -> {
            runTasks(
                    N,
                    () -> {
                        meet("task");
                        if (passed.size() == N - N / 2) {
                            barrier.reset();
                        }
                    });
            assertThat(broken).hasSize(N / 2);
            assertThat(passed).hasSize(N - N / 2);
            assertThat(barrier.snapshot()).isEqualTo(new BarrierSnapshot(N, 0, false));
        });
    }

    @Test
    void resetDoesNotBreakTasksThatCameWhileOthersLeave() {
        VirtualLoop.run(() -> {
            int[] count = {0};
            runTasks(
                    N,
                    () -> {
                        try {
                            barrier.await();
                        } catch (BrokenBarrierException e) {
                            broken.add("first");
                            barrier.await(); // so that all five come again
                            return;
                        }
                        count[0]++;
                        if (count[0] > N / 2) {
                            barrier.reset();
                        }
                        meet("second");
                    });
            assertThat(broken).hasSize(N / 2).containsOnly("first");
            assertThat(passed).hasSize(N - N / 2).containsOnly("second");
            assertThat(barrier.snapshot()).isEqualTo(new BarrierSnapshot(N, 0, false));
        });
    }

    @Test
    void tasksMeetAgainAfterAReset() {
        VirtualLoop.run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < N - 1; i++) {
                tasks.add(
                        createTask(() -> {
                            meet("first");
                            meet("second");
                        }));
            }
            createTask(barrier::reset);
            sleep(0);
            tasks.add(createTask(() -> meet("second")));
            tasks.forEach(Task::await);
            assertThat(broken).hasSize(N - 1).containsOnly("first");
            assertThat(passed).hasSize(N).containsOnly("second");
            assertThat(barrier.snapshot()).isEqualTo(new BarrierSnapshot(N, 0, false));
        });
    }

    @Test
    void resetByTheLastToLeaveDoesNotBreakThoseThatCameAgain() {
        VirtualLoop.run(() -> {
            int[] count = {0};
            runTasks(
                    N,
                    () -> {
                        meet("first");
                        count[0]++;
                        if (count[0] == N) {
                            barrier.reset();
                        }
                        meet("second");
                        meet("third");
                    });
            assertThat(broken).isEmpty();
            assertThat(passed.subList(0, N)).containsOnly("first");
            assertThat(passed.subList(N, 2 * N)).containsOnly("second");
            assertThat(passed.subList(2 * N, 3 * N)).hasSize(N).containsOnly("third");
            assertThat(barrier.snapshot()).isEqualTo(new BarrierSnapshot(N, 0, false));
        });
    }

    // ---- Abort

    @Test
    void abortBreaksIt() {
        VirtualLoop.run(() -> {
            barrier.abort();
            assertThat(barrier.snapshot()).isEqualTo(new BarrierSnapshot(N, 0, true));
            assertThatThrownBy(barrier::await)
                    .isInstanceOf(BrokenBarrierException.class)
                    .hasMessage("The barrier is broken: <Barrier broken>");
        });
    }

    @Test
    void abortBreaksTasksThatHaveMetAndNotLeftAndThoseThatCameAgain() {
        VirtualLoop.run(() -> {
            runTasks(
                    N,
                    () -> {
                        meet("first");
                        if (!passed.isEmpty() && passed.size() <= N / 2) {
                            meet("second");
                        } else if (!barrier.broken()) {
                            barrier.abort();
                        }
                    });
            assertThat(passed).hasSize(N / 2 + 1).containsOnly("first");
            assertThat(broken.stream().filter("first"::equals)).hasSize(N / 2);
            assertThat(broken.stream().filter("second"::equals)).hasSize(N - N / 2 - 1);
            assertThat(barrier.snapshot()).isEqualTo(new BarrierSnapshot(N, 0, true));
        });
    }

    @Test
    void abortByOneWhoLeftBreaksAllOthers() {
        VirtualLoop.run(() -> {
            runTasks(N, this::abortInTheMiddle);
            assertThat(passed).isEmpty();
            assertThat(broken).hasSize(N - 1);
            assertThat(barrier.snapshot()).isEqualTo(new BarrierSnapshot(N, 0, true));
        });
    }

    @Test
    void resetMendsABrokenOne() {
        VirtualLoop.run(() -> {
            Barrier everybody = new Barrier(N);
            runTasks(
                    N,
                    () -> {
                        abortInTheMiddle();
                        if (everybody.await() == N / 2) {
                            barrier.reset();
                        }
                        everybody.await();
                        meet("third");
                    });
            assertThat(broken).hasSize(N - 1);
            assertThat(passed).hasSize(N).containsOnly("third");
            assertThat(barrier.snapshot()).isEqualTo(new BarrierSnapshot(N, 0, false));
        });
    }

    // ---- Beyond CPython's cases

    @Test
    void brokenWaitsSayWhy() {
        VirtualLoop.run(() -> {
            Task<?> aborted = createTask(barrier::await);
            sleep(0);
            barrier.abort();
            assertThatThrownBy(aborted::await)
                    .isInstanceOf(BrokenBarrierException.class)
                    .hasMessage("The barrier was aborted: <Barrier broken>");
            barrier.reset();
            Task<?> reset = createTask(barrier::await);
            sleep(0);
            barrier.reset();
            assertThatThrownBy(reset::await)
                    .isInstanceOf(BrokenBarrierException.class)
                    .hasMessage("The barrier was reset: <Barrier filling waiters=0/5>");
        });
    }

    @Test
    void cancelledTaskIsCancelledAndNotBroken() {
        VirtualLoop.run(() -> {
            Task<?> task = createTask(barrier::await);
            sleep(0);
            task.cancel();
            barrier.abort();
            sleep(0);
            assertThat(task.cancelled()).isTrue();
        });
    }
}
