package dev.rondo.bench.core;

import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.gather;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;

import dev.rondo.Action;
import dev.rondo.EventLoop;
import dev.rondo.Future;
import dev.rondo.MovableDeadline;
import dev.rondo.Task;
import dev.rondo.sync.Queue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** The single operations of the loop. */
final class Basics {
    private static final Callable<Integer> NOTHING = () -> 1;
    private static final Runnable NO_CALLBACK = () -> {};
    private static final Action<RuntimeException> NO_BODY = () -> {};
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final long MINUTE_NANOS = MINUTE.toNanos();

    private Basics() {}

    static void switchOne(long operations) {
        for (long i = 0; i < operations; i++) {
            sleep(0);
        }
    }

    static void switchHundred(long operations) {
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tasks.add(createTask(() -> switchOne(operations / 100)));
        }
        gather(tasks).await();
    }

    static void spawn(long operations) {
        for (long i = 0; i < operations; i++) {
            createTask(NOTHING).await();
        }
    }

    static void gatherThousand(long operations) {
        for (long i = 0; i < operations; i += 1_000) {
            List<Task<Integer>> tasks = new ArrayList<>(1_000);
            for (int j = 0; j < 1_000; j++) {
                tasks.add(createTask(NOTHING));
            }
            gather(tasks).await();
        }
    }

    static void callSoonChain(long operations) {
        EventLoop loop = runningLoop();
        Future<Integer> done = createFuture();
        Runnable step =
                new Runnable() {
                    private long left = operations;

                    @Override
                    public void run() {
                        if (--left > 0) {
                            loop.callSoon(this);
                        } else {
                            done.setResult(1);
                        }
                    }
                };
        loop.callSoon(step);
        done.await();
    }

    static void timers(long operations) {
        EventLoop loop = runningLoop();
        for (long i = 0; i < operations; i++) {
            loop.callLater(MINUTE, NO_CALLBACK).cancel();
            if (i % 1_000 == 999) {
                sleep(0);
            }
        }
    }

    static void timeouts(long operations) {
        for (long i = 0; i < operations; i++) {
            timeout(MINUTE, NO_BODY);
        }
    }

    /** An idle limit that each message moves, as a connection has it; in one pass. */
    static void movableDeadline(long operations) {
        try (MovableDeadline limit = new MovableDeadline(runningLoop(), NO_CALLBACK)) {
            for (long i = 0; i < operations; i++) {
                limit.setAfterNanos(MINUTE_NANOS + i);
            }
        }
    }

    static void queuePingPong(long operations) {
        Queue<Integer> ping = new Queue<>();
        Queue<Integer> pong = new Queue<>();
        Task<?> other =
                createTask(() -> {
                    for (long i = 0; i < operations; i++) {
                        pong.put(ping.get());
                    }
                });
        for (long i = 0; i < operations; i++) {
            ping.put(1);
            pong.get();
        }
        other.await();
    }

    static void executor(long operations) {
        EventLoop loop = runningLoop();
        for (long i = 0; i < operations; i++) {
            loop.runInExecutor(NOTHING).await();
        }
    }
}
