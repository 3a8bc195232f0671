package dev.rondo;

import static dev.rondo.Rondo.createTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.Threads;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Running where something runs already, and touching a loop from a foreign thread. */
class RunMisuseTest {
    private static String me() {
        return Rondo.currentTask().orElseThrow().toString();
    }

    @Test
    void runInsideRun() {
        VirtualLoop.run(() -> {
            for (ThrowingCallable run :
                    List.<ThrowingCallable>of(
                            () -> Rondo.run(() -> {}),
                            () -> Rondo.run(() -> 1),
                            () -> Rondo.run(RunnerOptions.defaults(), () -> {}),
                            () -> Rondo.run(RunnerOptions.defaults(), () -> 1))) {
                assertThatThrownBy(run)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(
                                "run() cannot be called from a running event loop: this is "
                                        + me()
                                        + "\n"
                                        + "Call the code itself, or createTask(...) to run it"
                                        + " beside this one");
            }
        });
    }

    @Test
    void runInsideACallback() {
        List<String> messages = new ArrayList<>();
        VirtualLoop.run(() -> {
            Rondo.callSoon(() -> {
                try {
                    Rondo.run(() -> {});
                } catch (IllegalStateException e) {
                    messages.add(e.getMessage());
                }
            });
            Rondo.sleep(0);
        });
        assertThat(messages)
                .containsExactly(
                        "run() cannot be called from a running event loop: this is <Handle lambda"
                                + " in dev.rondo.RunMisuseTest>\n"
                                + "Call the code itself, or createTask(...) to run it beside this one");
    }

    @Test
    void runnerInsideRun() {
        VirtualLoop.run(() -> {
            Runner runner = new Runner();
            assertThatThrownBy(() -> runner.run(() -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "Runner.run() cannot be called from a running event loop: this is "
                                    + me()
                                    + "\n"
                                    + "Call the code itself, or createTask(...) to run it beside"
                                    + " this one");
        });
    }

    @Test
    void loopInsideItself() {
        VirtualLoop.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            assertThatThrownBy(loop::runForever)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "This event loop is already running: runForever() on "
                                    + loop
                                    + "\n"
                                    + "Create tasks in it; from other threads use"
                                    + " runCoroutineThreadsafe()");
            assertThatThrownBy(() -> loop.runUntilComplete(() -> 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                            "This event loop is already running: runUntilComplete() on ");
        });
    }

    @Test
    void loopInsideAnother() {
        VirtualLoop.run(() -> {
            try (EventLoop inner = EventLoop.create()) {
                assertThatThrownBy(inner::runForever)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(
                                "Cannot run the event loop while another loop is running:"
                                        + " runForever() was called in "
                                        + me()
                                        + "\n"
                                        + "This code runs in a task or callback; give the other"
                                        + " loop a thread of its own");
            }
        });
    }

    @Test
    void closeOfARunningLoop() {
        VirtualLoop.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            assertThatThrownBy(loop::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Cannot close a running event loop: " + loop + "\nstop() it first");
        });
    }

    // ---- Foreign threads

    private static Map<String, Action<?>> confinedCalls(EventLoop loop) {
        Future<Integer> future = loop.createFuture();
        Future<List<Integer>> gathering = Rondo.gather(List.of(future));
        TimerHandle timer = loop.callLater(3600, () -> {});
        timer.cancel();
        Map<String, Action<?>> calls = new LinkedHashMap<>();
        calls.put("setResult()", () -> future.setResult(1));
        calls.put("setException()", () -> future.setException(new RuntimeException()));
        calls.put("cancel()", () -> future.cancel("message"));
        calls.put("cancel() ", () -> gathering.cancel("message"));
        calls.put("cancel()  ", timer::cancel);
        calls.put("addDoneCallback()", () -> future.addDoneCallback(f -> {}));
        calls.put("removeDoneCallback()", () -> future.removeDoneCallback(f -> {}));
        calls.put("callSoon()", () -> loop.callSoon(() -> {}));
        calls.put("callLater()", () -> loop.callLater(1, () -> {}));
        calls.put("callAt()", () -> loop.callAt(Duration.ZERO, () -> {}));
        calls.put("stop()", loop::stop);
        calls.put("allTasks()", loop::allTasks);
        calls.put("createTask()", () -> loop.createTask(() -> 1));
        calls.put("newTask()", () -> loop.newTask(() -> 1, TaskOptions.defaults()));
        calls.put("runInExecutor()", () -> loop.runInExecutor(() -> 1));
        calls.put("shield()", () -> Rondo.shield(future));
        calls.put("gather()", () -> Rondo.gather(List.of(future)));
        return calls;
    }

    private static void assertRefusedOutside(String operation, Action<?> call, Thread loopThread) {
        String owner =
                (loopThread.isVirtual() ? "virtual thread " : "thread ") + loopThread.getName();
        assertThat(Threads.outside(call))
                .as(operation)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Non-thread-safe operation invoked on an event loop other than the current"
                                + " one: "
                                + operation.trim()
                                + " was called on thread outside, but the loop runs on "
                                + owner
                                + "\nUse callSoonThreadsafe() or runCoroutineThreadsafe()");
    }

    @Test
    void whatBelongsToTheLoopIsRefusedToOtherThreads() {
        VirtualLoop.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            Thread loopThread = loop.kernel().thread();
            confinedCalls(loop)
                    .forEach(
                            (operation, call) -> assertRefusedOutside(operation, call, loopThread));
        });
    }

    @Test
    void scopesOfATaskAreRefusedToOtherThreads() {
        VirtualLoop.run(() -> {
            Thread loopThread = Rondo.runningLoop().kernel().thread();
            Rondo.taskGroup(group -> {
                assertRefusedOutside("createTask()", () -> group.createTask(() -> 1), loopThread);
                assertRefusedOutside("cancel()", group::cancel, loopThread);
                group.start(status -> {
                    assertRefusedOutside("started()", () -> status.started(1), loopThread);
                    status.started(1);
                });
            });
            Timeout limit = Timeout.never();
            limit.run(() ->
                    assertRefusedOutside(
                            "reschedule()", () -> limit.reschedule(Duration.ZERO), loopThread));
        });
    }

    @Test
    void whatIsForAnyThreadIsNotRefused() {
        VirtualLoop.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            Future<Integer> done = loop.createFuture();
            done.setResult(1);
            Task<Object> task = createTask("victim", Rondo.createFuture()::await);
            assertThat(
                            Threads.outside(() -> {
                                loop.callSoonThreadsafe(() -> {});
                                loop.isRunning();
                                loop.isClosed();
                                loop.time();
                                loop.debug();
                                done.get();
                                done.resultNow();
                                done.state();
                                done.toCompletableFuture().get();
                                task.cancel("from outside");
                                Rondo.runCoroutineThreadsafe(() -> 1, loop);
                            }))
                    .isNull();
            assertThatThrownBy(task::await).hasMessage("from outside");
        });
    }

    @Test
    void virtualThreadInsideATaskIsAForeignThreadToo() {
        VirtualLoop.run(() -> {
            Future<Integer> future = Rondo.createFuture();
            Throwable thrown =
                    Threads.on(Thread.ofVirtual().name("helper"), () -> future.setResult(1));
            assertThat(thrown)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                            "Non-thread-safe operation invoked on an event loop other than the"
                                    + " current one: setResult() was called on virtual thread helper,");
        });
    }
}
