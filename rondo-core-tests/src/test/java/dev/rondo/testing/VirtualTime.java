package dev.rondo.testing;

import dev.rondo.Clock;
import dev.rondo.Poller;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A clock that moves only when its loop has nothing left to do, straight to the next deadline; and
 * the poller that moves it. While work is with other threads it waits for them in real time
 * instead.
 */
public final class VirtualTime implements Clock, Poller {
    private static final long REAL_LIMIT_SECONDS = 20; // a hung test fails after this

    private final Semaphore wakeUps = new Semaphore(0);
    private volatile long nowNanos;

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    /** Moves the clock by hand. */
    public void advance(Duration time) {
        nowNanos += time.toNanos();
    }

    @Override
    public void poll(long timeoutNanos, Sink sink) {
        if (timeoutNanos == 0 || wakeUps.tryAcquire()) {
            return;
        }
        if (sink.outstanding() > 0 || timeoutNanos == FOREVER) {
            waitForThreads();
        } else {
            nowNanos += timeoutNanos;
        }
    }

    private void waitForThreads() {
        try {
            if (!wakeUps.tryAcquire(REAL_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(
                        "Every task waits, no timer is set and no other thread came: a lost"
                                + " wake-up?");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("The loop's thread was interrupted", e);
        }
    }

    @Override
    public void wakeUp() {
        wakeUps.release();
    }

    @Override
    public String toString() {
        return "virtual time " + Duration.ofNanos(nowNanos);
    }
}
