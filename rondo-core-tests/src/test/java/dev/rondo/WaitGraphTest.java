package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.Engines;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class WaitGraphTest {
    private static WaitGraph.Node named(WaitGraph graph, String name) {
        return graph.tasks().stream()
                .filter(node -> node.task().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void showsForEachTaskWhatItWaitsOnAndWhoCanEndThat() {
        Rondo.run(() -> {
            Task<?> sleeper = Rondo.createTask("sleeper", () -> Rondo.sleep(3600));
            Task<?> waiter = Rondo.createTask("waiter", () -> sleeper.await());
            Task<?> parent =
                    Rondo.createTask(
                            "parent",
                            () ->
                                    Rondo.taskGroup(group -> {
                                        group.createTask("child", () -> Rondo.sleep(3600));
                                    }));
            Rondo.sleep(0);
            Rondo.sleep(0);
            WaitGraph graph = Rondo.runningLoop().waitGraph(true);

            assertThat(graph.exact()).isTrue();
            assertThat(graph.holder()).isEmpty();
            assertThat(graph.circles()).isEmpty();
            assertThat(named(graph, "waiter").owners())
                    .containsExactly(named(graph, "sleeper").number());
            assertThat(named(graph, "sleeper").task().waitingOn()).startsWith("sleep until");
            assertThat(named(graph, "parent").owners())
                    .containsExactly(named(graph, "child").number());
            assertThat(named(graph, "child").parent()).hasValue(named(graph, "parent").number());
            assertThat(named(graph, "waiter").stack())
                    .anyMatch(frame -> frame.getClassName().contains("WaitGraphTest"));
            assertThat(graph.toString()).contains("waiter WAITING on <Task pending name='sleeper'");
            List.of(sleeper, waiter, parent).forEach(Task::cancel);
        });
    }

    @Test
    void circlesAreFoundInTheSnapshot() {
        Rondo.run(() -> {
            Task<?>[] pair = new Task<?>[2];
            pair[0] = Rondo.createTask("a", () -> pair[1].await());
            pair[1] = Rondo.createTask("b", () -> pair[0].await());
            Rondo.sleep(0);
            Rondo.sleep(0);
            assertThat(Rondo.runningLoop().waitGraph().circles())
                    .singleElement()
                    .satisfies(circle ->
                            assertThat(circle)
                                    .extracting(node -> node.task().name())
                                    .containsExactlyInAnyOrder("a", "b"));
            pair[0].cancel();
        });
    }

    @Test
    void anotherThreadGetsItFromALoopThatRuns() {
        Rondo.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            Rondo.createTask("sleeper", () -> Rondo.sleep(3600));
            Rondo.sleep(0);
            WaitGraph graph = Rondo.toThread(() -> loop.waitGraph());
            assertThat(graph.exact()).isTrue();
            assertThat(graph.tasks().stream().map(n -> n.task().name()).collect(Collectors.toSet()))
                    .contains("sleeper");
            Rondo.allTasks().stream()
                    .filter(task -> task.name().equals("sleeper"))
                    .forEach(Task::cancel);
        });
    }

    @Test
    void anotherThreadGetsItWhileTheLoopIsHeldWithWhoHoldsIt() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        WaitGraph[] graph = new WaitGraph[1];
        Rondo.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            Rondo.createTask("sleeper", () -> Rondo.sleep(3600));
            Rondo.sleep(0);
            Thread looker =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    held.await();
                                    graph[0] = loop.waitGraph();
                                } catch (InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                            });
            held.countDown();
            while (looker.isAlive()) {
                Thread.onSpinWait(); // holds the loop
            }
            Rondo.allTasks().stream()
                    .filter(task -> task.name().equals("sleeper"))
                    .forEach(Task::cancel);
        });
        assertThat(graph[0].exact()).isFalse();
        assertThat(graph[0].holder())
                .hasValueSatisfying(text -> assertThat(text).contains("Task-1"));
        assertThat(named(graph[0], "sleeper").task().state()).isEqualTo(TaskSnapshot.State.WAITING);
    }

    @Test
    void threadsWorkAndFuturesOfUsersSayWhatTheyAreFor() {
        Rondo.run(() -> {
            CountDownLatch ready = new CountDownLatch(1);
            Task<?> worker = Rondo.createTask("worker", () -> Rondo.toThread(() -> ready.await()));
            Task<?> limited =
                    Rondo.createTask(
                            "limited", () -> Rondo.waitAll(List.of(worker), Duration.ofHours(1)));
            Rondo.sleep(0);
            Rondo.sleep(0);
            assertThat(worker.snapshot().waitingOn()).contains("a thread's work: lambda in ");
            assertThat(limited.snapshot().waitingOn()).isEqualTo("<all of 1 future, 1 to go>");
            ready.countDown();
            limited.await();
        });
    }

    @Test
    void aTaskThatWaitsInTheJdkSaysInWhichCall() {
        Assumptions.assumeTrue(
                Engines.current().equals("scheduled"), "on the other it holds the loop");
        Rondo.run(() -> {
            LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
            Task<String> task = Rondo.createTask(() -> queue.take());
            Rondo.sleep(0);
            Rondo.sleep(0);
            assertThat(task.snapshot().waitingOn()).isEqualTo("LinkedBlockingQueue.take");
            assertThat(task.snapshot().state()).isEqualTo(TaskSnapshot.State.RUNNING);
            queue.add("done");
            task.await();
            assertThat(task.snapshot().waitingOn()).isEmpty();
        });
    }
}
