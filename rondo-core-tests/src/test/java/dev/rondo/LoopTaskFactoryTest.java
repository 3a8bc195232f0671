package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** {@link EventLoop#setTaskFactory}. */
class LoopTaskFactoryTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> made = new ArrayList<>();

    /** Writes down the names of the tasks that it makes. */
    private final class Recording implements TaskFactory {
        @Override
        public <T> Task<T> create(EventLoop on, Callable<T> body, TaskOptions options) {
            Task<T> task = on.newTask(body, options);
            made.add(task.name());
            return task;
        }
    }

    @Test
    void thereIsNoneAtFirst() {
        assertThat(loop.taskFactory()).isEmpty();
        virtual.close();
    }

    @Test
    void factoryMakesTheTasksUntilItIsTakenAway() {
        TaskFactory factory = new Recording();
        loop.setTaskFactory(Optional.of(factory));
        assertThat(loop.taskFactory()).containsSame(factory);
        assertThat(loop.runUntilComplete(() -> "first")).isEqualTo("first");
        assertThat(made).hasSize(1);

        loop.setTaskFactory(Optional.empty());
        assertThat(loop.taskFactory()).isEmpty();
        assertThat(loop.runUntilComplete(() -> "second")).isEqualTo("second");
        assertThat(made).hasSize(1);
        virtual.close();
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullIsNoFactory() {
        assertThatThrownBy(() -> loop.setTaskFactory(null))
                .isInstanceOf(NullPointerException.class);
        assertThat(loop.taskFactory()).isEmpty();
        virtual.close();
    }

    @Test
    void nameIsThatOfTheOptionsWithoutAFactory() {
        Task<Void> task = loop.createTask(TaskOptions.named("test_task"), () -> null);

        assertThat(task.name()).isEqualTo("test_task");
        loop.runUntilComplete(task);
        virtual.close();
    }

    @Test
    void nameReachesTheFactory() {
        loop.setTaskFactory(Optional.of(new Recording()));

        Task<Void> task = loop.createTask(TaskOptions.named("test_task"), () -> null);

        assertThat(task.name()).isEqualTo("test_task");
        assertThat(made).containsExactly("test_task");
        loop.runUntilComplete(task);
        virtual.close();
    }

    @Test
    void methodReferenceIsAFactory() {
        loop.setTaskFactory(Optional.of(EventLoop::newTask));

        assertThat(loop.runUntilComplete(() -> 42)).isEqualTo(42);
        virtual.close();
    }

    @Test
    void everyWayToCreateATaskGoesThroughIt() {
        loop.setTaskFactory(Optional.of(new Recording()));
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Rondo.currentTask().orElseThrow().setName("main");
                Rondo.createTask("create", () -> 1).await();
                Rondo.ensureFuture(Rondo.coroutine("ensure", () -> 2)).await();
                Rondo.taskGroup(group -> {
                    group.createTask("group", () -> 3);
                });
                Rondo.shield(Rondo.coroutine("shield", () -> 4)).await();
                Rondo.waitFor(Rondo.coroutine("wait for", () -> 5), 1);
            });
        }
        assertThat(made).contains("create", "ensure", "group", "shield");
        assertThat(made.getFirst()).startsWith("Task-");
    }

    @Test
    void factoryMayWrapTheBody() {
        loop.setTaskFactory(
                Optional.of(
                        new TaskFactory() {
                            @Override
                            public <T> Task<T> create(
                                    EventLoop on, Callable<T> body, TaskOptions options) {
                                return on.newTask(
                                        () -> {
                                            made.add("begin");
                                            try {
                                                return body.call();
                                            } finally {
                                                made.add("end");
                                            }
                                        },
                                        options);
                            }
                        }));

        assertThat(loop.runUntilComplete(() -> made.add("body"))).isTrue();
        assertThat(made).containsExactly("begin", "body", "end");
        virtual.close();
    }

    @Test
    void failureOfTheFactoryIsTheCallersAndTheCoroutineIsNotForgotten() {
        TaskFactory failing = new Failing();
        loop.setTaskFactory(Optional.of(failing));

        assertThatThrownBy(() -> loop.createTask(() -> 1)).hasMessage("no tasks today");
        Coroutine<Integer> coroutine = Rondo.coroutine("refused", () -> 1);
        assertThatThrownBy(() -> loop.createTask(coroutine)).hasMessage("no tasks today");
        assertThat(loop.allTasks()).isEmpty();
        virtual.close();
        virtual.assertNoReports();
    }

    private static final class Failing implements TaskFactory {
        @Override
        public <T> Task<T> create(EventLoop on, Callable<T> body, TaskOptions options) {
            throw new IllegalStateException("no tasks today");
        }
    }

    @Test
    void brokenFactoryDoesNotKeepARunnerFromCleaningUp() {
        List<String> steps = new ArrayList<>();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Rondo.createTask(() -> {
                    try {
                        Rondo.createFuture().await();
                    } finally {
                        steps.add("cleaned up");
                    }
                });
                Rondo.sleep(0);
                loop.setTaskFactory(Optional.of(new Failing()));
            });
        }
        assertThat(steps).containsExactly("cleaned up");
        assertThat(loop.isClosed()).isTrue();
        virtual.assertNoReports();
    }
}
