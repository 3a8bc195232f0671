package dev.rondo;

import dev.rondo.kernel.Deadline;
import dev.rondo.kernel.Kernel;
import java.time.Duration;
import java.util.Objects;

/**
 * A deadline that is moved far more often than it is reached: the idle limit of a connection, set
 * again with each message. Setting, moving later and clearing allocate nothing and do not touch the
 * loop's timers: a deadline that moves later stays where it is in their heap until its old time
 * comes, and is put right then. So one a connection serves as its idle, header and write limit.
 *
 * <p>Rejected: a timer for each message, which costs two operations on the heap and three objects;
 * and a wheel of ticks, which is cheap and comes late.
 *
 * <p>Belongs to the thread of its loop. When it is reached its callback runs once, in a context of
 * its own, unless it was moved or cleared before that. Never suspends.
 *
 * {@snippet :
 * try (MovableDeadline idle = new MovableDeadline(loop, stream::abort)) {
 *     idle.setAfter(Duration.ofSeconds(75));
 *     while (receive()) {
 *         idle.setAfter(Duration.ofSeconds(75)); // no timer is made
 *     }
 * }
 * }
 */
public final class MovableDeadline implements AutoCloseable {
    private static final long NEVER = Long.MAX_VALUE;

    private final EventLoop loop;
    private final Kernel kernel;
    private final Runnable callback;
    private final Node node = new Node();
    private boolean reached; // and the callback is queued

    /** The place in the heap, at or before the time that counts. */
    private final class Node extends Deadline {
        private long due = NEVER;

        @Override
        public long dueNanos() {
            return due;
        }

        @Override
        protected void expire(Kernel from) {
            due = NEVER;
            reached = true;
            kernel.ready(new Handle(loop, MovableDeadline.this::call, new Context()));
        }

        @Override
        public String purpose() {
            return MovableDeadline.this.toString();
        }
    }

    /**
     * Creates one that is not set.
     *
     * @param loop the loop whose time counts
     * @param callback runs in the loop when the deadline is reached
     */
    public MovableDeadline(EventLoop loop, Runnable callback) {
        this.loop = Objects.requireNonNull(loop, "loop");
        this.callback = Objects.requireNonNull(callback, "callback");
        this.kernel = loop.kernel();
    }

    /**
     * Sets it, or moves it.
     *
     * @param delay from the begin of the loop's pass on, not negative; what is longer than 292
     *     years means never
     * @throws IllegalArgumentException if the delay is negative
     */
    public void setAfter(Duration delay) {
        Objects.requireNonNull(delay, "delay");
        setAfterNanos(Delay.nanos("setAfter()", delay));
    }

    /**
     * Like {@link #setAfter}, in nanoseconds: not negative.
     *
     * @throws IllegalArgumentException if the delay is negative
     */
    public void setAfterNanos(long delayNanos) {
        if (delayNanos < 0) {
            throw new IllegalArgumentException(
                    "setAfterNanos() takes no negative delay, but got " + delayNanos);
        }
        set(Delay.deadline(kernel.passNanos(), delayNanos));
    }

    /** Sets it to a point in {@link EventLoop#time}, or moves it there. */
    public void setAt(Duration when) {
        set(Delay.saturated(Objects.requireNonNull(when, "when")));
    }

    private void set(long at) {
        boolean isInPlace = node.isQueued() && at >= node.deadlineNanos();
        if (at < NEVER && !isInPlace) {
            loop.checkUsable("setting a MovableDeadline"); // before anything changes
            kernel.stopTimer(node);
            kernel.startTimer(node, at);
        }
        reached = false;
        node.due = at;
    }

    /** Takes it back: the callback does not run. Does nothing when it is not set. */
    public void clear() {
        reached = false;
        node.due = NEVER;
    }

    /** Returns whether it is set and was not reached. */
    public boolean isSet() {
        return node.due != NEVER;
    }

    private void call() {
        if (reached) { // and neither moved nor cleared since
            reached = false;
            callback.run();
        }
    }

    /** Clears it and lets the loop forget it at once. It may be set again. */
    @Override
    public void close() {
        clear();
        if (node.isQueued()) {
            loop.checkThread("close() of a MovableDeadline");
            kernel.stopTimer(node);
        }
    }

    @Override
    public String toString() {
        return "<MovableDeadline "
                + (isSet() ? "at " + Duration.ofNanos(node.due) : reached ? "reached" : "not set")
                + ">";
    }
}
