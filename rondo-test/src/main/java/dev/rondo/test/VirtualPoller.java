package dev.rondo.test;

import dev.rondo.EventLoop;
import dev.rondo.Poller;
import dev.rondo.sim.TaskDump;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the loop of a {@link VirtualClock} sleeps in.
 *
 * <p>When nothing is ready:
 *
 * <ol>
 *   <li>Whoever waits for all tasks to be blocked goes on.
 *   <li>A task in a foreign call is looked at: real time and real I/O are errors.
 *   <li>While work is with threads that surely come back, it waits for them.
 *   <li>While something outside may come back or not, it waits for a moment.
 *   <li>It moves the clock; or, if that cannot move, waits a little longer for a thread that calls
 *       in, and gives up.
 * </ol>
 *
 * <p>The bare thread of the loop must not look at tasks, so that is done in a callback, and what it
 * finds is thrown by the next poll.
 */
final class VirtualPoller implements Poller {
    // Long enough for a thread to come back that has nothing left to do, and too short to be felt.
    private static final long MOMENT_NANOS = 100_000_000;
    // For threads that nobody knows of. Ends a test that is stuck, so it may be felt.
    private static final long PATIENCE_NANOS = 1_000_000_000;

    private final VirtualClock clock;
    private final Semaphore wakeUps = new Semaphore(0); // any thread
    // The loop's thread.
    private boolean idle; // nothing was ready since the last poll, nor did the time move
    private long idleSince; // real nanoseconds
    private int looks; // how often tasks in foreign calls were looked at since
    private @Nullable AssertionError found; // ends the run

    VirtualPoller(VirtualClock clock) {
        this.clock = clock;
    }

    @Override
    public void poll(long timeoutNanos, Sink sink) {
        AssertionError error = found;
        if (error != null) {
            found = null;
            throw error;
        }
        if (timeoutNanos == 0) {
            idle = false;
        } else if (wakeUps.drainPermits() == 0) {
            begin();
            wait(timeoutNanos, sink);
        }
    }

    private void begin() {
        if (!idle) {
            idle = true;
            idleSince = System.nanoTime();
            looks = 0;
        }
    }

    private void wait(long timeoutNanos, Sink sink) {
        // 1. Wake who waits for this moment.
        if (clock.tellBlocked()) {
            return;
        }
        // 2. Look at foreign calls, and again when they had a moment to end.
        if (sink.blocked() > 0 && looks == 0) {
            look(false, sink);
            return;
        }
        // 3. Wait for threads that surely come back.
        if (sink.outstanding() > sink.uncertain()) {
            sleep(Long.MAX_VALUE);
            return;
        }
        // 4. Wait a moment for the others.
        if (sink.blocked() > 0 || sink.outstanding() > 0) {
            if (sleep(MOMENT_NANOS)) {
                return;
            }
            if (sink.blocked() > 0 && looks == 1) {
                look(true, sink);
                return;
            }
        }
        // 5. Move the clock.
        if (clock.mayMove(timeoutNanos)) {
            idle = false;
            clock.move(timeoutNanos);
        } else if (!sleep(PATIENCE_NANOS)) {
            sink.callSoon(() -> found = stuck());
        }
    }

    /** Sleeps until this idle time is so long; returns whether something woke it before. */
    private boolean sleep(long nanos) {
        try {
            long left = nanos - (System.nanoTime() - idleSince);
            return left > 0 && wakeUps.tryAcquire(left, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The thread of the loop was interrupted", e);
        }
    }

    private void look(boolean timedToo, Sink sink) {
        looks++;
        EventLoop loop = clock.loop();
        if (loop != null) {
            sink.callSoon(() -> found = NotVirtualError.in(loop, timedToo).orElse(null));
        }
    }

    private AssertionError stuck() {
        EventLoop loop = clock.loop();
        return new AssertionError(
                "Nothing can go on: every task waits"
                        + (clock.autojump()
                                ? " for ever, no timer is set"
                                : ", the clock does not move by itself (call advance())")
                        + " and no other thread came"
                        + (loop == null ? "" : TaskDump.of(loop.allTasks())));
    }

    @Override
    public void wakeUp() {
        wakeUps.release();
    }

    @Override
    public String toString() {
        return "a virtual clock, which has no sockets of the system"
                + "\nTake the Network of the test, or run the test in real time";
    }
}
