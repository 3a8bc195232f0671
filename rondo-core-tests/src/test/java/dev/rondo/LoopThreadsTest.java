package dev.rondo;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.currentTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.runCoroutineThreadsafe;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads that loops run on. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopThreadsTest {
    @Test
    void runWorksOnAVirtualThread() throws InterruptedException {
        AtomicReference<String> result = new AtomicReference<>();
        Thread.ofVirtual()
                .start(() ->
                        result.set(
                                run(() -> {
                                    sleep(0);
                                    return createTask(() -> "child").await();
                                })))
                .join();
        assertThat(result.get()).isEqualTo("child");
    }

    @Test
    void whatEndsTheLoopReachesTheCallerOnAVirtualThread() throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Poller broken =
                new Poller() {
                    @Override
                    public void poll(long timeoutNanos, Sink sink) {
                        throw new IllegalStateException("broken poller");
                    }

                    @Override
                    public void wakeUp() {}
                };
        Thread.ofVirtual()
                .start(() -> {
                    try (EventLoop loop =
                            EventLoop.create(LoopOptions.defaults().withPoller(() -> broken))) {
                        loop.runForever();
                    } catch (IllegalStateException e) {
                        thrown.set(e);
                    }
                })
                .join();
        assertThat(thrown.get()).hasMessage("broken poller");
    }

    @Test
    void interruptOfACallerOnAVirtualThreadIsKept() throws InterruptedException {
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        Thread.ofVirtual()
                .start(() -> {
                    Thread.currentThread().interrupt();
                    run(() -> sleep(0));
                    interrupted.set(Thread.interrupted());
                })
                .join();
        assertThat(interrupted.get()).isTrue();
    }

    @Test
    void loopsOfSeveralThreadsRunAtOnce() throws Exception {
        int loops = 4;
        CyclicBarrier together = new CyclicBarrier(loops);
        AtomicInteger sum = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() ->
                                    run(() -> {
                                        meet(together);
                                        List<Task<Integer>> tasks = new ArrayList<>();
                                        for (int k = 0; k < 100; k++) {
                                            tasks.add(
                                                    createTask(() -> {
                                                        sleep(0);
                                                        return 1;
                                                    }));
                                        }
                                        for (Task<Integer> task : tasks) {
                                            sum.addAndGet(task.await());
                                        }
                                    })));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(sum.get()).isEqualTo(loops * 100);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tasksOfALoopCanBeAwaitedFromAnother() throws InterruptedException {
        EventLoop first = EventLoop.create();
        Thread thread = Thread.ofPlatform().start(first::runForever);
        String answer =
                run(() ->
                        Rondo.await(
                                runCoroutineThreadsafe(
                                        () -> {
                                            sleep(0);
                                            return "from the first";
                                        },
                                        first)));
        assertThat(answer).isEqualTo("from the first");
        first.callSoonThreadsafe(first::stop);
        thread.join();
        first.close();
    }

    @Test
    void loopMovesBetweenThreadsFromRunToRun() throws InterruptedException {
        EventLoop loop = EventLoop.create();
        Task<String> task =
                loop.createTask(() -> {
                    sleep(0);
                    sleep(0);
                    return "done";
                });
        for (int i = 0; i < 3; i++) {
            Thread.ofPlatform()
                    .start(() -> {
                        loop.stop();
                        loop.runForever();
                    })
                    .join();
        }
        assertThat(task.result()).isEqualTo("done");
        loop.close();
    }

    @Test
    void loopThatEndedIsHeldByNothing() {
        // Not by the watchdog, nor by a strand that ran callbacks: the JDK holds virtual threads
        // that have not ended.
        WeakReference<EventLoop> loop =
                new WeakReference<>(
                        run(() -> {
                            callSoon(() -> {});
                            sleep(0);
                            return runningLoop();
                        }));
        while (loop.get() != null) {
            System.gc();
        }
        assertThat(loop.get()).isNull();
    }

    @Test
    void tenThousandShortRunsLeaveNoThreadsBehind() {
        int before = Thread.activeCount();
        for (int i = 0; i < 10_000; i++) {
            run(() -> {});
        }
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(before + 1); // the watchdog
    }

    @Test
    void taskThatReplacesItsThreadsHandlerCannotAwaitButEnds() {
        VirtualLoop.run(() -> {
            Task<String> hidden =
                    createTask(() -> {
                        Thread.currentThread().setUncaughtExceptionHandler((t, e) -> {});
                        assertThatThrownBy(() -> sleep(1))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("is not a task");
                        return "done";
                    });
            assertThat(hidden.await()).isEqualTo("done");
        });
    }

    @Test
    void stackOverflowFailsItsTaskOnly() {
        VirtualLoop.run(() -> {
            Task<Integer> deep = createTask(() -> depth(0));
            Task<String> beside =
                    createTask(() -> {
                        sleep(1);
                        return "beside";
                    });
            assertThatThrownBy(deep::await).isInstanceOf(StackOverflowError.class);
            assertThat(beside.await()).isEqualTo("beside");
        });
    }

    private static int depth(int n) {
        return depth(n + 1) + 1;
    }

    @Test
    void deepStacksMayWait() {
        VirtualLoop.run(() -> {
            List<Task<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                tasks.add(createTask(() -> descend(500)));
            }
            for (Task<Integer> task : tasks) {
                assertThat(task.await()).isEqualTo(500);
            }
        });
    }

    private static int descend(int levels) {
        if (levels == 0) {
            sleep(1);
            return 0;
        }
        if (levels % 100 == 0) {
            sleep(0);
        }
        return descend(levels - 1) + 1;
    }

    @Test
    void failureWhoseTextFailsIsStillTheTasksOutcome() {
        class Mute extends RuntimeException {
            @Override
            public String toString() {
                throw new StackOverflowError("in toString");
            }
        }

        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Task<?> task =
                        createTask(() -> {
                            throw new Mute();
                        });
                assertThat(catchFrom(task)).isInstanceOf(Mute.class);
                assertThat(currentTask()).isPresent();
            });
        }
    }

    private static Throwable catchFrom(Task<?> task) {
        try {
            task.await();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }
}
