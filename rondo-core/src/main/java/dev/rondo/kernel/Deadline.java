package dev.rondo.kernel;

import dev.rondo.struct.TimerHeap;

/**
 * What the loop does when a point in time is reached: queues a callback, or wakes a sleeping task
 * without one.
 */
public abstract class Deadline extends TimerHeap.Node {
    /** Makes something ready. Runs on the bare loop thread: no user code here. */
    protected abstract void expire(Kernel kernel);

    /** Returns what happens then, for people. */
    public abstract String purpose();

    /**
     * Returns when it is really due, at or after its place in the heap; {@link Long#MAX_VALUE} for
     * never. One that moves later stays where it is until its old time comes.
     */
    public long dueNanos() {
        return deadlineNanos();
    }

    /**
     * Returns how long it is from now to a point in time: 0 for one in the past, however far, and
     * {@link Long#MAX_VALUE} for one that is further away than a number can say.
     */
    public static long left(long dueNanos, long nowNanos) {
        if (dueNanos <= nowNanos) {
            return 0;
        }
        long left = dueNanos - nowNanos;
        return left < 0 || dueNanos == Long.MAX_VALUE ? Long.MAX_VALUE : left;
    }
}
