package dev.rondo.stress;

import static dev.rondo.Rondo.runCoroutineThreadsafe;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.Rondo.toThread;
import static dev.rondo.Rondo.wrapFuture;

import dev.rondo.Future;
import dev.rondo.TimeoutException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Work with other threads: what goes to them, and what comes from them. */
final class ThreadWork {
    static final List<Work> ALL =
            List.of(ThreadWork::offload, ThreadWork::cancelled, ThreadWork::stages);

    private ThreadWork() {}

    private static void offload(Dice dice, Shared shared) {
        int number = dice.upTo(1_000);
        long nanos = dice.time(1).toNanos();
        int result =
                toThread(() -> {
                    LockSupport.parkNanos(nanos);
                    return number;
                });
        Violation.unless(result == number, number + " came back as " + result);
    }

    private static void cancelled(Dice dice, Shared shared) throws InterruptedException {
        try {
            timeout(
                    dice.time(2),
                    () ->
                            toThread(() -> {
                                Thread.sleep(dice.upTo(2));
                                return 1;
                            }));
        } catch (TimeoutException e) {
            shared.timeouts++;
        }
    }

    private static void stages(Dice dice, Shared shared) {
        int number = dice.upTo(1_000);
        CompletableFuture<Integer> stage =
                dice.chance(50)
                        ? CompletableFuture.supplyAsync(() -> number)
                        : new CompletableFuture<>();
        Future<Integer> future = wrapFuture(stage);
        if (dice.chance(50)) {
            runningLoop().callLater(dice.time(1), () -> stage.complete(number));
        } else {
            stage.completeAsync(() -> number);
        }
        Violation.unless(future.await() == number, "a stage's result was lost");
    }

    /** Calls a loop from outside until it is told to stop. Runs on a thread of its own. */
    static void callFromOutside(Dice dice, Shared shared, AtomicBoolean stop) {
        while (!stop.get()) {
            if (dice.chance(70)) {
                shared.sent.incrementAndGet();
                shared.loop.callSoonThreadsafe(shared.heard::incrementAndGet);
            } else {
                askFromOutside(dice, shared);
            }
            LockSupport.parkNanos(dice.time(1).toNanos());
        }
    }

    private static void askFromOutside(Dice dice, Shared shared) {
        int number = dice.upTo(1_000);
        Dice own = dice.split();
        var result =
                runCoroutineThreadsafe(
                        () -> {
                            sleep(own.time(2));
                            return number;
                        },
                        shared.loop);
        try {
            if (dice.chance(30)) {
                result.cancel(true);
            }
            int got = result.get(20, TimeUnit.SECONDS);
            Violation.unless(got == number, "asked for " + number + ", got " + got);
        } catch (CancellationException e) {
            // As asked.
        } catch (ExecutionException | InterruptedException e) {
            throw new Violation("a coroutine from outside failed", e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new Violation("a coroutine from outside did not end within 20 s", e);
        }
    }
}
