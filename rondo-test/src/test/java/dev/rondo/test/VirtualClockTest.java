package dev.rondo.test;

import static dev.rondo.Rondo.await;
import static dev.rondo.Rondo.callLater;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runCoroutineThreadsafe;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.Rondo.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.Action;
import dev.rondo.EventLoop;
import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.RunnerOptions;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.net.Net;
import dev.rondo.sync.Event;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time that jumps, stands still, is moved by hand, and what it does not stand for. */
class VirtualClockTest {
    private final VirtualClock clock = new VirtualClock();

    private <X extends Throwable> void run(Action<X> body) throws X {
        Rondo.run(RunnerOptions.defaults().withLoopFactory(clock::newLoop), body);
    }

    private static void assumeScheduled() {
        try (EventLoop loop = EventLoop.create()) {
            assumeTrue(
                    loop.engine().equals("scheduled"),
                    "on the handoff engine a blocking call holds the loop");
        }
    }

    // ---- Jumping

    @Test
    void timeJumpsToTheNextTimer() {
        run(() -> {
            sleep(3_600);
            assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(1));
            sleep(0.5);
        });
        assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(1).plusMillis(500));
    }

    @Test
    void timeOfDayFollows() {
        run(() -> sleep(90));
        assertThat(clock.instant()).isEqualTo(Instant.parse("2000-01-01T00:01:30Z"));
        assertThat(clock.withZone(ZoneOffset.UTC).instant()).isEqualTo(clock.instant());
    }

    @Test
    void tasksWakeInTheOrderOfTheirTimes() {
        Steps steps = new Steps();
        run(() -> {
            Task<?> late =
                    createTask(() -> {
                        sleep(20);
                        steps.finish(3);
                    });
            createTask(() -> {
                sleep(10);
                steps.expect(2);
            });
            steps.expect(1);
            late.await();
        });
    }

    @Test
    void timeStandsStillWhileAThreadWorks() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        run(() -> {
            createTask(() -> {
                sleep(0);
                release.countDown();
            });
            timeout(0.001, () -> toThread(() -> release.await(10, TimeUnit.SECONDS)));
            assertThat(clock.elapsed()).isZero();
        });
    }

    @Test
    void aStageThatTheLoopsOwnTimerCompletesIsNoDeadlock() {
        run(() -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            callLater(60, () -> stage.complete("done"));
            assertThat(await(stage)).isEqualTo("done");
        });
        assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aStageThatAThreadCompletesAtOnceTakesNoTime() {
        run(() -> {
            CompletableFuture<String> stage = CompletableFuture.supplyAsync(() -> "done");
            timeout(60, () -> assertThat(await(stage)).isEqualTo("done"));
        });
        assertThat(clock.elapsed()).isZero();
    }

    @Test
    void aThreadThatWaitsForATaskIsNoDeadlock() throws Exception {
        run(() -> {
            EventLoop loop = runningLoop();
            String result =
                    toThread(() ->
                            runCoroutineThreadsafe(
                                            () -> {
                                                sleep(60);
                                                return "slept";
                                            },
                                            loop)
                                    .get());
            assertThat(result).isEqualTo("slept");
        });
        assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aThreadMayCallIn() {
        run(() -> {
            Future<String> future = runningLoop().createFuture();
            EventLoop loop = runningLoop();
            Thread.ofPlatform()
                    .start(() -> loop.callSoonThreadsafe(() -> future.setResult("called")));
            assertThat(future.await()).isEqualTo("called");
        });
    }

    // ---- By hand

    @Test
    void advanceLetsEverythingHappenThatIsDue() {
        clock.setAutojump(false);
        List<Duration> ticks = new ArrayList<>();
        run(() -> {
            Task<?> ticker =
                    createTask(() -> {
                        while (true) {
                            sleep(10);
                            ticks.add(clock.elapsed());
                        }
                    });
            clock.advance(9.5);
            assertThat(ticks).isEmpty();
            clock.advance(Duration.ofMillis(20_500));
            assertThat(ticks)
                    .containsExactly(
                            Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(30));
            assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(30));
            clock.advance(5);
            assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(35));
            ticker.cancel();
        });
    }

    @Test
    void advanceWorksWhileTheClockJumpsToo() {
        run(() -> {
            Task<?> sleeper = createTask(() -> sleep(10));
            clock.advance(9);
            assertThat(sleeper.done()).isFalse();
            clock.advance(1);
            assertThat(sleeper.done()).isTrue();
            clock.advance(Duration.ZERO);
            assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(10));
        });
    }

    @Test
    void aCancelledAdvanceLeavesNothingBehind() {
        clock.setAutojump(false);
        run(() -> {
            assertThatThrownBy(
                            () -> {
                                Task<?> other = createTask(() -> clock.advance(10));
                                sleep(0);
                                other.cancel();
                                other.await();
                            })
                    .isInstanceOf(dev.rondo.CancelledError.class);
            clock.advance(1);
            assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(1));
        });
    }

    @Test
    void onlyOneTaskAdvances() {
        run(() -> {
            createTask(() -> clock.advance(10));
            sleep(0);
            assertThatThrownBy(() -> clock.advance(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Another task advances");
        });
    }

    @Test
    void skippedTimeMakesTimersLate() {
        clock.setAutojump(false);
        run(() -> {
            List<Duration> times = new ArrayList<>();
            callLater(1, () -> times.add(clock.elapsed()));
            callLater(2, () -> times.add(clock.elapsed()));
            clock.skip(Duration.ofSeconds(100));
            clock.waitUntilBlocked();
            assertThat(times).containsExactly(Duration.ofSeconds(100), Duration.ofSeconds(100));
        });
    }

    @Test
    void negativeTimesAreRefused() {
        assertThatThrownBy(() -> clock.skip(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClockHasOneLoop() {
        try (EventLoop loop = clock.newLoop()) {
            assertThatThrownBy(clock::newLoop)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has a loop already");
            assertThat(loop.time()).isZero();
        }
    }

    // ---- Waiting until all are blocked

    @Test
    void waitUntilBlockedLetsAllGoAsFarAsTheyCan() {
        run(() -> {
            List<String> said = new ArrayList<>();
            Event event = new Event();
            createTask(() -> {
                for (int i = 0; i < 5; i++) {
                    sleep(0);
                    said.add("step " + i);
                }
                event.await();
                said.add("never");
            });
            createTask(() -> {
                sleep(1);
                said.add("later");
            });
            clock.waitUntilBlocked();
            assertThat(said).hasSize(5);
            assertThat(clock.elapsed()).isZero();
        });
    }

    @Test
    void severalMayWaitForThat() {
        run(() -> {
            Task<?> one = createTask(clock::waitUntilBlocked);
            clock.waitUntilBlocked();
            one.await();
        });
    }

    // ---- What cannot go on, or is not virtual

    @Test
    void nothingToWaitForEndsTheRunAndNamesTheTasks() {
        assertThatThrownBy(() ->
                        run(() -> {
                            Future<String> never = runningLoop().createFuture();
                            Task<?> stuck = createTask("stuck one", () -> never.await());
                            stuck.await();
                        }))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(
                        "Nothing can go on: every task waits for ever, no timer is set")
                .hasMessageContaining("stuck one WAITING on")
                .hasMessageContaining("VirtualClockTest");
    }

    @Test
    void aSleepForEverDoesNotEndWhileOthersGoOn() {
        run(() -> {
            Task<?> idle = createTask(() -> sleep(Double.POSITIVE_INFINITY));
            Task<?> longest = createTask(() -> sleep(Duration.ofSeconds(Long.MAX_VALUE)));
            sleep(3_600);
            assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(1));
            assertThat(idle.done() || longest.done()).isFalse();
        });
    }

    @Test
    void aTestThatCanOnlyWaitForEverFailsWithThatWord() {
        assertThatThrownBy(() -> run(() -> sleep(Double.POSITIVE_INFINITY)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("every task waits for ever")
                .hasMessageContaining("WAITING on sleep for ever");
        assertThat(clock.elapsed()).isZero();
    }

    @Test
    void aClockThatIsNotAdvancedSaysSo() {
        clock.setAutojump(false);
        assertThatThrownBy(() -> run(() -> sleep(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the clock does not move by itself (call advance())");
    }

    @Test
    void threadSleepIsExplained() {
        assumeScheduled();
        assertThatThrownBy(() ->
                        run(() -> {
                            Task<?> sleeper = createTask("sleeper", () -> Thread.sleep(60_000));
                            sleeper.await();
                        }))
                .isInstanceOf(NotVirtualError.class)
                .hasMessageStartingWith("Task sleeper waits in Thread.sleep, which is real time")
                .hasMessageContaining("Use Rondo.sleep()")
                .hasMessageContaining("VirtualClockTest");
    }

    @Test
    void realInputIsExplained() throws Exception {
        assumeScheduled();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() ->
                            run(() -> {
                                server.accept();
                            }))
                    .isInstanceOf(NotVirtualError.class)
                    .hasMessageContaining("real I/O, which takes real time")
                    .hasMessageContaining("Use the Network of the test");
        }
    }

    @Test
    void aTimedWaitOfTheJdkIsExplainedUnlessItEndsAtOnce() {
        assumeScheduled();
        assertThatThrownBy(() ->
                        run(() -> {
                            CountDownLatch soon = new CountDownLatch(1);
                            Thread.ofPlatform().start(soon::countDown);
                            assertThat(soon.await(60, TimeUnit.SECONDS)).isTrue();
                            new CountDownLatch(1).await(60, TimeUnit.SECONDS);
                        }))
                .isInstanceOf(NotVirtualError.class)
                .hasMessageContaining("a timed wait of the JDK");
    }

    @Test
    void aLockThatAnotherTaskHoldsIsNoMistake() {
        assumeScheduled();
        run(() -> {
            var lock = new java.util.concurrent.locks.ReentrantLock();
            Task<?> holder =
                    createTask(() -> {
                        lock.lock();
                        sleep(60);
                        lock.unlock();
                    });
            sleep(0);
            lock.lock();
            assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(1));
            lock.unlock();
            holder.await();
        });
    }

    @Test
    void aLatchThatAThreadCountsDownTakesNoTime() {
        assumeScheduled();
        run(() -> {
            CountDownLatch latch = new CountDownLatch(1);
            Thread.ofPlatform().start(latch::countDown);
            Task<?> limited = createTask(() -> timeout(60, () -> latch.await()));
            limited.await();
            assertThat(clock.elapsed()).isZero();
        });
    }

    @Test
    void socketsOfTheSystemAreRefusedWithAdvice() {
        run(() ->
                assertThatThrownBy(() -> Net.startServer("127.0.0.1", 0, connection -> {}))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("a virtual clock, which has no sockets")
                        .hasMessageContaining("Take the Network of the test"));
    }

    @Test
    void timeoutsFire() {
        run(() ->
                assertThatThrownBy(() -> timeout(5, () -> sleep(10)))
                        .isInstanceOf(TimeoutException.class));
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(5));
    }
}
