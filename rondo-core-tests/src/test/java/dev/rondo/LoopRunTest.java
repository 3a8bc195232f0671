package dev.rondo;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link EventLoop#runForever}, {@link EventLoop#runUntilComplete}, {@link EventLoop#stop}. */
class LoopRunTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> ran = new ArrayList<>();

    @AfterEach
    void close() {
        virtual.close();
    }

    // ---- runUntilComplete

    @Test
    void runsABodyUntilItIsDone() {
        String result =
                loop.runUntilComplete(() -> {
                    sleep(0.1);
                    return "done";
                });

        assertThat(result).isEqualTo("done");
        assertThat(virtual.now()).isEqualTo(Duration.ofMillis(100));
        assertThat(loop.isRunning()).isFalse();
    }

    @Test
    void runsAFutureUntilItIsDone() {
        Future<String> future = loop.createFuture();
        loop.callLater(1, () -> future.setResult("done"));

        assertThat(loop.runUntilComplete(future)).isEqualTo("done");
    }

    @Test
    void runsACoroutineUntilItIsDone() {
        assertThat(loop.runUntilComplete(Rondo.coroutine("answer", () -> 42))).isEqualTo(42);
    }

    @Test
    void futureThatIsDoneTakesOnePass() {
        Future<String> future = loop.createFuture();
        future.setResult("done");
        loop.callSoon(() -> ran.add("ready before"));
        loop.callSoon(() -> loop.callSoon(() -> ran.add("next pass")));

        assertThat(loop.runUntilComplete(future)).isEqualTo("done");
        assertThat(ran).containsExactly("ready before");
    }

    @Test
    void callbacksThatWereReadyWhenItEndedRunInThatPass() {
        Future<String> future = loop.createFuture();
        loop.callSoon(() -> future.setResult("done"));
        loop.callSoon(() -> ran.add("same pass"));

        loop.runUntilComplete(future);

        assertThat(ran).containsExactly("same pass");
    }

    @Test
    void uncheckedFailureIsThrownAsItIs() {
        var failure = new IllegalArgumentException("no");
        Callable<Void> failing =
                () -> {
                    throw failure;
                };

        assertThatThrownBy(() -> loop.runUntilComplete(failing)).isSameAs(failure);
    }

    @Test
    void checkedFailureIsWrapped() {
        var failure = new IOException("no");
        Callable<Void> failing =
                () -> {
                    throw failure;
                };

        assertThatThrownBy(() -> loop.runUntilComplete(failing))
                .isInstanceOf(CompletionException.class)
                .hasCause(failure);
    }

    @Test
    void cancelledFutureThrowsCancelledError() {
        Future<String> future = loop.createFuture();
        loop.callSoon(() -> future.cancel("enough"));

        assertThatThrownBy(() -> loop.runUntilComplete(future))
                .isInstanceOf(CancelledError.class)
                .hasMessage("enough");
    }

    @Test
    void stopBeforeTheEndIsAnErrorThatNamesTheFuture() {
        assertThatThrownBy(() ->
                        loop.runUntilComplete(() -> {
                            loop.stop();
                            sleep(0.1);
                            return "never";
                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Event loop stopped before Future completed")
                .hasMessageContaining("Task-1");
    }

    @Test
    void taskThatAStopInterruptedGoesOnInTheNextRun() {
        Task<String> task =
                loop.createTask(() -> {
                    loop.stop();
                    sleep(0.1);
                    return "done";
                });
        assertThatThrownBy(() -> loop.runUntilComplete(task))
                .isInstanceOf(IllegalStateException.class);

        assertThat(loop.runUntilComplete(task)).isEqualTo("done");
    }

    @Test
    void futureOfAnotherLoopIsRefused() {
        try (var other = new VirtualLoop()) {
            Future<String> future = loop.createFuture();

            assertThatThrownBy(() -> other.loop().runUntilComplete(future))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("belongs to a different loop");
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void nothingToRunIsRefused() {
        assertThatThrownBy(() -> loop.runUntilComplete((Callable<Void>) null))
                .isInstanceOf(NullPointerException.class);
    }

    // ---- nesting

    @Test
    void nestedRunOfTheSameLoopIsRefused() {
        Coroutine<String> inner = Rondo.coroutine("inner", () -> "never");
        Callable<String> outer =
                () -> {
                    assertThat(loop.isRunning()).isTrue();
                    return loop.runUntilComplete(inner);
                };

        assertThatThrownBy(() -> loop.runUntilComplete(outer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("This event loop is already running");
        inner.close();
    }

    @Test
    void runOfAnotherLoopInsideATaskIsRefused() {
        try (var other = new VirtualLoop()) {
            Callable<String> outer =
                    () -> {
                        other.loop().runForever();
                        return "never";
                    };

            assertThatThrownBy(() -> loop.runUntilComplete(outer))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            "Cannot run the event loop while another loop is running");
        }
    }

    @Test
    void runOfAnotherLoopInsideACallbackIsRefused() {
        try (var other = new VirtualLoop()) {
            loop.callSoon(() -> other.loop().runForever());
            virtual.runOnce();

            assertThat(virtual.reports()).hasSize(1);
            assertThat(virtual.reports().getFirst().exception().orElseThrow())
                    .hasMessageContaining("while another loop is running");
        }
    }

    // ---- runForever and stop

    @Test
    void runsUntilItIsStopped() {
        loop.callSoon(() -> ran.add("ran"));
        loop.callLater(1, loop::stop);

        loop.runForever();

        assertThat(ran).containsExactly("ran");
        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void stopLetsThePassEnd() {
        loop.callSoon(loop::stop);
        loop.callSoon(() -> ran.add("same pass"));
        loop.callSoon(() -> loop.callSoon(() -> ran.add("next pass")));

        loop.runForever();

        assertThat(ran).containsExactly("same pass");
        virtual.runOnce();
        assertThat(ran).containsExactly("same pass", "next pass");
    }

    @Test
    void stopBeforeTheRunMeansOnePassThatDoesNotWait() {
        loop.callLater(1, () -> ran.add("later"));
        loop.callSoon(() -> ran.add("soon"));
        loop.stop();

        loop.runForever();

        assertThat(ran).containsExactly("soon");
        assertThat(virtual.now()).isZero();
    }

    @Test
    void stopEndsOneRunOnly() {
        loop.stop();
        loop.stop();
        loop.runForever();
        loop.callLater(1, loop::stop);

        loop.runForever();

        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void stopAfterACallbackRunsItOnce() {
        loop.callSoon(() -> ran.add("ran"));
        loop.callSoon(loop::stop);

        loop.runForever();

        assertThat(ran).containsExactly("ran");
    }

    @Test
    void loopRunsAgainAndAgain() {
        for (int i = 0; i < 3; i++) {
            loop.callSoon(() -> ran.add("ran"));
            loop.callSoon(loop::stop);
            loop.runForever();
        }

        assertThat(ran).hasSize(3);
    }

    @Test
    void runsOnOneThreadAfterTheOther() throws InterruptedException {
        Task<String> task =
                loop.createTask(() -> {
                    sleep(0);
                    sleep(1);
                    return "done";
                });
        virtual.runOnce();
        Thread other = Thread.ofPlatform().start(() -> loop.runUntilComplete(task));
        other.join();

        assertThat(task.result()).isEqualTo("done");
    }

    @Test
    void runsOnAVirtualThreadToo() throws InterruptedException {
        Thread thread =
                Thread.ofVirtual()
                        .start(() ->
                                ran.add(
                                        loop.runUntilComplete(
                                                () -> sleep(Duration.ofSeconds(1), "ran"))));
        thread.join();

        assertThat(ran).containsExactly("ran");
    }

    @Test
    void failureOfAPassIsThrownOnAVirtualThreadToo() throws InterruptedException {
        EventLoop broken =
                EventLoop.create(
                        LoopOptions.defaults()
                                .withPoller(() ->
                                        new Poller() {
                                            @Override
                                            public void poll(long nanos, Sink sink) {
                                                throw new IllegalStateException("no device");
                                            }

                                            @Override
                                            public void wakeUp() {}
                                        }));
        List<Throwable> thrown = new ArrayList<>();
        Runnable run =
                () -> {
                    try {
                        broken.runForever();
                    } catch (IllegalStateException e) {
                        thrown.add(e);
                    }
                };
        run.run();
        Thread.ofVirtual().start(run).join();

        assertThat(thrown)
                .extracting(Throwable::getMessage)
                .containsExactly("no device", "no device");
        assertThat(broken.isRunning()).isFalse();
        broken.close();
    }

    // ---- KeyboardInterrupt

    @Test
    void keyboardInterruptInATaskEndsTheRun() {
        var interrupt = new KeyboardInterrupt();
        Callable<Void> interrupted =
                () -> {
                    throw interrupt;
                };

        assertThatThrownBy(() -> loop.runUntilComplete(interrupted)).isSameAs(interrupt);
        loop.close();
        virtual.assertNoReports();
    }

    @Test
    void keyboardInterruptInATaskLeavesNoStopBehind() {
        Callable<Void> interrupted =
                () -> {
                    throw new KeyboardInterrupt();
                };
        assertThatThrownBy(() -> loop.runUntilComplete(interrupted))
                .isInstanceOf(KeyboardInterrupt.class);
        loop.callSoon(() ->
                loop.callSoon(() -> {
                    ran.add("second pass");
                    loop.stop();
                }));

        loop.runForever();

        assertThat(ran).containsExactly("second pass");
    }

    @Test
    void keyboardInterruptInACallbackEndsTheRunAndTheNextOneWorks() {
        loop.callSoon(LoopRunTest::interrupt);
        Task<String> first = loop.createTask(() -> sleep(Duration.ofSeconds(1), "first"));
        assertThatThrownBy(() -> loop.runUntilComplete(first))
                .isInstanceOf(KeyboardInterrupt.class);

        String second = loop.runUntilComplete(() -> sleep(Duration.ofSeconds(2), "second"));

        assertThat(second).isEqualTo("second");
        assertThat(first.result()).isEqualTo("first");
    }

    @Test
    void keyboardInterruptInAnotherTaskEndsTheRun() {
        Task<Void> other = loop.createTask(LoopRunTest::interrupt);

        assertThatThrownBy(() -> loop.runUntilComplete(() -> sleep(Duration.ofSeconds(1), "main")))
                .isInstanceOf(KeyboardInterrupt.class);
        assertThatThrownBy(other::result).isInstanceOf(KeyboardInterrupt.class);
    }

    private static void interrupt() {
        throw new KeyboardInterrupt();
    }

    @Test
    void secondKeyboardInterruptOfAPassIsSuppressed() {
        var first = new KeyboardInterrupt();
        var second = new KeyboardInterrupt();
        for (KeyboardInterrupt next : List.of(first, second)) {
            loop.callSoon(() -> {
                throw next;
            });
        }

        assertThatThrownBy(loop::runForever).isSameAs(first);
        assertThat(first.getSuppressed()).containsExactly(second);
        virtual.runOnce();
    }

    // ---- the running loop

    @Test
    void runningLoopIsTheOneThatRunsTheCaller() {
        assertThat(loop.runUntilComplete(Rondo::runningLoop)).isSameAs(loop);
        loop.callSoon(() -> ran.add(Boolean.toString(runningLoop() == loop)));
        virtual.runOnce();
        assertThat(ran).containsExactly("true");
    }

    @Test
    void outsideOfTheLoopNoLoopRuns() {
        assertNoRunningLoop();
        loop.runUntilComplete(() -> "ran");
        assertNoRunningLoop();
    }

    private static void assertNoRunningLoop() {
        assertThatThrownBy(Rondo::runningLoop)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
    }

    @Test
    void otherThreadsHaveNoRunningLoop() {
        VirtualLoop.run(() ->
                Rondo.toThread(() -> {
                    assertNoRunningLoop();
                    return null;
                }));
    }

    @Test
    void isRunningSaysWhetherItRuns() {
        assertThat(loop.isRunning()).isFalse();
        assertThat(loop.runUntilComplete(loop::isRunning)).isTrue();
        assertThat(loop.isRunning()).isFalse();
    }

    @Test
    void eachOfSeveralLoopsRunsItsOwnTasks() throws InterruptedException {
        try (var other = new VirtualLoop()) {
            List<EventLoop> seen = new ArrayList<>();
            Thread thread =
                    Thread.ofPlatform()
                            .start(() -> seen.add(other.loop().runUntilComplete(this::ownLoop)));
            EventLoop own = loop.runUntilComplete(this::ownLoop);
            thread.join();

            assertThat(own).isSameAs(loop);
            assertThat(seen).containsExactly(other.loop());
        }
    }

    private EventLoop ownLoop() {
        return createTask(() -> sleep(Duration.ofSeconds(1), runningLoop())).await();
    }
}
