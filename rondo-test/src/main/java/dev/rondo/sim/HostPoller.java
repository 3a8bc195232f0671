package dev.rondo.sim;

import dev.rondo.Clock;
import dev.rondo.Poller;

/** What a host's loop sleeps in, and its clock: both ask the world. */
final class HostPoller implements Poller, Clock {
    private final World world;
    private final Host host;
    private final long offsetNanos;
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
    public void poll(long timeoutNanos, Sink sink) {
        if (world.isEnding()) {
            endingTimeoutNanos = timeoutNanos;
            sink.stop();
        } else {
            world.polled(host, timeoutNanos, sink);
        }
    }

    /** Returns how long the loop would have slept in its last pass; only clean-up runs by then. */
    long endingTimeoutNanos() {
        return endingTimeoutNanos;
    }

    @Override
    public void wakeUp() {
        world.wokenByThread(Thread.currentThread());
    }

    @Override
    public String toString() {
        return "the poller of a simulation, which has no sockets of the system\n"
                + "Use the network of the Host instead of the functions of Net";
    }
}
