package dev.rondo;

import static dev.rondo.Rondo.coroutine;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.Threads;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What bad use of futures, tasks and coroutines gets, word for word. */
class MisuseTest {
    private static final String LAMBDA = "lambda in dev.rondo.MisuseTest";

    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final Future<Integer> future = loop.createFuture();

    @AfterEach
    void close() {
        virtual.close();
        virtual.assertNoReports();
    }

    private static void assertRefused(ThrowingCallable code, String... lines) {
        assertThatThrownBy(code)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(String.join("\n", lines));
    }

    // ---- Await where there is nothing to suspend

    @Test
    void awaitOnAPlainThread() {
        assertThat(Threads.outside(future::await))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "no running event loop: await() of <Future pending> was called on thread"
                                + " outside, which is not a task\n"
                                + "Run the code with Rondo.run(() -> ...); from other threads use"
                                + " runCoroutineThreadsafe() or Future.get()");
    }

    @Test
    void everyFunctionThatSuspendsNeedsATask() {
        Map<String, Action<?>> calls = new LinkedHashMap<>();
        calls.put("await() of <Coroutine c closed, created at ", () -> closed().await());
        calls.put("sleep()", () -> sleep(0));
        calls.put("sleep() ", () -> sleep(Duration.ZERO, "result"));
        calls.put("waitAll()", () -> Rondo.waitAll(List.of(future)));
        calls.put("waitFirst()", () -> Rondo.waitFirst(List.of(future)));
        calls.put("waitFirstException()", () -> Rondo.waitFirstException(List.of(future)));
        calls.put("waitFor() of <Future pending>", () -> Rondo.waitFor(future, 0));
        calls.put("timeout()", () -> Rondo.timeout(1, () -> {}));
        calls.put("timeout() ", () -> Rondo.timeoutAt(Duration.ZERO, () -> {}));
        calls.put("toThread()", () -> Rondo.toThread(() -> 1));
        calls.put("toThread() ", () -> Rondo.toThread(() -> {}));
        calls.put("taskGroup()", () -> Rondo.taskGroup(group -> {}));
        calls.put("shielded()", () -> Rondo.shielded(() -> {}));
        calls.put(
                "staggeredRace()",
                () -> Rondo.staggeredRace(List.of(() -> 1), java.util.Optional.empty()));
        calls.put(
                "shutdownDefaultExecutor()",
                () -> loop.shutdownDefaultExecutor(Duration.ofSeconds(1)));
        calls.forEach((start, call) ->
                assertThat(Threads.outside(call))
                        .as(start)
                        .isInstanceOf(IllegalStateException.class)
                        .message()
                        .startsWith("no running event loop: " + start.trim())
                        .endsWith(
                                " was called on thread outside, which is not a task\n"
                                        + "Run the code with Rondo.run(() -> ...); from other threads"
                                        + " use runCoroutineThreadsafe() or Future.get()"));
    }

    private static Coroutine<Integer> closed() {
        Coroutine<Integer> coroutine = coroutine("c", () -> 1);
        coroutine.close();
        return coroutine;
    }

    @Test
    void everyFunctionOfTheRunningLoopNeedsOne() {
        Map<String, Action<?>> calls = new LinkedHashMap<>();
        calls.put("runningLoop()", Rondo::runningLoop);
        calls.put("allTasks()", Rondo::allTasks);
        calls.put("createTask()", () -> createTask(() -> 1));
        calls.put("createFuture()", Rondo::createFuture);
        calls.put("ensureFuture()", () -> Rondo.ensureFuture(closed()));
        calls.put(
                "wrapFuture()",
                () -> Rondo.wrapFuture(java.util.concurrent.CompletableFuture.completedStage(1)));
        calls.put("gather()", () -> Rondo.gather(List.of(closed())));
        calls.put("asCompleted()", () -> Rondo.asCompleted(List.of(future)));
        calls.put("callSoon()", () -> Rondo.callSoon(() -> {}));
        calls.put("callLater()", () -> Rondo.callLater(1, () -> {}));
        calls.forEach((operation, call) ->
                assertThat(Threads.outside(call))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(
                                "no running event loop: "
                                        + operation
                                        + " was called on thread outside\n"
                                        + "Call it inside Rondo.run(() -> ...), or use the method"
                                        + " of the same name of an EventLoop; from other threads"
                                        + " use runCoroutineThreadsafe()"));
    }

    @Test
    void awaitOnAVirtualThreadStartedInsideATask() {
        VirtualLoop.run(() -> {
            Future<Integer> mine = createFuture();
            Throwable thrown = Threads.on(Thread.ofVirtual().name("helper"), mine::await);
            assertThat(thrown)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "no running event loop: await() of <Future pending> was called on"
                                    + " virtual thread helper, which is not a task\n"
                                    + "Use createTask() for code that awaits; from other threads use"
                                    + " runCoroutineThreadsafe() or Future.get()");
        });
    }

    @Test
    void awaitInACallback() {
        loop.callSoon(future::await);
        virtual.runOnce();
        ExceptionContext report = virtual.reports().removeFirst();
        assertThat(report.exception().orElseThrow())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "await() of <Future pending> was called in a callback, which cannot"
                                + " suspend: <Handle "
                                + LAMBDA
                                + ">\n"
                                + "Create a task in the callback and await there: createTask(() ->"
                                + " ...)");
        assertThat(virtual.reports()).isEmpty();
    }

    @Test
    void awaitInATaskOfAnotherLoop() {
        VirtualLoop.run(() -> {
            Task<Integer> reader = createTask("reader", future::await);
            assertRefused(
                    reader::await,
                    "Task reader called await() on an object of another loop: <Future pending>",
                    "Await wrapFuture() of a future of another loop; give other work to that loop"
                            + " with runCoroutineThreadsafe()");
        });
    }

    @Test
    void getInACallbackOfAPendingFuture() {
        loop.callSoon(() -> {
            try {
                future.get();
            } catch (Exception e) {
                throw new AssertionError("refused otherwise", e);
            }
        });
        virtual.runOnce();
        AssertionError report =
                (AssertionError) virtual.reports().removeFirst().exception().orElseThrow();
        assertThat(report.getCause())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "get() of <Future pending> was called in a callback, which cannot"
                                + " suspend: <Handle "
                                + LAMBDA
                                + ">\n"
                                + "Create a task in the callback and await there: createTask(() ->"
                                + " ...)");
    }

    @Test
    void taskAwaitsItself() {
        VirtualLoop.run(() -> {
            Task<?>[] self = new Task<?>[1];
            for (Action<Exception> wait :
                    List.<Action<Exception>>of(
                            () -> self[0].await(),
                            () -> self[0].get(),
                            () -> Rondo.waitFor(self[0], 1),
                            () -> Rondo.waitAll(Rondo.allTasks()))) {
                self[0] = createTask("fetch-7", wait);
                assertRefused(
                        self[0]::await,
                        "Task fetch-7 cannot await itself",
                        "Start a child in a TaskGroup and await that");
            }
        });
    }

    // ---- Completing

    @Test
    void setResultTwice() {
        future.setResult(1);
        assertRefused(
                () -> future.setResult(2),
                "Invalid state: setResult() on a future that is done: <Future finished result=1>",
                "It is completed once; ask done() first");
        assertThat(future.result()).isEqualTo(1);
    }

    @Test
    void setExceptionOfACancelledFuture() {
        future.cancel("late");
        assertRefused(
                () -> future.setException(new RuntimeException()),
                "Invalid state: setException() on a future that is done: <Future cancelled"
                        + " message=late>",
                "It is completed once; ask done() first");
    }

    @Test
    void outcomeOfATaskSetFromOutside() {
        VirtualLoop.run(() -> {
            Task<Integer> task = createTask("fetch", () -> 1);
            assertThatThrownBy(() -> task.setResult(2))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage(
                            "Task does not support setResult(): fetch gets its outcome from its"
                                    + " body\n"
                                    + "Return or throw it there, or use createFuture()");
            assertThatThrownBy(() -> task.setException(new RuntimeException()))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage(
                            "Task does not support setException(): fetch gets its outcome from its"
                                    + " body\n"
                                    + "Return or throw it there, or use createFuture()");
            assertThat(task.await()).isEqualTo(1);
        });
    }

    @Test
    void outcomeOfAPendingFuture() {
        assertRefused(
                future::result,
                "Result is not set: <Future pending>",
                "Await it, or ask done() first");
        assertRefused(
                future::exception,
                "Exception is not set: <Future pending>",
                "Await it, or ask done() first");
        assertRefused(future::resultNow, "No result: <Future pending>", "Ask state() first");
        assertRefused(future::exceptionNow, "No exception: <Future pending>", "Ask state() first");
    }

    // ---- Coroutines

    @Test
    void coroutineRunTwice() {
        VirtualLoop.run(() -> {
            Coroutine<Integer> once = coroutine("fetch", () -> 1);
            assertThat(once.await()).isEqualTo(1);
            for (ThrowingCallable again :
                    List.<ThrowingCallable>of(
                            once::await,
                            () -> createTask(once),
                            () -> Rondo.ensureFuture(once),
                            () -> Rondo.gather(once))) {
                assertRefused(
                        again,
                        "Coroutine fetch cannot run again: it was awaited already",
                        "Make a new one for every run, or await a task several times");
            }
        });
    }

    @Test
    void coroutineRunAfterItWasClosed() {
        VirtualLoop.run(() ->
                assertRefused(
                        closed()::await,
                        "Coroutine c was closed and cannot run",
                        "Make a new one for every run"));
    }

    @Test
    void coroutineThatAClosedLoopRefusesIsClosed() {
        Coroutine<Integer> refused = coroutine("refused", () -> 1);
        VirtualLoop other = new VirtualLoop();
        other.close();
        assertThatThrownBy(() -> other.loop().createTask(refused))
                .hasMessageStartingWith("Event loop is closed");
        assertRefused(
                () -> loop.runUntilComplete(refused),
                "Coroutine refused was closed and cannot run",
                "Make a new one for every run");
    }

    // ---- Objects of another loop

    @Test
    void futuresOfAnotherLoopInCombinators() {
        VirtualLoop.run(() -> {
            EventLoop running = Rondo.runningLoop();
            for (ThrowingCallable call :
                    List.<ThrowingCallable>of(
                            () -> Rondo.gather(Rondo.<Integer>createFuture(), future),
                            () -> Rondo.asCompleted(List.of(future)))) {
                assertThatThrownBy(call)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(
                                "The future belongs to a different loop than the one specified:"
                                        + " <Future pending> is not of "
                                        + running
                                        + "\n"
                                        + "Use wrapFuture() to follow a future of another loop");
            }
            assertRefused(
                    () -> Rondo.waitAll(List.of(future)),
                    "Task Task-1 called waitAll() on an object of another loop: <Future pending>",
                    "Await wrapFuture() of a future of another loop; give other work to that loop"
                            + " with runCoroutineThreadsafe()");
        });
    }

    @Test
    void loopRunUntilAFutureOfAnotherLoopIsDone() {
        try (VirtualLoop other = new VirtualLoop()) {
            assertThatThrownBy(() -> other.loop().runUntilComplete(future))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "The future belongs to a different loop than the one specified:"
                                    + " <Future pending> is not of "
                                    + other.loop()
                                    + "\n"
                                    + "Use wrapFuture() to follow a future of another loop");
        }
    }
}
