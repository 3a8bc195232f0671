package dev.rondo.bench;

import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.bench.LoopState.OPERATIONS;

import dev.rondo.EventLoop;
import dev.rondo.Future;
import dev.rondo.Handle;
import dev.rondo.Task;
import dev.rondo.sync.Queue;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** The single operations of the loop, in nanoseconds. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(OPERATIONS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LoopBenchmark {
    private static final Callable<Integer> NOTHING = () -> 1;
    private static final Runnable NO_CALLBACK = () -> {};
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int BATCH = 1_000; // callbacks or timers that wait at the same time

    /** A task lets others run, of which there are none. */
    @Benchmark
    public void switchAlone(LoopState state) {
        state.run(() -> {
            for (int i = 0; i < OPERATIONS; i++) {
                sleep(0);
            }
        });
    }

    /** Two tasks take turns. */
    @Benchmark
    public void switchBetweenTwo(LoopState state) {
        state.run(() -> {
            Task<?> other = createTask(() -> yieldTimes(OPERATIONS / 2));
            yieldTimes(OPERATIONS / 2);
            other.await();
        });
    }

    private static void yieldTimes(int times) {
        for (int i = 0; i < times; i++) {
            sleep(0);
        }
    }

    /** A task creates another and awaits it. */
    @Benchmark
    public void spawnAndAwait(LoopState state) {
        state.run(() -> {
            for (int i = 0; i < OPERATIONS; i++) {
                createTask(NOTHING).await();
            }
        });
    }

    /** Callbacks are queued and run, many in a pass. */
    @Benchmark
    public void callSoon(LoopState state) {
        state.run(() -> {
            EventLoop loop = runningLoop();
            for (int i = 0; i < OPERATIONS; i++) {
                loop.callSoon(NO_CALLBACK);
                if (i % BATCH == BATCH - 1) {
                    sleep(0);
                }
            }
        });
    }

    /** Timers are set and cancelled, one at a time. */
    @Benchmark
    public void callLaterAndCancel(LoopState state) {
        state.run(() -> {
            EventLoop loop = runningLoop();
            for (int i = 0; i < OPERATIONS; i++) {
                loop.callLater(MINUTE, NO_CALLBACK).cancel();
            }
        });
    }

    /** Timers are set and cancelled, a thousand at a time. */
    @Benchmark
    public void callLaterAndCancelMany(LoopState state) {
        state.run(() -> {
            EventLoop loop = runningLoop();
            Handle[] handles = new Handle[BATCH];
            for (int i = 0; i < OPERATIONS; i += BATCH) {
                for (int j = 0; j < BATCH; j++) {
                    handles[j] = loop.callLater(MINUTE.plusNanos(j * 7919L % BATCH), NO_CALLBACK);
                }
                for (int j = 0; j < BATCH; j++) {
                    handles[j].cancel();
                }
            }
        });
    }

    /** An item goes to another task and comes back. */
    @Benchmark
    public void queuePingPong(LoopState state) {
        state.run(() -> {
            Queue<Integer> ping = new Queue<>();
            Queue<Integer> pong = new Queue<>();
            Task<?> other =
                    createTask(() -> {
                        for (int i = 0; i < OPERATIONS; i++) {
                            pong.put(ping.get());
                        }
                    });
            for (int i = 0; i < OPERATIONS; i++) {
                ping.put(1);
                pong.get();
            }
            other.await();
        });
    }

    /** An item goes through a queue that nobody waits at. */
    @Benchmark
    public void queueWithoutWaiting(LoopState state) {
        state.run(() -> {
            Queue<Integer> queue = new Queue<>();
            for (int i = 0; i < OPERATIONS; i++) {
                queue.put(1);
                queue.get();
            }
        });
    }

    /** A future gets its result and is awaited. */
    @Benchmark
    public void completeAndAwait(LoopState state) {
        state.run(() -> {
            for (int i = 0; i < OPERATIONS; i++) {
                Future<Integer> future = createFuture();
                future.setResult(1);
                future.await();
            }
        });
    }

    /** A task awaits a future that a callback gives its result to. */
    @Benchmark
    public void awaitCompletion(LoopState state) {
        state.run(() -> {
            EventLoop loop = runningLoop();
            for (int i = 0; i < OPERATIONS; i++) {
                Future<Integer> future = createFuture();
                loop.callSoon(() -> future.setResult(1));
                future.await();
            }
        });
    }
}
