package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link TaskFactory}: what makes the tasks of a loop. */
class TaskFactoryTest {
    private static final int TREE = 781; // 1 + 5 + 25 + 125 + 625

    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();

    @AfterEach
    void nothingIsReported() {
        virtual.close();
        virtual.assertNoReports();
    }

    /** Counts the tasks, and those that were not done when they were returned. */
    private static final class Counting implements TaskFactory {
        private final boolean eager;
        private final List<String> names = new ArrayList<>();
        private int unfinished;

        Counting(boolean eager) {
            this.eager = eager;
        }

        @Override
        public <T> Task<T> create(EventLoop loop, Callable<T> body, TaskOptions options) {
            Task<T> task = loop.newTask(body, options.withEagerStart(eager));
            names.add(task.name());
            if (!task.done()) {
                unfinished++;
            }
            return task;
        }
    }

    private Counting count(boolean eager) {
        Counting counting = new Counting(eager);
        loop.setTaskFactory(Optional.of(counting));
        return counting;
    }

    @Test
    void thereIsNoneAtFirst() {
        assertThat(loop.taskFactory()).isEmpty();
        Counting counting = count(false);
        assertThat(loop.taskFactory()).containsSame(counting);
        loop.setTaskFactory(Optional.empty());
        assertThat(loop.taskFactory()).isEmpty();
    }

    @Test
    void everyWayToCreateATaskUsesIt() {
        Counting counting = count(false);
        loop.runUntilComplete(() -> {
            createTask("named", () -> 1).await();
            createTask(TaskOptions.named("options"), () -> {}).await();
            createTask(coroutine("coroutine", () -> 1)).await();
            ensureFuture(coroutine("ensured", () -> 1)).await();
            gather(coroutine("gathered", () -> 1)).await();
            taskGroup(g -> {
                g.createTask("grouped", () -> 1);
            });
            shield(coroutine("shielded", () -> 1)).await();
        });
        assertThat(counting.names)
                .containsExactly(
                        "Task-1",
                        "named",
                        "options",
                        "coroutine",
                        "ensured",
                        "gathered",
                        "grouped",
                        "shielded");
    }

    @Test
    void newTaskGoesPastIt() {
        Counting counting = count(false);
        Task<Integer> task = loop.newTask(() -> 1, TaskOptions.defaults());
        assertThat(loop.runUntilComplete(task)).isEqualTo(1);
        assertThat(counting.names).isEmpty();
    }

    @Test
    void itMayWrapTheBody() {
        List<String> log = new ArrayList<>();
        loop.setTaskFactory(
                Optional.of(
                        new TaskFactory() {
                            @Override
                            public <T> Task<T> create(
                                    EventLoop l, Callable<T> body, TaskOptions options) {
                                return l.newTask(
                                        () -> {
                                            log.add("before");
                                            try {
                                                return body.call();
                                            } finally {
                                                log.add("after");
                                            }
                                        },
                                        options);
                            }
                        }));
        assertThat(loop.<String>runUntilComplete(() -> sleep(Duration.ofSeconds(1), "result")))
                .isEqualTo("result");
        assertThat(log).containsExactly("before", "after");
    }

    @Test
    void itsFailureIsThrownByCreateTask() {
        loop.runUntilComplete(() -> {
            loop.setTaskFactory(
                    Optional.of(
                            new TaskFactory() {
                                @Override
                                public <T> Task<T> create(
                                        EventLoop l, Callable<T> body, TaskOptions options) {
                                    throw new IllegalArgumentException("no");
                                }
                            }));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> createTask(() -> 1))
                    .withMessage("no");
            loop.setTaskFactory(Optional.empty());
            assertThat(allTasks()).hasSize(1);
        });
    }

    // ---- How many tasks the usual shapes take

    private static int chain(int depth) {
        return depth == 0 ? 0 : 1 + coroutine("link", () -> chain(depth - 1)).await();
    }

    private static void groups(int width, int depth) {
        if (depth > 0) {
            taskGroup(g -> {
                for (int i = 0; i < width; i++) {
                    g.createTask(() -> groups(width, depth - 1));
                }
            });
        }
    }

    private static void gathers(int width, int depth) {
        if (depth > 0) {
            List<Coroutine<?>> children = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                children.add(coroutine("child", () -> gathers(width, depth - 1)));
            }
            gather(children).await();
        }
    }

    @Test
    void chainOfCoroutinesIsOneTask() {
        Counting counting = count(false);
        assertThat(loop.<Integer>runUntilComplete(() -> chain(100))).isEqualTo(100);
        assertThat(counting.names).hasSize(1);
    }

    @Test
    void eagerChainOfCoroutinesCreatesNoTaskInside() {
        Counting counting = count(true);
        assertThat(loop.<Integer>runUntilComplete(() -> chain(100))).isEqualTo(100);
        assertThat(counting.names).hasSize(1);
    }

    @Test
    void nestedGroupsTakeATaskForEachChild() {
        Counting counting = count(false);
        loop.runUntilComplete(() -> groups(5, 4));
        assertThat(counting.names).hasSize(TREE);
        assertThat(counting.unfinished).isEqualTo(TREE);
    }

    @Test
    void eagerNestedGroupsAreDoneAtOnce() {
        Counting counting = count(true);
        loop.runUntilComplete(() -> groups(5, 4));
        assertThat(counting.names).hasSize(TREE);
        assertThat(counting.unfinished).isEqualTo(1); // the main task, made before the loop runs
    }

    @Test
    void nestedGathersTakeATaskForEachChild() {
        Counting counting = count(false);
        loop.runUntilComplete(() -> gathers(5, 4));
        assertThat(counting.names).hasSize(TREE);
        assertThat(counting.unfinished).isEqualTo(TREE);
    }

    @Test
    void eagerNestedGathersAreDoneAtOnce() {
        Counting counting = count(true);
        loop.runUntilComplete(() -> gathers(5, 4));
        assertThat(counting.names).hasSize(TREE);
        assertThat(counting.unfinished).isEqualTo(1); // the main task, made before the loop runs
    }
}
