package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link Rondo#runCoroutineThreadsafe}: a thread outside has a loop do something. */
class RunCoroutineThreadsafeTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void nothingIsReported() {
        virtual.close();
        virtual.assertNoReports();
    }

    /**
     * Runs code on another thread while the loop runs. Not one of the executor, for which virtual
     * time waits: these threads wait for the loop's time.
     */
    private <T> T outside(Callable<T> code) {
        return loop.runUntilComplete(() -> startOutside(code).await());
    }

    private <T> Future<T> startOutside(Callable<T> code) {
        Future<T> result = createFuture();
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    FutureTask<T> task = new FutureTask<>(code);
                    task.run();
                    loop.callSoonThreadsafe(() -> settle(result, task));
                });
        return result;
    }

    private static <T> void settle(Future<T> result, FutureTask<T> task) {
        if (task.state() == FutureTask.State.SUCCESS) {
            result.setResult(task.resultNow());
        } else {
            result.setException(task.exceptionNow());
        }
    }

    private static int add(int a, int b) {
        sleep(0.05);
        return a + b;
    }

    @Test
    void resultReachesTheThread() {
        assertThat(outside(() -> runCoroutineThreadsafe(() -> add(1, 2), loop).get())).isEqualTo(3);
    }

    @Test
    void bodyMayHaveNoResult() {
        List<String> ran = new ArrayList<>();
        assertThat(
                        outside(() ->
                                runCoroutineThreadsafe(
                                                () -> {
                                                    sleep(0.05);
                                                    ran.add(currentTask().orElseThrow().name());
                                                },
                                                loop)
                                        .get()))
                .isNull();
        assertThat(ran).hasSize(1);
    }

    @Test
    void bodyRunsAsATaskOfTheLoop() {
        EventLoop ranOn =
                outside(() ->
                        runCoroutineThreadsafe(() -> currentTask().orElseThrow().loop(), loop)
                                .get());
        assertThat(ranOn).isSameAs(loop);
    }

    @Test
    void exceptionReachesTheThread() {
        IOException failure = new IOException("Fail!");
        Throwable thrown =
                outside(() -> {
                    var future = runCoroutineThreadsafe(() -> failLater(failure), loop);
                    try {
                        return new AssertionError("got " + future.get());
                    } catch (ExecutionException e) {
                        return e.getCause();
                    }
                });
        assertThat(thrown).isSameAs(failure);
    }

    private static String failLater(IOException failure) throws IOException {
        sleep(0.05);
        throw failure;
    }

    @Test
    void cancelAfterATimeoutEndsTheTask() {
        boolean timedOut =
                outside(() -> {
                    var future = runCoroutineThreadsafe(() -> endless(), loop);
                    try {
                        future.get(0, TimeUnit.SECONDS);
                        return false;
                    } catch (java.util.concurrent.TimeoutException e) {
                        return future.cancel(true);
                    }
                });
        virtual.runBriefly();
        assertThat(timedOut).isTrue();
        assertThat(loop.allTasks()).isEmpty();
    }

    private static String endless() {
        createFuture().await();
        return "never";
    }

    @Test
    void cancelOfTheRunningTaskReachesItsCleanup() {
        outside(() -> {
            var future =
                    runCoroutineThreadsafe(
                            () -> {
                                try {
                                    return endless();
                                } finally {
                                    log.add("cleaned");
                                }
                            },
                            loop);
            runCoroutineThreadsafe(() -> sleep(Duration.ZERO, ""), loop)
                    .get(); // it has begun to wait
            return future.cancel(true);
        });
        virtual.runBriefly();
        assertThat(log).containsExactly("cleaned");
        assertThat(loop.allTasks()).isEmpty();
    }

    @Test
    void cancelledTaskIsACancellationForTheThread() {
        String outcome =
                outside(() -> {
                    var future =
                            runCoroutineThreadsafe(
                                    () -> {
                                        sleep(0.05);
                                        currentTask().orElseThrow().cancel();
                                        sleep(0);
                                        return "never";
                                    },
                                    loop);
                    try {
                        return future.get();
                    } catch (CancellationException e) {
                        return "cancelled " + future.isCancelled();
                    }
                });
        assertThat(outcome).isEqualTo("cancelled true");
    }

    @Test
    void failureOfTheTaskFactoryReachesTheThread() {
        IllegalArgumentException failure = new IllegalArgumentException("factory");
        Throwable thrown =
                loop.runUntilComplete(() -> {
                    loop.setTaskFactory(Optional.of(new Refusing(failure)));
                    return startOutside(
                                    () -> {
                                        var future = runCoroutineThreadsafe(() -> add(1, 2), loop);
                                        try {
                                            return new AssertionError("got " + future.get());
                                        } catch (ExecutionException e) {
                                            return e.getCause();
                                        }
                                    })
                            .await();
                });
        loop.setTaskFactory(Optional.empty());
        assertThat(thrown).isSameAs(failure);
    }

    private record Refusing(RuntimeException failure) implements TaskFactory {
        @Override
        public <T> Task<T> create(EventLoop loop, Callable<T> body, TaskOptions options) {
            throw failure;
        }
    }

    @Test
    void loopThatDoesNotRunYetTakesItLater() throws Exception {
        var future = runCoroutineThreadsafe(() -> "later", loop);
        assertThat(future.isDone()).isFalse();
        virtual.runBriefly();
        assertThat(future.get()).isEqualTo("later");
    }

    @Test
    void cancelBeforeTheLoopTookItMeansThatItNeverRuns() {
        var future = runCoroutineThreadsafe(() -> log.add("ran"), loop);
        assertThat(future.cancel(true)).isTrue();
        virtual.runBriefly();
        assertThat(log).isEmpty();
        assertThat(loop.allTasks()).isEmpty();
    }

    @Test
    void closedLoopRefuses() {
        virtual.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> runCoroutineThreadsafe(() -> "never", loop))
                .withMessageContaining("closed");
    }

    @Test
    void loopThatClosesFirstTellsTheThread() {
        var future = runCoroutineThreadsafe(() -> "never", loop);
        virtual.close();
        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void waitingThreadDoesNotHoldTheLoop() {
        String result =
                loop.runUntilComplete(() -> {
                    Future<String> thread =
                            startOutside(() ->
                                    runCoroutineThreadsafe(
                                                    () ->
                                                            sleep(
                                                                    Duration.ofSeconds(1),
                                                                    "from the loop"),
                                                    loop)
                                            .get());
                    createTask(() -> {
                        sleep(0.5);
                        log.add("others run");
                    });
                    return thread.await();
                });
        assertThat(result).isEqualTo("from the loop");
        assertThat(log).containsExactly("others run");
    }

    @Test
    void timeoutOfTheThreadDoesNotEndTheTask() {
        Future<String> gate = loop.createFuture();
        outside(() -> {
            var future = runCoroutineThreadsafe(gate::await, loop);
            assertThatExceptionOfType(java.util.concurrent.TimeoutException.class)
                    .isThrownBy(() -> future.get(0, TimeUnit.NANOSECONDS));
            loop.callSoonThreadsafe(() -> gate.setResult("open"));
            return log.add(future.get());
        });
        assertThat(log).containsExactly("open");
    }
}
