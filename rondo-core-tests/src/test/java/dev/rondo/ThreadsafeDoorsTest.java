package dev.rondo;

import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runCoroutineThreadsafe;
import static dev.rondo.Rondo.runningLoop;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future.State;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The doors for other threads, with many threads at them at once; on real time. */
@Timeout(30)
class ThreadsafeDoorsTest {
    private static final int THREADS = 8;

    /** Starts threads that begin together; each runs code with its number. */
    private static List<Thread> start(
            int count, IntConsumer code, AtomicReference<Throwable> failure) {
        CyclicBarrier together = new CyclicBarrier(count);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                try {
                                    together.await();
                                    code.accept(number);
                                } catch (Throwable e) {
                                    failure.set(e);
                                }
                            }));
        }
        return threads;
    }

    private static void join(List<Thread> threads, AtomicReference<Throwable> failure)
            throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
    }

    @Test
    void noCallbackOfManyThreadsIsLostOrOvertaken() throws Exception {
        int each = 2_000;
        int[][] arrived = new int[THREADS][];
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads =
                Rondo.run(() -> {
                    EventLoop loop = runningLoop();
                    Future<Integer> all = createFuture();
                    int[] next = new int[THREADS];
                    int[] left = {THREADS * each};
                    List<Thread> started =
                            start(
                                    THREADS,
                                    thread -> {
                                        for (int i = 0; i < each; i++) {
                                            int number = i;
                                            loop.callSoonThreadsafe(() -> {
                                                if (next[thread] != number) {
                                                    failure.set(new AssertionError("overtaken"));
                                                }
                                                next[thread]++;
                                                if (--left[0] == 0) {
                                                    all.setResult(0);
                                                }
                                            });
                                        }
                                    },
                                    failure);
                    all.await();
                    arrived[0] = next;
                    return started;
                });
        join(threads, failure);
        assertThat(arrived[0]).containsOnly(each);
    }

    @Test
    void sleepingLoopIsWokenEveryTime() throws Exception {
        int rounds = 500;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        SynchronousQueue<Future<Integer>> asked = new SynchronousQueue<>();
        int[] sum = new int[1];
        List<Thread> threads =
                Rondo.run(() -> {
                    EventLoop loop = runningLoop();
                    List<Thread> answering =
                            start(
                                    1,
                                    thread -> {
                                        for (int i = 1; i <= rounds; i++) {
                                            int number = i;
                                            try {
                                                Future<Integer> question = asked.take();
                                                loop.callSoonThreadsafe(
                                                        () -> question.setResult(number));
                                            } catch (InterruptedException e) {
                                                throw new AssertionError(e);
                                            }
                                        }
                                    },
                                    failure);
                    for (int i = 0; i < rounds; i++) {
                        Future<Integer> question = createFuture();
                        asked.put(question);
                        sum[0] += question.await(); // nothing else to do: the loop sleeps
                    }
                    return answering;
                });
        join(threads, failure);
        assertThat(sum[0]).isEqualTo(rounds * (rounds + 1) / 2);
    }

    @Test
    void tasksAreCancelledFromManyThreadsAtOnce() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Task<Integer>> tasks = new ArrayList<>();
        List<Thread> threads =
                Rondo.run(() -> {
                    for (int i = 0; i < 200; i++) {
                        tasks.add(createTask("waiting", Rondo.<Integer>createFuture()::await));
                    }
                    Rondo.sleep(0);
                    List<Thread> cancelling =
                            start(
                                    THREADS,
                                    thread -> {
                                        for (Task<Integer> task : tasks) {
                                            if (task.hashCode() % 2 == 0) {
                                                task.cancel("from " + thread);
                                            } else {
                                                task.cancel(true);
                                            }
                                        }
                                    },
                                    failure);
                    Rondo.waitAll(tasks);
                    return cancelling;
                });
        join(threads, failure);
        assertThat(tasks).allMatch(Task::cancelled);
    }

    @Test
    void manyThreadsGetTheSameResult() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Object result = new Object();
        Object[] got = new Object[THREADS];
        CountDownLatch waiting = new CountDownLatch(THREADS);
        List<Thread> threads =
                Rondo.run(() -> {
                    Future<Object> future = createFuture();
                    List<Thread> getting =
                            start(
                                    THREADS,
                                    thread -> {
                                        waiting.countDown();
                                        try {
                                            got[thread] = future.get();
                                        } catch (Exception e) {
                                            throw new AssertionError(e);
                                        }
                                    },
                                    failure);
                    Rondo.toThread(() -> waiting.await());
                    future.setResult(result);
                    return getting;
                });
        join(threads, failure);
        assertThat(got).containsOnly(result);
    }

    @Test
    void tasksAreCreatedFromManyThreads() throws Exception {
        int each = 200;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        int[] counter = new int[1]; // only ever touched by the loop's tasks
        List<CompletableFuture<Integer>> results =
                java.util.Collections.synchronizedList(new ArrayList<>());
        Rondo.run(() -> {
            EventLoop loop = runningLoop();
            List<Thread> threads =
                    start(
                            THREADS,
                            thread -> {
                                for (int i = 0; i < each; i++) {
                                    results.add(
                                            runCoroutineThreadsafe(
                                                    () -> {
                                                        int before = counter[0];
                                                        counter[0] = before + 1;
                                                        Rondo.sleep(0);
                                                        return before;
                                                    },
                                                    loop));
                                }
                            },
                            failure);
            Rondo.toThread(() -> join(threads, failure));
            Rondo.await(CompletableFuture.allOf(results.toArray(new CompletableFuture<?>[0])));
        });
        assertThat(counter[0]).isEqualTo(THREADS * each);
        assertThat(results).extracting(CompletableFuture::join).doesNotHaveDuplicates();
    }

    @Test
    void cancelAndCompletionRaceToOneOutcome() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        List<Thread> threads =
                Rondo.run(() -> {
                    EventLoop loop = runningLoop();
                    for (int i = 0; i < 300; i++) {
                        int number = i;
                        results.add(
                                runCoroutineThreadsafe(
                                        () -> {
                                            Rondo.sleep(0);
                                            return number;
                                        },
                                        loop));
                    }
                    List<Thread> cancelling =
                            start(
                                    2,
                                    thread -> results.forEach(result -> result.cancel(true)),
                                    failure);
                    for (CompletableFuture<Integer> result : results) {
                        try {
                            Rondo.await(result);
                        } catch (CancelledError e) {
                            assertThat(result.isCancelled()).isTrue();
                        }
                    }
                    return cancelling;
                });
        join(threads, failure);
        assertThat(results)
                .extracting(CompletableFuture::state)
                .isSubsetOf(State.SUCCESS, State.CANCELLED);
    }

    @Test
    void loopThatClosesReleasesEveryThreadThatWaits() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        String[] messages = new String[THREADS];
        CountDownLatch waiting = new CountDownLatch(THREADS);
        EventLoop loop = EventLoop.create();
        Future<Integer> never = loop.createFuture();
        List<Thread> threads =
                start(
                        THREADS,
                        thread -> {
                            waiting.countDown();
                            try {
                                never.get();
                            } catch (Exception e) {
                                messages[thread] = e.getMessage();
                            }
                        },
                        failure);
        waiting.await();
        loop.close();
        join(threads, failure);
        assertThat(messages)
                .containsOnly(
                        "The event loop was closed before this was done: <Future pending>\n"
                                + "Keep the loop running until its work is done");
    }
}
