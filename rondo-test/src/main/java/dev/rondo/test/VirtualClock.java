package dev.rondo.test;

import dev.rondo.Clock;
import dev.rondo.EventLoop;
import dev.rondo.LoopOptions;
import dev.rondo.Parking;
import dev.rondo.Poller;
import dev.rondo.Rondo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A clock of one loop that moves only when every task waits, straight to the next timer: an hour of
 * timeouts takes a millisecond.
 *
 * <p>It stands still while work that was given to threads is on its way, and waits for it in real
 * time. What may itself wait for the loop gets a moment of real time before the clock moves all the
 * same: a completion stage, which may be completed by a timer of the loop, and a thread that waits
 * for a task. When nothing can move any more, the run ends with an {@link AssertionError} that
 * names every task; {@code Thread.sleep} and real I/O in a task end it with a {@link
 * NotVirtualError}.
 *
 * <p>Used by tasks of its loop, and between runs by the thread that owns the loop; {@link
 * #nanoTime} and {@link #instant} by any thread.
 *
 * {@snippet :
 * VirtualClock clock = new VirtualClock();
 * RunnerOptions virtual = RunnerOptions.defaults().withLoopFactory(clock::newLoop);
 * run(virtual, () -> sleep(3600));
 * println(clock.elapsed()); // PT1H
 * }
 */
public final class VirtualClock implements Clock, InstantSource {
    private static final Instant START = Instant.parse("2000-01-01T00:00:00Z"); // as simulations

    private final Instant start;
    private final VirtualPoller poller = new VirtualPoller(this);
    private volatile long nowNanos; // written by the loop's thread
    // The loop's thread.
    private @Nullable EventLoop loop;
    private boolean autojump = true;
    private final Parking blocked = new Parking("all others to wait on", this);
    private final Parking advancing = new Parking("advance of", this); // until target
    private long target;

    /** Creates a clock whose time of day begins at the year 2000. */
    public VirtualClock() {
        this(START);
    }

    /** Creates a clock with a time of day to begin at. */
    public VirtualClock(Instant start) {
        this.start = Objects.requireNonNull(start, "start");
    }

    /**
     * Returns the loop of this clock, new.
     *
     * @throws IllegalStateException if it has one already
     */
    public EventLoop newLoop() {
        return newLoop(LoopOptions.defaults());
    }

    /** Like {@link #newLoop()}, with options, whose clock and poller are not used. */
    public EventLoop newLoop(LoopOptions options) {
        Objects.requireNonNull(options, "options");
        if (loop != null) {
            throw new IllegalStateException(
                    this + " has a loop already\nMake a new VirtualClock for each loop");
        }
        EventLoop made = EventLoop.create(options.withClock(this).withPoller(() -> poller));
        loop = made;
        return made;
    }

    // ---- The time

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public boolean isVirtual() {
        return true;
    }

    /** Returns how much virtual time has passed. */
    public Duration elapsed() {
        return Duration.ofNanos(nowNanos);
    }

    /**
     * Returns the virtual time of day. {@code clock.withZone(zone)} is a {@link java.time.Clock} of
     * it, for code that takes one.
     */
    @Override
    public Instant instant() {
        return start.plusNanos(nowNanos);
    }

    // ---- Moving it

    /** Returns whether it moves by itself when every task waits: at first it does. */
    public boolean autojump() {
        return autojump;
    }

    /** Sets whether it moves by itself; otherwise {@link #advance} moves it. */
    public void setAutojump(boolean on) {
        autojump = on;
    }

    /**
     * Lets time pass: suspends until every task has done what it does in that time, the timers of
     * its last moment included.
     *
     * @param time not negative
     * @throws IllegalStateException if another task is doing so, or the caller is not a task of its
     *     loop
     */
    public void advance(Duration time) {
        checkTime(time);
        checkLoop();
        if (!advancing.isEmpty()) {
            throw new IllegalStateException(
                    "Another task advances " + this + "\nAdvance it in one task only");
        }
        target = nowNanos + time.toNanos();
        advancing.await();
    }

    /** Like {@link #advance(Duration)}, in seconds. */
    public void advance(double seconds) {
        if (Double.isNaN(seconds)) {
            throw new IllegalArgumentException("seconds must be a number");
        }
        advance(Duration.ofNanos((long) (seconds * 1e9)));
    }

    /**
     * Moves the time at once, as for a machine that was asleep: what was due meanwhile happens
     * late, in the next pass. Never suspends.
     *
     * @param time not negative
     */
    public void skip(Duration time) {
        checkTime(time);
        nowNanos = Math.addExact(nowNanos, time.toNanos());
    }

    private void checkTime(Duration time) {
        Duration most = Duration.ofNanos(Poller.FOREVER - 1 - nowNanos);
        if (time.isNegative() || time.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "time must not be negative, and a clock ends after 292 years, but it is "
                            + time);
        }
    }

    /** Only its own loop makes it move, so others would wait for ever. */
    private void checkLoop() {
        if (Rondo.runningLoop() != loop) {
            throw new IllegalStateException(
                    this + " is not that of this loop\nUse the clock that the test was given");
        }
    }

    /**
     * Suspends until every other task waits, for a time, for each other or for threads, and nothing
     * is ready; no time passes. trio: {@code wait_all_tasks_blocked}.
     */
    public void waitUntilBlocked() {
        checkLoop();
        blocked.await();
    }

    // ---- For the poller, on the bare thread of the loop

    @Nullable EventLoop loop() {
        return loop;
    }

    /** Wakes those who wait for all to be blocked; returns whether there was one. */
    boolean tellBlocked() {
        return blocked.wakeAll() > 0;
    }

    /** Returns whether the clock may move when the next timer is a while away, or FOREVER. */
    boolean mayMove(long timeoutNanos) {
        return !advancing.isEmpty() || (autojump && timeoutNanos != Poller.FOREVER);
    }

    /** Moves to the next timer, or to where somebody advances to if that comes first. */
    void move(long timeoutNanos) {
        long sum = nowNanos + timeoutNanos; // of two that are not negative
        long next = timeoutNanos == Poller.FOREVER || sum < 0 ? Poller.FOREVER : sum;
        if (target < next && advancing.wakeOne()) {
            nowNanos = Math.max(nowNanos, target);
        } else {
            nowNanos = next;
        }
    }

    @Override
    public String toString() {
        return "virtual clock at " + elapsed();
    }
}
