package dev.rondo.sync;

import dev.rondo.EventLoop;
import dev.rondo.Parking;
import dev.rondo.Task;
import dev.rondo.TimerHandle;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets so much happen in a time: permits come evenly, so many a period, and are kept up to a
 * number, the burst, for which nobody has to wait. It is full at first. Permits are used up, not
 * given back; to limit how much happens at a time use a {@link Semaphore}.
 *
 * <p>In a stretch of time t at most {@code burst + permits * t / period} permits are given out:
 * with the burst of one period that may be twice the permits in a single period, once. With a burst
 * of 1 two of them are never closer than {@code period / permits}.
 *
 * <p>Fair: {@link #acquire} returns in the order of the calls; one that needs many permits is not
 * passed by those behind it that need few. Exact: the time of a permit is a fraction of nanoseconds
 * and is kept as one; and who waits has its permits from the moment in which they come, so if the
 * loop is late with one, it makes none after it later. There is no drift over any time.
 *
 * <p>Belongs to one loop, on whose clock it runs; with another loop, after that one is closed, it
 * begins anew, full. See the {@link dev.rondo.sync package}. Source: a token bucket, kept as the
 * generic cell rate algorithm (ITU-T I.371), which is one point in time instead of a level that
 * needs refilling; aiolimiter's {@code AsyncLimiter}.
 *
 * {@snippet :
 * RateLimiter requests = new RateLimiter(10, Duration.ofSeconds(1));
 * taskGroup(g -> {
 *     for (URI page : pages) {
 *         g.createTask(() -> {
 *             requests.acquire(); // ten at once, and then one every 100 ms
 *             fetch(page);
 *         });
 *     }
 * });
 * }
 */
public final class RateLimiter extends LoopBound {
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 2; // so that no sum overflows

    /**
     * What a task in line needs, and since when. It has its permits from the moment in which they
     * came, not from the one in which the loop got round to it: the next ones are not later for it.
     */
    private record Claim(int permits, long sinceNanos) {}

    private final int permits;
    private final Duration period;
    private final int burst;
    // Times are whole nanoseconds and a part of one, in units of 1 / permits: 3 permits a second
    // come every 333,333,333 + 1/3 ns.
    private final long intervalNanos;
    private final long intervalPart;
    private final long capacityNanos; // how long it takes to fill it
    private final long capacityPart;
    // The loop's thread.
    private final Parking line = new Parking(this); // each with its Claim as its place
    private long fullNanos; // when it will be full, or a time when it was
    private long fullPart; // Invariant: 0 <= fullPart < permits
    private int granted; // tasks that were woken with their permits and have not run yet
    private @Nullable TimerHandle timer; // of the first in line
    private long timerNanos;

    /**
     * Creates one that keeps the permits of one period. Any thread.
     *
     * @param permits how many permits come in a period, at least 1
     * @param period more than zero
     * @throws IllegalArgumentException if one is not
     */
    public RateLimiter(int permits, Duration period) {
        this(permits, period, permits);
    }

    /**
     * Creates one. Any thread.
     *
     * @param permits how many permits come in a period, at least 1
     * @param period more than zero
     * @param burst how many permits are kept at most, at least 1
     * @throws IllegalArgumentException if one is not, or it would take 146 years to fill it
     */
    public RateLimiter(int permits, Duration period, int burst) {
        Objects.requireNonNull(period, "period");
        if (permits < 1 || burst < 1 || !period.isPositive()) {
            throw new IllegalArgumentException(
                    "permits, period and burst must be > 0, but they are "
                            + permits
                            + ", "
                            + period
                            + " and "
                            + burst);
        }
        this.permits = permits;
        this.period = period;
        this.burst = burst;
        try {
            long periodNanos = period.toNanos();
            intervalNanos = periodNanos / permits;
            intervalPart = periodNanos % permits;
            capacityNanos = Math.addExact(Math.multiplyExact(intervalNanos, burst), carry(burst));
            capacityPart = part(burst);
        } catch (ArithmeticException e) {
            throw tooLong();
        }
        if (capacityNanos > LONGEST_NANOS) {
            throw tooLong();
        }
    }

    private IllegalArgumentException tooLong() {
        return new IllegalArgumentException(
                burst
                        + " permits at "
                        + permits
                        + " per "
                        + period
                        + " take more than 146 years\nChoose a shorter period or a smaller burst");
    }

    // ---- The time of permits

    /** Returns the whole nanoseconds that the parts of so many intervals make. */
    private long carry(int count) {
        return count * intervalPart / permits; // both are ints in size, so this fits
    }

    private long part(int count) {
        return count * intervalPart % permits;
    }

    private long nanos(int count) {
        return count * intervalNanos + carry(count); // at most capacityNanos
    }

    /** Returns the first nanosecond in which so many permits are there, which may be long past. */
    private long dueNanos(int count) {
        long nanos = fullNanos - (capacityNanos - nanos(count));
        long parts = fullPart + part(count) - capacityPart; // in (-permits, 2 * permits)
        return nanos + Math.ceilDiv(parts, permits);
    }

    private void take(int count, long sinceNanos) {
        if (fullNanos < sinceNanos) { // it was full when they were asked for, and got no fuller
            fullNanos = sinceNanos;
            fullPart = 0;
        }
        long parts = fullPart + part(count);
        fullNanos += nanos(count) + parts / permits;
        fullPart = parts % permits;
    }

    private int availableAt(long now) {
        int least = 0;
        int most = burst;
        while (least < most) { // a search, since the product that a division needs may not fit
            int middle = (int) (((long) least + most + 1) / 2);
            if (dueNanos(middle) <= now) {
                least = middle;
            } else {
                most = middle - 1;
            }
        }
        return least;
    }

    private EventLoop clock(String operation) {
        EventLoop loop = loop();
        if (loop == null) {
            throw new IllegalStateException(
                    operation
                            + " on "
                            + this
                            + " was called outside of a loop, whose time it needs\n"
                            + "Call it in a task or callback");
        }
        return loop;
    }

    private static long now(EventLoop loop) {
        return loop.time().toNanos();
    }

    // ---- Acquiring

    /** Acquires one permit. See {@link #acquireMany}. */
    public void acquire() {
        acquire("acquire()", 1);
    }

    /**
     * Acquires permits, suspending until they have come and those in line before are served. A
     * cancelled wait leaves the line and takes none, so that those behind come earlier; once they
     * were handed over, the call returns and the cancellation comes at the next suspension.
     *
     * @param count how many, in {@code [1, burst]}
     * @throws IllegalArgumentException if it is not in that range: more are never there
     * @throws IllegalStateException if it has to wait and the caller is not a task, if it is called
     *     outside of a loop, or is bound to another loop
     */
    public void acquireMany(int count) {
        acquire("acquireMany()", count);
    }

    private void acquire(String operation, int count) {
        Task<?> caller = checkCaller(operation);
        if (takeNow(operation, count)) {
            return;
        }
        toWait(caller, operation);
        Claim claim = new Claim(count, now(clock(operation)));
        if (line.isEmpty()) {
            startTimer(count);
        }
        boolean taken = false;
        try {
            line.awaitWith(claim);
            taken = true;
        } finally {
            granted -= taken ? 1 : 0;
            handOut(); // to those who had to let this task go first
        }
    }

    /** Acquires one permit if it is there; never suspends. See {@link #tryAcquireMany}. */
    public boolean tryAcquire() {
        checkCaller("tryAcquire()");
        return takeNow("tryAcquire()", 1);
    }

    /**
     * Acquires permits if they are there and nobody waits in line; never suspends.
     *
     * @param count how many, in {@code [1, burst]}
     * @return whether they were acquired; if not, none was
     * @throws IllegalArgumentException if it is not in that range
     * @throws IllegalStateException if it is called outside of a loop, or is bound to another loop
     */
    public boolean tryAcquireMany(int count) {
        checkCaller("tryAcquireMany()");
        return takeNow("tryAcquireMany()", count);
    }

    private boolean takeNow(String operation, int count) {
        if (count < 1 || count > burst) {
            throw new IllegalArgumentException(
                    operation
                            + " takes from 1 to "
                            + burst
                            + " permits, but got "
                            + count
                            + ": "
                            + this
                            + (count < 1
                                    ? ""
                                    : "\nMore are never there at once; make the burst larger"));
        }
        long now = now(clock(operation));
        if (!line.isEmpty() || granted > 0 || dueNanos(count) > now) {
            return false;
        }
        take(count, now);
        return true;
    }

    /** Serves those in line whose time has come, and waits for the next one's. */
    private void handOut() {
        long now = now(clock("acquire()"));
        Claim claim = first();
        while (claim != null && dueNanos(claim.permits()) <= now) {
            take(claim.permits(), claim.sinceNanos());
            granted++;
            line.wakeOne();
            claim = first();
        }
        if (claim != null) {
            startTimer(claim.permits());
        } else if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private @Nullable Claim first() {
        return (Claim) line.firstPlace();
    }

    private void startTimer(int count) {
        long due = dueNanos(count);
        if (timer != null) {
            if (timerNanos == due) {
                return;
            }
            timer.cancel();
        }
        timerNanos = due;
        timer = clock("acquire()").callAt(Duration.ofNanos(due), this::refill);
    }

    private void refill() {
        timer = null;
        handOut();
    }

    /** Another clock begins: that of the next loop. */
    @Override
    void forgetWaiters() {
        line.forgetAll();
        granted = 0;
        timer = null;
        fullNanos = 0; // no clock shows less, so it is full
        fullPart = 0;
    }

    /** Returns what is known of it now. */
    public RateLimiterSnapshot snapshot() {
        EventLoop loop = loop();
        int available = loop == null ? burst : availableAt(now(loop));
        return new RateLimiterSnapshot(permits, period, burst, available, line.waiters());
    }

    @Override
    public String toString() {
        RateLimiterSnapshot now = snapshot();
        return show(
                permits + " per " + period + " available=" + now.available() + "/" + burst,
                now.waiters());
    }
}
