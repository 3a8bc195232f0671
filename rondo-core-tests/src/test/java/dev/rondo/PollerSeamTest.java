package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a loop asks of its {@link Poller}, and what a poller may do to it. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PollerSeamTest {
    private final FakePoller poller = new FakePoller();
    private final EventLoop loop =
            EventLoop.create(
                    LoopOptions.defaults()
                            .withPoller(() -> poller)
                            .withClock(() -> poller.nowNanos));
    private final List<String> steps = poller.steps;

    /** Writes down what it is asked; a wait takes its whole time unless the script says else. */
    private static final class FakePoller implements Poller {
        private final List<Long> timeouts = new ArrayList<>();
        private final List<String> steps = Collections.synchronizedList(new ArrayList<>());
        private final Deque<Consumer<Sink>> script = new ArrayDeque<>();
        private final AtomicInteger wakeUps = new AtomicInteger();
        private long nowNanos;

        @Override
        public void poll(long timeoutNanos, Sink sink) {
            timeouts.add(timeoutNanos);
            if (!script.isEmpty()) {
                script.poll().accept(sink);
            } else if (timeoutNanos == FOREVER) {
                throw new AssertionError("would wait for ever");
            } else {
                nowNanos += timeoutNanos;
            }
        }

        @Override
        public void wakeUp() {
            wakeUps.incrementAndGet();
        }

        @Override
        public void flush() {
            steps.add("flush");
        }

        @Override
        public void close() {
            steps.add("close");
        }
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private Runnable step(String name) {
        return () -> steps.add(name);
    }

    private void runOnce() {
        loop.stop();
        loop.runForever();
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    // ---- the time it is given

    @Test
    void onlyLooksWhileSomethingIsReady() {
        loop.callSoon(loop::stop);

        loop.runForever();

        assertThat(poller.timeouts).containsExactly(0L);
    }

    @Test
    void onlyLooksWhenTheLoopWasStoppedBefore() {
        runOnce();

        assertThat(poller.timeouts).containsExactly(0L);
    }

    @Test
    void waitsUntilTheNextTimer() {
        loop.callLater(10, loop::stop);
        loop.callLater(20, step("never"));

        loop.runForever();

        assertThat(poller.timeouts).containsExactly(seconds(10));
    }

    @Test
    void cancelledTimersDoNotCount() {
        loop.callLater(5, step("never")).cancel();
        loop.callLater(10, loop::stop);

        loop.runForever();

        assertThat(poller.timeouts).containsExactly(seconds(10));
    }

    @Test
    void sleepingTasksCountLikeTimers() {
        loop.runUntilComplete(() -> {
            Rondo.sleep(3);
            return null;
        });

        assertThat(poller.timeouts).containsExactly(0L, seconds(3));
    }

    @Test
    void timerThatIsDueMeansOnlyToLook() {
        poller.nowNanos = seconds(7);
        loop.callAt(Duration.ofSeconds(6), loop::stop);

        loop.runForever();

        assertThat(poller.timeouts).containsExactly(0L);
    }

    @Test
    void waitsForEverWhenThereIsNoTimer() {
        poller.script.add(sink -> sink.callSoon(loop::stop));

        loop.runForever();

        assertThat(poller.timeouts).containsExactly(Poller.FOREVER);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7_000_000_000L, -7_000_000_000L})
    void whatWaitsForEverIsNoTimer(long now) {
        poller.nowNanos = now;
        loop.callLater(Double.POSITIVE_INFINITY, step("never"));
        Task<?> sleeper = loop.createTask(() -> Rondo.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
        Task<?> limited =
                loop.createTask(() ->
                        Rondo.timeout(Double.POSITIVE_INFINITY, () -> loop.createFuture().await()));
        runOnce();
        assertThat(sleeper.snapshot().waitingOn()).isEqualTo("sleep for ever");
        poller.timeouts.clear();
        poller.script.add(Poller.Sink::stop);

        loop.runForever();

        assertThat(poller.timeouts).containsExactly(Poller.FOREVER);
        sleeper.cancel();
        limited.cancel();
        runOnce();
        runOnce();
        assertThat(sleeper.cancelled()).isTrue();
        assertThat(limited.cancelled()).isTrue();
    }

    @Test
    void waitsADayAtMost() {
        loop.callLater(Duration.ofDays(3), loop::stop);

        loop.runForever();

        long day = Duration.ofDays(1).toNanos();
        assertThat(poller.timeouts).containsExactly(day, day, day);
    }

    @Test
    void returningEarlyMeansToWaitForTheRest() {
        loop.callLater(10, loop::stop);
        poller.script.add(sink -> poller.nowNanos += seconds(4));

        loop.runForever();

        assertThat(poller.timeouts).containsExactly(seconds(10), seconds(6));
    }

    @Test
    void returningTooLateFiresWhatIsDueInOrder() {
        loop.callLater(2, step("second"));
        loop.callLater(1, step("first"));
        loop.callLater(3, loop::stop);
        poller.script.add(sink -> poller.nowNanos += seconds(60));

        loop.runForever();

        assertThat(steps).containsExactly("first", "second", "flush");
    }

    @Test
    void onlyLooksWhenOtherThreadsHaveQueuedSomething() {
        loop.callSoonThreadsafe(loop::stop);

        loop.runForever();

        assertThat(poller.timeouts).containsExactly(0L);
        assertThat(poller.wakeUps).hasValue(0);
    }

    // ---- the order of a pass

    @Test
    void readyOnesThenInputThenTimersThenFlush() {
        loop.callLater(0, step("timer"));
        loop.callSoon(step("ready"));
        loop.createTask(() -> step("task").run());
        poller.script.add(sink -> {
            steps.add("poll");
            sink.callSoon(step("first input"));
            sink.callSoon(step("second input"));
        });

        runOnce();

        assertThat(steps)
                .containsExactly(
                        "poll", "ready", "task", "first input", "second input", "timer", "flush");
    }

    @Test
    void whatInputCallbacksQueueRunsInTheNextPass() {
        poller.script.add(sink -> sink.callSoon(() -> loop.callSoon(step("next pass"))));

        runOnce();
        assertThat(steps).containsExactly("flush");
        runOnce();
        assertThat(steps).containsExactly("flush", "next pass", "flush");
    }

    @Test
    void inputCallbackRunsOnceHoweverOftenTheLoopIsStopped() {
        poller.script.add(sink -> sink.callSoon(step("input")));

        loop.callSoon(loop::stop);
        loop.runForever();
        loop.callSoon(loop::stop);
        loop.runForever();

        assertThat(steps).containsExactly("input", "flush", "flush");
    }

    @Test
    void failureOfAnInputCallbackIsReported() {
        List<ExceptionContext> heard = new ArrayList<>();
        loop.setExceptionHandler(java.util.Optional.of((l, context) -> heard.add(context)));
        poller.script.add(sink ->
                sink.callSoon(() -> {
                    throw new IllegalStateException("no");
                }));

        runOnce();

        assertThat(heard).hasSize(1);
        assertThat(heard.getFirst().message()).startsWith("Exception in callback");
        assertThat(steps).containsExactly("flush");
    }

    @Test
    void everyPassIsFlushedOnceAndLast() {
        loop.callSoon(() -> loop.callSoon(step("second pass")));
        loop.callSoon(step("first pass"));

        runOnce();
        runOnce();

        assertThat(steps).containsExactly("first pass", "flush", "second pass", "flush");
    }

    @Test
    void failureOfThePollerEndsTheRun() {
        poller.script.add(sink -> {
            throw new IllegalStateException("no device");
        });
        loop.callSoon(step("later"));

        assertThatThrownBy(loop::runForever).hasMessage("no device");
        assertThat(loop.isRunning()).isFalse();
        runOnce();
        assertThat(steps).containsExactly("later", "flush");
    }

    @Test
    void failureOfThePollerIsThrownByARunnerAndTheTasksAreCleanedUp() {
        Action<RuntimeException> main =
                () -> {
                    try {
                        poller.script.add(sink -> {
                            throw new IllegalStateException("no device");
                        });
                        Rondo.sleep(1);
                    } finally {
                        steps.add("cleaned up");
                    }
                };
        RunnerOptions options = RunnerOptions.defaults().withLoopFactory(() -> loop);

        assertThatThrownBy(() -> Rondo.run(options, main)).hasMessage("no device");
        assertThat(steps).contains("cleaned up").endsWith("close");
    }

    // ---- work with other threads

    @Test
    void hearsHowMuchWorkIsWithOtherThreads() {
        CountDownLatch go = new CountDownLatch(1);
        List<Integer> outstanding = new ArrayList<>();
        ExecutorService own = Executors.newSingleThreadExecutor();
        poller.script.add(sink -> outstanding.add(sink.outstanding()));
        Future<Object> work =
                loop.runInExecutor(
                        own,
                        () -> {
                            go.await();
                            return "done";
                        });
        runOnce();
        go.countDown();
        own.close(); // waits for the work
        poller.script.add(sink -> assertThat(sink.outstanding()).isEqualTo(1)); // not taken yet

        assertThat(loop.runUntilComplete(work)).isEqualTo("done");
        poller.script.add(sink -> outstanding.add(sink.outstanding()));
        runOnce();
        assertThat(outstanding).containsExactly(1, 0);
    }

    // ---- waking

    @Test
    void isWokenOnceASleepAndWhatArrivedRunsInThatPass() {
        poller.script.add(sink -> onAnotherThread(3));
        loop.callLater(1, loop::stop);

        loop.runForever();

        assertThat(steps)
                .containsExactly("from outside", "from outside", "from outside", "flush", "flush");
        assertThat(poller.wakeUps).hasValue(1);
    }

    @Test
    void isWokenAgainInTheNextSleep() {
        poller.script.add(sink -> onAnotherThread(1));
        poller.script.add(sink -> onAnotherThread(1));
        loop.callLater(1, loop::stop);

        loop.runForever();

        assertThat(poller.wakeUps).hasValue(2);
        assertThat(poller.timeouts).containsExactly(seconds(1), seconds(1), seconds(1));
    }

    @Test
    void isNotWokenWhileItOnlyLooks() {
        poller.script.add(sink -> onAnotherThread(3));

        runOnce();

        assertThat(poller.wakeUps).hasValue(0);
        runOnce();
        assertThat(steps)
                .containsExactly("flush", "from outside", "from outside", "from outside", "flush");
    }

    @Test
    void isNotWokenByTheLoopItself() {
        loop.callSoon(() -> loop.callSoonThreadsafe(step("threadsafe")));
        runOnce();
        runOnce();

        assertThat(steps).containsExactly("flush", "threadsafe", "flush");
        assertThat(poller.wakeUps).hasValue(0);
    }

    private void onAnotherThread(int calls) {
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 0; i < calls; i++) {
                                loop.callSoonThreadsafe(step("from outside"));
                            }
                        });
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---- closing

    @Test
    void isClosedWithItsLoopOnce() {
        loop.close();
        loop.close();

        assertThat(steps).containsExactly("close");
    }

    @Test
    void everyLoopMakesItsOwn() {
        List<Poller> made = new ArrayList<>();
        LoopOptions options =
                LoopOptions.defaults()
                        .withPoller(() -> {
                            Poller next = new FakePoller();
                            made.add(next);
                            return next;
                        });

        EventLoop.create(options).close();
        EventLoop.create(options).close();

        assertThat(made).hasSize(2);
        assertThat(made.get(0)).isNotSameAs(made.get(1));
    }

    // ---- the one without input

    @Test
    void parkingPollerWakesForOtherThreads() throws InterruptedException {
        try (EventLoop parked = EventLoop.create()) {
            Thread thread =
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < 1000; i++) {
                                    parked.callSoonThreadsafe(step("from outside"));
                                }
                                parked.callSoonThreadsafe(parked::stop);
                            });
            parked.runForever();
            thread.join();
        }
        assertThat(steps).hasSize(1000);
    }

    @Test
    void parkingPollerIsNotHurtByAnInterrupt() {
        try (EventLoop parked = EventLoop.create()) {
            Thread.currentThread().interrupt();
            assertThat(parked.runUntilComplete(() -> Rondo.toThread(() -> "done")))
                    .isEqualTo("done");
        } finally {
            Thread.interrupted();
        }
    }
}
