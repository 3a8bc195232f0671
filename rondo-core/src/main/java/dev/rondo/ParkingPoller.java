package dev.rondo;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits by parking the loop's thread: all that a program without sockets needs. */
final class ParkingPoller implements Poller {
    private volatile @Nullable Thread
            sleeper; // written by the loop's thread, read by those who wake it
    private volatile boolean woken;

    @Override
    public void poll(long timeoutNanos, Sink sink) {
        if (timeoutNanos != 0) {
            sleeper = Thread.currentThread();
            // A wakeUp between this check and the park leaves a permit, so the park returns at
            // once.
            if (!woken) {
                if (timeoutNanos == FOREVER) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, timeoutNanos);
                }
            }
            sleeper = null;
        }
        woken = false;
        // An interrupt of the loop's own thread has no addressee here; left set it would turn the
        // sleep into a spin.
        Thread.interrupted();
    }

    @Override
    public boolean isWatching() {
        return false;
    }

    @Override
    public void wakeUp() {
        woken = true;
        LockSupport.unpark(sleeper);
    }

    @Override
    public String toString() {
        return "ParkingPoller";
    }
}
