package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Loops, runners and executors that are closed. */
class ClosedMisuseTest {
    private static Map<String, Action<?>> refused(EventLoop loop) {
        Map<String, Action<?>> calls = new LinkedHashMap<>();
        calls.put("runForever", loop::runForever);
        calls.put("runUntilComplete", () -> loop.runUntilComplete(() -> 1));
        calls.put("callSoon", () -> loop.callSoon(() -> {}));
        calls.put("callSoonThreadsafe", () -> loop.callSoonThreadsafe(() -> {}));
        calls.put("callLater", () -> loop.callLater(1, () -> {}));
        calls.put("callAt", () -> loop.callAt(Duration.ZERO, () -> {}));
        calls.put("createTask", () -> loop.createTask(() -> 1));
        calls.put("newTask", () -> loop.newTask(() -> 1, TaskOptions.defaults()));
        calls.put("runInExecutor", () -> loop.runInExecutor(() -> 1));
        calls.put(
                "shutdownDefaultExecutor",
                () -> loop.shutdownDefaultExecutor(Duration.ofSeconds(1)));
        calls.put("setDefaultExecutor", () -> loop.setDefaultExecutor(ForkJoinPool.commonPool()));
        calls.put("callAtPassEnd", () -> loop.callAtPassEnd(() -> {}));
        calls.put("installPoller", () -> loop.installPoller(Poller.parking()));
        calls.put("addSignalHandler", () -> loop.addSignalHandler("USR2", () -> {}));
        return calls;
    }

    /** What a closed loop still answers to. */
    private static Map<String, Action<?>> harmless(EventLoop loop) {
        Map<String, Action<?>> calls = new LinkedHashMap<>();
        calls.put("close", loop::close);
        calls.put("stop", loop::stop);
        calls.put("isClosed", loop::isClosed);
        calls.put("poller", loop::poller);
        calls.put("draw", () -> loop.draw(1));
        calls.put("passNanos", loop::passNanos);
        calls.put("waitGraph", () -> loop.waitGraph());
        calls.put("counters", loop::counters);
        calls.put("number", loop::number);
        calls.put("threadName", loop::threadName);
        calls.put("isRunning", loop::isRunning);
        calls.put("time", loop::time);
        calls.put("debug", loop::debug);
        calls.put("setDebug", () -> loop.setDebug(false));
        calls.put("engine", loop::engine);
        calls.put("snapshot", loop::snapshot);
        calls.put("timers", loop::timers);
        calls.put("toString", loop::toString);
        calls.put("allTasks", loop::allTasks);
        calls.put("createFuture", loop::createFuture);
        calls.put("taskFactory", loop::taskFactory);
        calls.put("setTaskFactory", () -> loop.setTaskFactory(Optional.empty()));
        calls.put("inheritance", loop::inheritance);
        calls.put("setInheritance", () -> loop.setInheritance(Optional.empty()));
        calls.put("exceptionHandler", loop::exceptionHandler);
        calls.put("setExceptionHandler", () -> loop.setExceptionHandler(Optional.empty()));
        calls.put(
                "callExceptionHandler",
                () -> {
                    loop.setExceptionHandler(Optional.of((l, context) -> {}));
                    loop.callExceptionHandler(new ExceptionContext("late"));
                });
        calls.put("slowCallbackDuration", loop::slowCallbackDuration);
        calls.put(
                "setSlowCallbackDuration",
                () -> loop.setSlowCallbackDuration(Duration.ofSeconds(1)));
        calls.put("checkThread", () -> loop.checkThread("closed"));
        calls.put("removeSignalHandler", () -> loop.removeSignalHandler("USR2"));
        return calls;
    }

    private static EventLoop closedLoop() {
        VirtualLoop virtual = new VirtualLoop();
        virtual.close();
        return virtual.loop();
    }

    @Test
    void closedLoopRefusesWork() {
        EventLoop loop = closedLoop();
        refused(loop)
                .forEach((name, call) ->
                        assertThatThrownBy(call::run)
                                .as(name)
                                .isExactlyInstanceOf(IllegalStateException.class)
                                .hasMessage(
                                        "Event loop is closed: <EventLoop running=false closed=true"
                                                + " debug=false engine="
                                                + loop.engine()
                                                + ">\n"
                                                + "Make a new one, or keep this one open longer"));
        assertThatThrownBy(() -> Rondo.runCoroutineThreadsafe(() -> 1, loop))
                .hasMessageStartingWith("Event loop is closed: <EventLoop running=false");
    }

    @Test
    void closedLoopAnswersQuestions() throws Throwable {
        for (Action<?> call : harmless(closedLoop()).values()) {
            call.run();
        }
    }

    @Test
    void everyMethodOfTheLoopIsAmongThem() {
        EventLoop loop = closedLoop();
        TreeSet<String> methods =
                Arrays.stream(EventLoop.class.getDeclaredMethods())
                        .filter(m -> Modifier.isPublic(m.getModifiers()))
                        .filter(m -> !Modifier.isStatic(m.getModifiers()) && !m.isBridge())
                        .map(java.lang.reflect.Method::getName)
                        .collect(Collectors.toCollection(TreeSet::new));
        methods.removeAll(refused(loop).keySet());
        methods.removeAll(harmless(loop).keySet());
        methods.remove("defaultExceptionHandler"); // logs
        assertThat(methods).isEmpty();
    }

    @Test
    void closedRunnerRefusesWork() {
        Runner runner = new Runner();
        assertThat(runner.<Integer, RuntimeException>run(() -> 1)).isEqualTo(1);
        runner.close();
        runner.close();
        for (Action<?> call :
                java.util.List.<Action<?>>of(
                        () -> runner.run(() -> 1),
                        () -> runner.run(() -> {}),
                        () -> runner.run(() -> 1, new Context()),
                        runner::loop)) {
            assertThatThrownBy(call::run)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("Runner is closed\nMake a new one: new Runner()");
        }
    }

    @Test
    void runnerClosedBeforeItsFirstUseRefusesWork() {
        Runner runner = new Runner();
        runner.close();
        assertThatThrownBy(() -> runner.run(() -> {}))
                .hasMessage("Runner is closed\nMake a new one: new Runner()");
    }

    @Test
    void defaultExecutorThatWasShutDownRefusesWork() {
        VirtualLoop.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            loop.shutdownDefaultExecutor(Duration.ofSeconds(1));
            for (Action<?> call :
                    java.util.List.<Action<?>>of(
                            () -> loop.runInExecutor(() -> 1), () -> Rondo.toThread(() -> 1))) {
                assertThatThrownBy(call::run)
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessage(
                                "Executor shutdown has been called: the default executor of "
                                        + loop
                                        + " takes no more work\n"
                                        + "Use an executor of your own with"
                                        + " runInExecutor(executor, ...)");
            }
        });
    }

    @Test
    void ownExecutorThatWasShutDownRefusesWork() {
        VirtualLoop.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            ExecutorService executor = Executors.newSingleThreadExecutor();
            executor.shutdown();
            assertThatThrownBy(() -> loop.runInExecutor(executor, () -> 1))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "The executor takes no more work: "
                                    + executor
                                    + "\nUse one that is not shut down or full");
            assertThat(loop.snapshot().outstanding()).isZero();
        });
    }
}
