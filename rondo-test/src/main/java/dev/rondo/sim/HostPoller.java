package dev.rondo.sim;

import dev.rondo.Clock;
import dev.rondo.Poller;
import java.util.concurrent.locks.LockSupport;

/** What a host's loop sleeps in, and its clock: both ask the world. */
final class HostPoller implements Poller, Clock {
    private static final int GRACE_MILLIS = 250; // of real time, for those in a lock of the JDK

    private final World world;
    private final Host host;
    private final long offsetNanos;
    private volatile boolean woken; // since the last wait for that
    private int gone; // tasks in foreign code that did not come back within the grace
    private long endingTimeoutNanos; // of the last poll once the simulation was ending

    HostPoller(World world, Host host, long offsetNanos) {
        this.world = world;
        this.host = host;
        this.offsetNanos = offsetNanos;
    }

    @Override
    public long nanoTime() {
        return world.now() + offsetNanos;
    }

    @Override
    public boolean isVirtual() {
        return true;
    }

    @Override
    public void poll(long timeoutNanos, Sink sink) {
        if (world.isEnding()) {
            endingTimeoutNanos = timeoutNanos;
            sink.stop();
        } else if (host.life().poller != this) { // it crashed and began anew in this pass
            sink.stop();
        } else {
            gone = Math.min(gone, sink.blocked());
            if (timeoutNanos == 0 || sink.blocked() == gone || !comesBack(sink)) {
                world.polled(host, timeoutNanos, sink);
            }
        }
    }

    /**
     * A task waits in foreign code. That may be for a lock of the JDK that another simulation has
     * for a moment (InetAddress and class loaders have such): no time must pass meanwhile.
     */
    private boolean comesBack(Sink sink) {
        for (int i = 0; i < GRACE_MILLIS && !woken; i++) {
            LockSupport.parkNanos(this, 1_000_000);
        }
        boolean back = woken;
        woken = false;
        gone = back ? gone : sink.blocked();
        return back;
    }

    /** Returns how long the loop would have slept in its last pass; only clean-up runs by then. */
    long endingTimeoutNanos() {
        return endingTimeoutNanos;
    }

    @Override
    public void wakeUp() {
        woken = true;
        world.wokenByThread(Thread.currentThread());
    }

    @Override
    public String toString() {
        return "the poller of a simulation, which has no sockets of the system\n"
                + "Use the network of the Host instead of the functions of Net";
    }
}
