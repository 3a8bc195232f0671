package dev.rondo.sim;

import static dev.rondo.Rondo.allTasks;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.currentTask;
import static dev.rondo.Rondo.gather;
import static dev.rondo.Rondo.shield;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.Rondo.waitAll;
import static dev.rondo.sim.Programs.pause;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.CancelledError;
import dev.rondo.ExceptionGroup;
import dev.rondo.Future;
import dev.rondo.Task;
import dev.rondo.TaskGroup;
import dev.rondo.TimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Groups, timeouts, gather and shield in any order, and when tasks are cancelled. */
class ExploreTasksTest implements Explored {
    @Override
    public Map<String, Simulation.Body<?>> programs() {
        Map<String, Simulation.Body<?>> programs = new LinkedHashMap<>();
        programs.put("group: all children are over when it is", ExploreTasksTest::group);
        programs.put("groups in groups: an outer cancel is not lost", ExploreTasksTest::nested);
        programs.put("timeout: the value or the exception", ExploreTasksTest::value);
        programs.put("timeouts in timeouts: the one that is over", ExploreTasksTest::timeouts);
        programs.put("gather: cancels its children with itself", ExploreTasksTest::gathering);
        programs.put("shield: the inner task goes on", ExploreTasksTest::shielding);
        return programs;
    }

    /** Counts what began and what ended. */
    private static final class Count {
        int begun;
        int ended;
        int failed;

        void work(Simulation simulation) {
            begun++;
            boolean fails = false;
            try {
                pause(simulation, 5);
                fails = simulation.chance(0.2);
            } finally {
                try {
                    pause(simulation, 2); // clean-up takes its time
                } finally {
                    ended++;
                }
            }
            if (fails) { // and is not cancelled meanwhile
                failed++;
                throw new IllegalStateException("a child failed");
            }
        }
    }

    private static void fill(Simulation simulation, TaskGroup group, Count count) {
        for (int i = 0; i < 3; i++) {
            group.createTask("child " + i, () -> count.work(simulation));
        }
        pause(simulation, 4);
    }

    private static void group(Simulation simulation) {
        Count count = new Count();
        Task<Void> parent =
                createTask(
                        "parent",
                        () -> {
                            try {
                                taskGroup(group -> {
                                    fill(simulation, group, count);
                                });
                                assertThat(count.failed).isZero();
                            } catch (ExceptionGroup e) {
                                assertThat(e.leaves()).hasSize(count.failed);
                            } finally {
                                assertThat(count.ended).isEqualTo(count.begun);
                            }
                        });
        boolean cancelled = simulation.chance(0.5);
        if (cancelled) {
            pause(simulation, 8);
            parent.cancel();
        }
        waitAll(List.of(parent));
        assertThat(parent.cancelled() ? Optional.empty() : parent.exception()).isEmpty();
        assertThat(allTasks()).hasSize(1);
    }

    private static void nested(Simulation simulation) {
        Count count = new Count();
        boolean[] after = {false};
        Task<Void> parent =
                createTask(
                        "parent",
                        () -> {
                            taskGroup(outer -> {
                                outer.createTask("outer child", () -> count.work(simulation));
                                try {
                                    taskGroup(inner -> {
                                        fill(simulation, inner, count);
                                    });
                                } catch (ExceptionGroup e) {
                                    // of the inner one
                                }
                                sleep(10);
                                after[0] = true;
                            });
                        });
        sleep(Duration.ofMillis(simulation.random(20)));
        boolean early = parent.cancel(); // far from its end
        waitAll(List.of(parent));
        Optional<Throwable> failure = parent.cancelled() ? Optional.empty() : parent.exception();
        assertThat(failure.isEmpty() || count.failed > 0).isTrue();
        assertThat(after[0]).as("cancelled: " + early).isEqualTo(!early && count.failed == 0);
        assertThat(count.ended).isEqualTo(count.begun);
        assertThat(allTasks()).hasSize(1);
    }

    private static void value(Simulation simulation) {
        Task<?> self = currentTask().orElseThrow();
        for (int round = 0; round < 5; round++) {
            Future<String> future = createFuture();
            Task<Void> other =
                    createTask(() -> {
                        sleep(Duration.ofMillis(simulation.random(3)));
                        if (!future.done()) {
                            future.setResult("value");
                        }
                    });
            boolean arrived;
            try {
                arrived = timeout(0.001, () -> future.await()).equals("value");
            } catch (TimeoutException e) {
                arrived = false;
            }
            assertThat(arrived).isEqualTo(!future.cancelled());
            assertThat(self.cancelling()).isZero();
            other.await();
        }
    }

    private static void timeouts(Simulation simulation) {
        Task<?> self = currentTask().orElseThrow();
        int outer = simulation.random(4);
        int inner = simulation.random(4);
        Duration begin = simulation.time();
        List<String> heard = new ArrayList<>();
        try {
            timeout(
                    Duration.ofMillis(outer),
                    () -> {
                        try {
                            timeout(Duration.ofMillis(inner), () -> sleep(1));
                        } catch (TimeoutException e) {
                            heard.add("inner");
                        }
                        sleep(1);
                    });
        } catch (TimeoutException e) {
            heard.add("outer");
        }
        assertThat(heard).endsWith("outer");
        assertThat(heard.contains("inner") || outer <= inner).isTrue();
        assertThat(simulation.time().minus(begin)).isEqualTo(Duration.ofMillis(outer));
        assertThat(self.cancelling()).isZero();
    }

    private static void gathering(Simulation simulation) {
        Count count = new Count();
        List<Task<Void>> children = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            children.add(
                    createTask(
                            "child " + i,
                            () -> {
                                count.begun++;
                                try {
                                    pause(simulation, 5);
                                } finally {
                                    count.ended++;
                                }
                            }));
        }
        Task<Void> parent =
                createTask(
                        "parent",
                        () -> {
                            gather(children).await();
                        });
        pause(simulation, 5);
        boolean cancelled = parent.cancel();
        waitAll(List.of(parent));
        waitAll(children);
        assertThat(count.ended).isEqualTo(count.begun);
        assertThat(cancelled || children.stream().noneMatch(Future::cancelled)).isTrue();
        assertThat(parent.cancelled() || children.stream().noneMatch(Future::cancelled)).isTrue();
    }

    private static void shielding(Simulation simulation) {
        Task<String> inner =
                createTask(
                        "inner",
                        () -> {
                            pause(simulation, 5);
                            return "done";
                        });
        Task<String> outer = createTask("outer", () -> shield(inner).await());
        pause(simulation, 5);
        outer.cancel();
        String heard;
        try {
            heard = outer.await();
        } catch (CancelledError e) {
            heard = "cancelled";
        }
        assertThat(heard).isIn("done", "cancelled");
        assertThat(inner.await()).isEqualTo("done");
    }
}
