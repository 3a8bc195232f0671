package dev.rondo.stress;

import dev.rondo.EventLoop;
import dev.rondo.sync.Barrier;
import dev.rondo.sync.Condition;
import dev.rondo.sync.Event;
import dev.rondo.sync.Lock;
import dev.rondo.sync.Queue;
import dev.rondo.sync.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the work of one wave shares, with the accounts that must add up when it is over. The loop's
 * thread, but where it says otherwise.
 */
final class Shared {
    static final int PERMITS = 3;

    final EventLoop loop;
    final boolean blockingSuspends; // false where a blocking JDK call holds the loop

    final Lock lock = new Lock();
    final Semaphore permits = new Semaphore(PERMITS);
    final Condition condition = new Condition();
    final Event event = new Event();
    final Barrier barrier = new Barrier(2);
    final Queue<Integer> queue = new Queue<>(4);
    int inLock;
    int inPermits;
    long put;
    long got;

    final ReentrantLock jdkLock = new ReentrantLock();
    final java.util.concurrent.Semaphore jdkPermits = new java.util.concurrent.Semaphore(PERMITS);
    int inJdkLock;
    int inJdkPermits;

    // Callbacks: how many are to run, and ran.
    long called;
    long ran;
    // Any thread.
    final AtomicLong sent = new AtomicLong();
    final AtomicLong heard = new AtomicLong();
    // What was done, for the summary.
    long tasks;
    long cancels;
    long timeouts;

    Shared(EventLoop loop) {
        this.loop = loop;
        this.blockingSuspends = loop.engine().equals("scheduled");
    }

    /** Checks the accounts when nothing runs any more. In a task. */
    void checkAtRest() {
        Violation.unless(inLock == 0 && !lock.locked(), "the lock is held: " + lock);
        Violation.unless(inPermits == 0, inPermits + " tasks are left inside the semaphore");
        for (int i = 0; i < PERMITS; i++) {
            Violation.unless(permits.tryAcquire(), "permit " + i + " was lost: " + permits);
        }
        Violation.unless(!permits.tryAcquire(), "a permit was made up: " + permits);
        Violation.unless(!condition.locked(), "the condition's lock is held: " + condition);
        Violation.unless(
                put - got == queue.size(),
                put
                        + " items were put and "
                        + got
                        + " were got, but the queue has "
                        + queue.size());
        Violation.unless(
                inJdkLock == 0 && !jdkLock.isLocked(), "the JDK's lock is held: " + jdkLock);
        Violation.unless(
                inJdkPermits == 0 && jdkPermits.availablePermits() == PERMITS,
                "permits of the JDK's semaphore are lost: " + jdkPermits);
        Violation.unless(called == ran, called + " callbacks were to run, but " + ran + " ran");
        Violation.unless(
                sent.get() == heard.get(),
                sent + " calls came from other threads, but " + heard + " were heard");
    }
}
