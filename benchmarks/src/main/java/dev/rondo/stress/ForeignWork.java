package dev.rondo.stress;

import static dev.rondo.Rondo.callLater;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;

import dev.rondo.TimeoutException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Work that blocks in the JDK; for engines on which that suspends only the task. */
final class ForeignWork {
    static final List<Work> ALL =
            List.of(
                    ForeignWork::sleeps,
                    ForeignWork::lock,
                    ForeignWork::semaphore,
                    ForeignWork::latch,
                    ForeignWork::threads,
                    ForeignWork::strayWakeUps);
    private static final int TIMES = 5; // that each does its thing

    private ForeignWork() {}

    private static void sleeps(Dice dice, Shared shared) throws InterruptedException {
        for (int i = 0; i < TIMES; i++) {
            Thread.sleep(dice.time(1));
            Thread.yield();
        }
    }

    private static void lock(Dice dice, Shared shared) throws InterruptedException {
        for (int i = 0; i < TIMES; i++) {
            shared.jdkLock.lockInterruptibly();
            try {
                Violation.unless(++shared.inJdkLock == 1, "two tasks hold the JDK's lock");
                sleep(dice.time(1)); // a wait of Rondo's, with the lock held
            } finally {
                shared.inJdkLock--;
                shared.jdkLock.unlock();
            }
        }
    }

    private static void semaphore(Dice dice, Shared shared) throws InterruptedException {
        for (int i = 0; i < TIMES; i++) {
            if (!shared.jdkPermits.tryAcquire(dice.upTo(2), TimeUnit.MILLISECONDS)) {
                shared.timeouts++;
                continue;
            }
            try {
                Violation.unless(
                        ++shared.inJdkPermits <= Shared.PERMITS,
                        shared.inJdkPermits + " tasks have a permit of the JDK's");
                sleep(dice.time(1));
            } finally {
                shared.inJdkPermits--;
                shared.jdkPermits.release();
            }
        }
    }

    private static void latch(Dice dice, Shared shared) throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        callLater(dice.time(1), latch::countDown);
        try {
            timeout(dice.time(2), () -> latch.await());
        } catch (TimeoutException e) {
            shared.timeouts++;
        }
    }

    private static void threads(Dice dice, Shared shared) throws InterruptedException {
        AtomicInteger ran = new AtomicInteger();
        Thread[] threads = new Thread[3];
        for (int i = 0; i < threads.length; i++) {
            long nanos = dice.time(1).toNanos();
            threads[i] =
                    Thread.ofVirtual()
                            .start(() -> {
                                LockSupport.parkNanos(nanos);
                                ran.incrementAndGet();
                            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Violation.unless(ran.get() == threads.length, ran + " of 3 virtual threads ran");
    }

    /**
     * Unparks and interrupts that mean nothing here; an interrupt is kept for who it is meant for.
     */
    private static void strayWakeUps(Dice dice, Shared shared) {
        Thread self = Thread.currentThread();
        int unparks = dice.upTo(20);
        Thread.ofPlatform()
                .start(() -> {
                    for (int i = 0; i < unparks; i++) {
                        LockSupport.unpark(self);
                        Thread.onSpinWait();
                    }
                });
        boolean interrupts = dice.chance(30);
        for (int i = 0; i < TIMES; i++) {
            sleep(dice.time(1));
            if (interrupts) {
                self.interrupt();
            }
        }
        Violation.unless(Thread.interrupted() == interrupts, "an interrupt was lost or made up");
    }
}
