package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.rondo.testing.Engines;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A task's name, text, snapshot and stack. */
class TaskTextTest {
    private static final String BODY = " body=lambda in dev.rondo.TaskTextTest";

    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> texts = new ArrayList<>();

    @AfterEach
    void nothingIsReported() {
        virtual.close();
        virtual.assertNoReports();
    }

    private static Task<?> self() {
        return currentTask().orElseThrow();
    }

    // ---- Names

    @Test
    void namesAreCountedByTheLoop() {
        Task<?> first = loop.createTask(() -> {});
        Task<?> second = loop.createTask(() -> {});
        assertThat(first.name()).isEqualTo("Task-1");
        assertThat(second.name()).isEqualTo("Task-2");
        assertThat(first.toString()).startsWith("<Task pending name='Task-1'");
        assertThat(second.toString()).startsWith("<Task pending name='Task-2'");
        virtual.runOnce();
    }

    @Test
    void nameIsGivenAtCreation() {
        loop.runUntilComplete(() -> {
            assertThat(createTask("no-op", () -> {}).name()).isEqualTo("no-op");
            assertThat(createTask("value", () -> 1).name()).isEqualTo("value");
            TaskOptions named = TaskOptions.named("with options");
            assertThat(createTask(named, () -> {}).name()).isEqualTo("with options");
            sleep(0);
            return null;
        });
    }

    @Test
    void nameCanBeChanged() {
        Task<?> task = loop.createTask(() -> {});
        task.setName("123456789");
        assertThat(task.name()).isEqualTo("123456789");
        assertThat(task.toString()).contains(" name='123456789'");
        loop.runUntilComplete(task);
        assertThat(task.name()).isEqualTo("123456789");
    }

    @Test
    void nameIsNotNull() {
        Task<?> task = loop.createTask(() -> {});
        assertThatNullPointerException().isThrownBy(() -> task.setName(null)).withMessage("name");
        assertThat(task.name()).isEqualTo("Task-1");
        virtual.runOnce();
    }

    @Test
    void taskOfACoroutineIsNamedForIt() {
        loop.runUntilComplete(() -> {
            Task<Integer> task = createTask(coroutine("fetch", () -> 1));
            assertThat(task.name()).isEqualTo("fetch");
            assertThat(task.toString()).isEqualTo("<Task pending name='fetch' body=fetch>");
            return task.await();
        });
    }

    // ---- Text

    @Test
    void textShowsEveryStateOfATask() {
        Task<String> task =
                loop.createTask(
                        TaskOptions.named("T"),
                        () -> {
                            texts.add(self().toString());
                            sleep(1);
                            return "abc";
                        });
        assertThat(task).hasToString("<Task pending name='T'" + BODY + ">");
        virtual.runOnce();
        assertThat(task)
                .hasToString("<Task pending name='T'" + BODY + " waiting on sleep until PT1S>");
        assertThat(loop.runUntilComplete(task)).isEqualTo("abc");
        assertThat(task).hasToString("<Task finished result=abc name='T'" + BODY + ">");
        assertThat(texts).containsExactly("<Task pending name='T'" + BODY + ">");
    }

    @Test
    void textOfACancelledTaskSaysSoFromTheRequestOn() {
        Task<?> task =
                loop.createTask(
                        TaskOptions.named("T"), () -> sleep(Duration.ofSeconds(1), "never"));
        virtual.runOnce();
        task.cancel("stop");
        assertThat(task).hasToString("<Task pending name='T'" + BODY + " cancelling=1>");
        task.cancel("stop");
        assertThat(task).hasToString("<Task pending name='T'" + BODY + " cancelling=2>");
        virtual.runOnce();
        assertThat(task).hasToString("<Task cancelled message=stop name='T'" + BODY + ">");
    }

    @Test
    void textOfAFailedTaskShowsTheException() {
        Task<?> task = loop.createTask(TaskOptions.named("T"), () -> List.of().getFirst());
        virtual.runOnce();
        assertThat(task)
                .hasToString(
                        "<Task finished exception=java.util.NoSuchElementException name='T'"
                                + BODY
                                + ">");
        assertThat(task.exception()).isPresent();
    }

    @Test
    void textShowsWhatItWaitsOn() {
        Future<String> future = loop.createFuture();
        Task<String> task = loop.createTask(future::await);
        Task<String> outer = loop.createTask(TaskOptions.named("outer"), task::await);
        virtual.runBriefly();
        assertThat(task.toString()).endsWith(" waiting on <Future pending>>");
        assertThat(outer.toString()).endsWith(" waiting on <Task pending name='Task-1'>>");
        future.setResult("");
        loop.runUntilComplete(outer);
        assertThat(task.toString()).doesNotContain("waiting");
    }

    @Test
    void textNamesTheCallbacks() {
        Task<?> task = loop.createTask(() -> {});
        task.addDoneCallback(done -> {});
        assertThat(task.toString()).contains(" cb=[lambda in dev.rondo.TaskTextTest]");
        virtual.runOnce();
        assertThat(task.toString()).doesNotContain(" cb=");
    }

    @Test
    void textInDebugModeShowsWhereItWasMade() {
        loop.setDebug(true);
        Task<?> task = loop.createTask(() -> {});
        assertThat(task.toString()).contains(" created at dev.rondo.TaskTextTest.textInDebugMode");
        virtual.runOnce();
    }

    // ---- Snapshots

    @Test
    void snapshotFollowsTheTask() {
        Future<String> future = loop.createFuture();
        List<TaskSnapshot> own = new ArrayList<>();
        Task<?> task =
                loop.createTask(
                        TaskOptions.named("T"),
                        () -> {
                            own.add(self().snapshot());
                            sleep(0);
                            return future.await();
                        });
        assertThat(task.snapshot()).isEqualTo(snapshot(TaskSnapshot.State.READY, ""));
        virtual.runOnce();
        assertThat(own).containsExactly(snapshot(TaskSnapshot.State.RUNNING, ""));
        assertThat(task.snapshot()).isEqualTo(snapshot(TaskSnapshot.State.READY, ""));
        virtual.runOnce();
        assertThat(task.snapshot())
                .isEqualTo(snapshot(TaskSnapshot.State.WAITING, "<Future pending>"));
        future.setResult("x");
        assertThat(task.snapshot().state()).isEqualTo(TaskSnapshot.State.READY);
        virtual.runOnce();
        assertThat(task.snapshot()).isEqualTo(snapshot(TaskSnapshot.State.FINISHED, ""));
    }

    private static TaskSnapshot snapshot(TaskSnapshot.State state, String waitingOn) {
        return new TaskSnapshot(
                "T", state, waitingOn, 0, "lambda in " + TaskTextTest.class.getName(), List.of());
    }

    @Test
    void snapshotTellsTheOutcomes() {
        Task<?> failed = loop.createTask(() -> List.of().getFirst());
        Task<?> cancelled = loop.createTask(() -> sleep(Duration.ofSeconds(1), "never"));
        virtual.runOnce();
        cancelled.cancel();
        assertThat(cancelled.snapshot().cancelling()).isEqualTo(1);
        virtual.runOnce();
        assertThat(failed.snapshot().state()).isEqualTo(TaskSnapshot.State.FAILED);
        assertThat(cancelled.snapshot().state()).isEqualTo(TaskSnapshot.State.CANCELLED);
        assertThat(failed.exception()).isPresent();
    }

    @Test
    void snapshotOfATaskInAForeignWaitSaysRunning() {
        Engines.assumeScheduled();
        LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
        Task<?> task = loop.createTask(queue::take);
        virtual.runOnce();
        assertThat(task.snapshot().state()).isEqualTo(TaskSnapshot.State.RUNNING);
        queue.add("");
        loop.runUntilComplete(task);
    }

    @Test
    void snapshotInDebugModeHoldsTheCreationTrace() {
        loop.setDebug(true);
        Task<?> task = loop.createTask(() -> {});
        assertThat(task.snapshot().created().getFirst().getMethodName())
                .isEqualTo("snapshotInDebugModeHoldsTheCreationTrace");
        virtual.runOnce();
        loop.setDebug(false);
        Task<?> other = loop.createTask(() -> {});
        assertThat(other.snapshot().created()).isEmpty();
        virtual.runOnce();
    }

    // ---- Stacks

    @Test
    void stackOfTheRunningTaskBeginsWithItsOwnCode() {
        List<String> methods = new ArrayList<>();
        Task<?> task = loop.createTask(() -> foo(methods));
        loop.runUntilComplete(task);
        assertThat(methods.subList(0, 2)).containsExactly("bar", "foo");
    }

    private void foo(List<String> methods) {
        bar(methods);
    }

    private void bar(List<String> methods) {
        self().stack().forEach(frame -> methods.add(frame.getMethodName()));
    }

    @Test
    void stackOfASuspendedTaskShowsWhereItWaits() {
        Future<String> future = loop.createFuture();
        Task<?> task =
                loop.createTask(() -> {
                    waitHere(future);
                });
        assertThat(task.stack()).isEmpty();
        virtual.runOnce();
        assertThat(task.stack().getFirst().getMethodName()).isEqualTo("waitHere");
        assertThat(task.stack().getFirst().getClassName()).isEqualTo(TaskTextTest.class.getName());
        future.setResult("");
        loop.runUntilComplete(task);
        assertThat(task.stack()).isEmpty();
    }

    private static String waitHere(Future<String> future) {
        return future.await();
    }

    @Test
    void stackOfATaskInAForeignWaitShowsItsFrames() {
        Engines.assumeScheduled();
        LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
        Task<?> task = loop.createTask(() -> takeHere(queue));
        virtual.runOnce();
        assertThat(task.stack())
                .extracting(StackTraceElement::getMethodName)
                .contains("take", "takeHere");
        queue.add("");
        loop.runUntilComplete(task);
    }

    @Test
    void stackOfATaskThatSleepsInTheJdkSaysSo() {
        Engines.assumeScheduled();
        Task<?> task = loop.createTask(() -> Thread.sleep(60_000));
        virtual.runOnce();
        assertThat(task.stack())
                .extracting(StackTraceElement::getMethodName)
                .startsWith("sleep")
                .doesNotContain("run", "sleepNanos");
        task.cancel();
        virtual.runBriefly();
    }

    private static String takeHere(LinkedBlockingQueue<String> queue) throws InterruptedException {
        return queue.take();
    }
}
