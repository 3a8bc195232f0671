package dev.rondo;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work that leaves the loop for an executor: what is counted, what is dropped, how many run. */
@Timeout(30)
class ExecutorWorkTest {
    private static final int DEFAULT_THREADS =
            Math.min(32, Runtime.getRuntime().availableProcessors() + 4);

    private final CountDownLatch gate = new CountDownLatch(1);

    /** Occupies a thread until the gate is opened. */
    private Callable<String> occupying(CountDownLatch begun) {
        return () -> {
            begun.countDown();
            gate.await();
            return Thread.currentThread().getName();
        };
    }

    private static void assertNothingOutstanding() {
        assertThat(runningLoop().snapshot().outstanding()).isZero();
    }

    // ---- Executors

    @Test
    void workRunsInAnExecutorOfVirtualThreads() {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            VirtualLoop.run(() -> {
                assertThat(
                                runningLoop()
                                        .runInExecutor(
                                                executor, () -> Thread.currentThread().isVirtual())
                                        .await())
                        .isTrue();
                assertNothingOutstanding();
            });
        }
    }

    @Test
    void defaultExecutorHasADaemonThreadForEveryProcessorAndFourMore() throws InterruptedException {
        VirtualLoop.run(() -> {
            CountDownLatch begun = new CountDownLatch(DEFAULT_THREADS);
            List<Future<String>> running = new ArrayList<>();
            for (int i = 0; i < DEFAULT_THREADS; i++) {
                running.add(runningLoop().runInExecutor(occupying(begun)));
            }
            AtomicInteger late = new AtomicInteger();
            Future<Integer> oneMore = runningLoop().runInExecutor(late::incrementAndGet);
            try (ExecutorService other = Executors.newSingleThreadExecutor()) {
                Rondo.toThread(
                        other,
                        () -> {
                            begun.await(); // all of them run at once
                            return 0;
                        });
            }
            assertThat(late).hasValue(0);
            gate.countDown();
            List<String> names = Rondo.gather(running).await();
            assertThat(names)
                    .doesNotHaveDuplicates()
                    .allMatch(name -> name.startsWith("rondo-worker-"));
            assertThat(oneMore.await()).isEqualTo(1);
            assertNothingOutstanding();
        });
    }

    @Test
    void givenExecutorOutlivesTheLoop() {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            VirtualLoop.run(() -> runningLoop().runInExecutor(executor, () -> 1).await());
            assertThat(executor.isShutdown()).isFalse();
        }
    }

    // ---- Results

    @Test
    void everyResultArrivesOnce() {
        VirtualLoop.run(() -> {
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                int number = i;
                results.add(runningLoop().runInExecutor(() -> number));
            }
            List<Integer> all = Rondo.gather(results).await();
            for (int i = 0; i < 1_000; i++) {
                assertThat(all.get(i)).isEqualTo(i);
            }
            assertNothingOutstanding();
        });
    }

    @Test
    void failuresArriveAsTheyAre() {
        VirtualLoop.run(() -> {
            Error failure = new StackOverflowError("deep");
            Callable<Integer> failing =
                    () -> {
                        throw failure;
                    };
            assertThatThrownBy(runningLoop().runInExecutor(failing)::await).isSameAs(failure);
            assertThat(runningLoop().runInExecutor(() -> "next").await()).isEqualTo("next");
            assertNothingOutstanding();
        });
    }

    @Test
    void callbackMayStartWork() {
        VirtualLoop.run(() -> {
            Future<String> passed = Rondo.createFuture();
            Rondo.callSoon(() ->
                    runningLoop()
                            .runInExecutor(() -> "worked")
                            .addDoneCallback(done -> passed.setResult(done.result())));
            assertThat(passed.await()).isEqualTo("worked");
        });
    }

    @Test
    void virtualTimeWaitsForWork() {
        VirtualLoop.run(() -> {
            CountDownLatch begun = new CountDownLatch(1);
            Future<String> work = runningLoop().runInExecutor(occupying(begun));
            Rondo.callSoon(gate::countDown);
            assertThat(Rondo.waitFor(work, 1)).startsWith("rondo-worker-");
            assertThat(runningLoop().time()).isZero();
        });
    }

    // ---- Cancelling

    @Test
    void workCancelledBeforeItBeginsNeverRuns() throws InterruptedException {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            VirtualLoop.run(() -> {
                CountDownLatch begun = new CountDownLatch(1);
                Future<String> first = runningLoop().runInExecutor(executor, occupying(begun));
                AtomicInteger runs = new AtomicInteger();
                Future<Integer> second =
                        runningLoop().runInExecutor(executor, runs::incrementAndGet);
                Rondo.toThread(() -> begun.await());
                assertThat(second.cancel("not needed")).isTrue();
                Rondo.sleep(0); // it comes back through the queue of other threads
                Rondo.sleep(0);
                assertThat(runningLoop().snapshot().outstanding()).isEqualTo(1);
                gate.countDown();
                first.await();
                assertThat(runningLoop().runInExecutor(executor, () -> "third").await())
                        .isEqualTo("third");
                assertThat(runs).hasValue(0);
                assertThatThrownBy(second::result).hasMessage("not needed");
                assertNothingOutstanding();
            });
        }
    }

    @Test
    void workCancelledWhileItRunsIsInterruptedAndItsOutcomeDropped() throws InterruptedException {
        VirtualLoop.run(() -> {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch ended = new CountDownLatch(1);
            Future<String> work =
                    runningLoop()
                            .runInExecutor(() -> {
                                begun.countDown();
                                try {
                                    gate.await();
                                    return "not interrupted";
                                } catch (InterruptedException e) {
                                    return "too late";
                                } finally {
                                    ended.countDown();
                                }
                            });
            Rondo.toThread(() -> begun.await());
            work.cancel();
            Rondo.toThread(() -> ended.await());
            assertThat(work.cancelled()).isTrue();
            while (runningLoop().snapshot().outstanding() > 0) {
                Rondo.toThread(() -> {}); // its thread is on the way back
            }
        });
    }

    @Test
    void interruptOfCancelledWorkDoesNotReachTheNext() {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            VirtualLoop.run(() -> {
                for (int i = 0; i < 100; i++) {
                    Future<Integer> work = runningLoop().runInExecutor(executor, () -> 1);
                    Future<Boolean> next =
                            runningLoop().runInExecutor(executor, Thread::interrupted);
                    work.cancel();
                    assertThat(next.await()).isFalse();
                }
            });
        }
    }

    // ---- Executors that refuse or drop work

    @Test
    void fullExecutorRefusesWork() {
        try (ExecutorService executor =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>())) {
            VirtualLoop.run(() -> {
                CountDownLatch begun = new CountDownLatch(1);
                Future<String> first = runningLoop().runInExecutor(executor, occupying(begun));
                assertThatThrownBy(() -> runningLoop().runInExecutor(executor, () -> 1).await())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("The executor takes no more work: ");
                gate.countDown();
                first.await();
                assertNothingOutstanding();
            });
        }
    }

    @Test
    void workThatTheShutdownOfTheDefaultExecutorDropsIsCancelled() throws InterruptedException {
        try (CapturedLog log = new CapturedLog()) {
            VirtualLoop.run(() -> {
                EventLoop loop = runningLoop();
                loop.setDefaultExecutor(Executors.newSingleThreadExecutor());
                CountDownLatch begun = new CountDownLatch(1);
                CountDownLatch never = new CountDownLatch(1);
                Future<String> running =
                        loop.runInExecutor(() -> {
                            begun.countDown();
                            never.await();
                            return "";
                        });
                Future<Integer> queued = loop.runInExecutor(() -> 1);
                Task<Integer> waiting = createTask(queued::await);
                try (ExecutorService other = Executors.newSingleThreadExecutor()) {
                    Rondo.toThread(
                            other,
                            () -> {
                                begun.await();
                                return 0;
                            });
                }

                assertThat(loop.shutdownDefaultExecutor(Duration.ofMillis(1))).isFalse();

                assertThatThrownBy(waiting::await)
                        .isInstanceOf(CancelledError.class)
                        .hasMessage("the executor was shut down");
                assertThatThrownBy(running::await).hasCauseInstanceOf(InterruptedException.class);
                assertNothingOutstanding();
            });
            assertThat(log.messages())
                    .containsExactly(
                            "The executor did not finish joining its threads within 0 seconds; 1"
                                    + " pieces of work never began and the running ones were"
                                    + " interrupted");
        }
    }

    @Test
    void shutdownOfAnUnusedDefaultExecutorIsAtOnce() {
        VirtualLoop.run(
                () -> assertThat(runningLoop().shutdownDefaultExecutor(Duration.ZERO)).isTrue());
    }
}
