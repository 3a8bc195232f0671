package dev.rondo.stress;

import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;

import dev.rondo.TimeoutException;
import dev.rondo.sync.BrokenBarrierException;
import java.util.List;

/** Work with locks, queues and the like, under timeouts and cancellation. */
final class SyncWork {
    static final List<Work> ALL =
            List.of(
                    SyncWork::lock,
                    SyncWork::lockInTime,
                    SyncWork::semaphore,
                    SyncWork::produce,
                    SyncWork::produce,
                    SyncWork::consume,
                    SyncWork::consume,
                    SyncWork::condition,
                    SyncWork::event,
                    SyncWork::barrier);
    private static final int TIMES = 5; // that each does its thing

    private SyncWork() {}

    private static void lock(Dice dice, Shared shared) {
        for (int i = 0; i < TIMES; i++) {
            shared.lock.with(() -> insideLock(dice, shared));
        }
    }

    private static void lockInTime(Dice dice, Shared shared) {
        for (int i = 0; i < TIMES; i++) {
            try {
                timeout(dice.time(2), () -> shared.lock.acquire());
            } catch (TimeoutException e) {
                shared.timeouts++;
                continue;
            }
            try {
                insideLock(dice, shared);
            } finally {
                shared.lock.release();
            }
        }
    }

    private static void insideLock(Dice dice, Shared shared) {
        Violation.unless(++shared.inLock == 1, shared.inLock + " tasks hold the lock");
        try {
            sleep(dice.time(1));
            if (dice.chance(5)) {
                throw new Planned();
            }
        } finally {
            shared.inLock--;
        }
    }

    private static void semaphore(Dice dice, Shared shared) {
        for (int i = 0; i < TIMES; i++) {
            try {
                timeout(
                        dice.time(3),
                        () ->
                                shared.permits.with(() -> {
                                    Violation.unless(
                                            ++shared.inPermits <= Shared.PERMITS,
                                            shared.inPermits + " tasks have a permit");
                                    try {
                                        sleep(dice.time(1));
                                    } finally {
                                        shared.inPermits--;
                                    }
                                }));
            } catch (TimeoutException e) {
                shared.timeouts++;
            }
        }
    }

    private static void produce(Dice dice, Shared shared) {
        for (int i = 0; i < TIMES; i++) {
            int item = i;
            if (dice.chance(20)) {
                shared.put += shared.queue.tryPut(item) ? 1 : 0;
            } else {
                try {
                    timeout(dice.time(2), () -> shared.queue.put(item));
                    shared.put++;
                } catch (TimeoutException e) {
                    shared.timeouts++;
                }
            }
            sleep(dice.time(1));
        }
    }

    private static void consume(Dice dice, Shared shared) {
        for (int i = 0; i < TIMES; i++) {
            if (dice.chance(20)) {
                shared.got += shared.queue.tryGet().isPresent() ? 1 : 0;
            } else {
                try {
                    int item = timeout(dice.time(2), () -> shared.queue.get());
                    shared.got++;
                    Violation.unless(item >= 0 && item < TIMES, "got " + item);
                } catch (TimeoutException e) {
                    shared.timeouts++;
                }
            }
            sleep(dice.time(1));
        }
    }

    private static void condition(Dice dice, Shared shared) {
        for (int i = 0; i < TIMES; i++) {
            boolean waits = dice.chance(50);
            try {
                timeout(
                        dice.time(2),
                        () ->
                                shared.condition.with(() -> {
                                    if (waits) {
                                        shared.condition.await();
                                    } else {
                                        shared.condition.signal(dice.upTo(2));
                                    }
                                    Violation.unless(
                                            shared.condition.locked(),
                                            "a condition's wait ended without its lock");
                                }));
            } catch (TimeoutException e) {
                shared.timeouts++;
            }
        }
    }

    private static void event(Dice dice, Shared shared) {
        for (int i = 0; i < TIMES; i++) {
            switch (dice.upTo(2)) {
                case 0 -> shared.event.set();
                case 1 -> shared.event.clear();
                default -> {
                    try {
                        timeout(dice.time(2), () -> shared.event.await());
                    } catch (TimeoutException e) {
                        shared.timeouts++;
                    }
                }
            }
            sleep(dice.time(1));
        }
    }

    private static void barrier(Dice dice, Shared shared) {
        for (int i = 0; i < TIMES; i++) {
            try {
                int place = timeout(dice.time(2), () -> shared.barrier.await());
                Violation.unless(place == 0 || place == 1, "place " + place + " of 2");
            } catch (TimeoutException e) {
                shared.timeouts++;
            } catch (BrokenBarrierException e) {
                shared.barrier.reset();
            }
        }
    }
}
