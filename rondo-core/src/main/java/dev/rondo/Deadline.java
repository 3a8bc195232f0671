package dev.rondo;

import dev.rondo.struct.TimerHeap;

/**
 * What the loop does when a point in time is reached: queues a callback, or wakes a sleeping task
 * without one.
 */
abstract class Deadline extends TimerHeap.Node {
    /** Makes something ready. Runs on the bare loop thread: no user code here. */
    abstract void expire(Kernel kernel);
}
