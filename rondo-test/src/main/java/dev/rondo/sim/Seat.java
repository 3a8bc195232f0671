package dev.rondo.sim;

import dev.rondo.Parking;

/**
 * A place for one task of a host to wait at. It is taken until the task has gone on, so that nobody
 * comes between it and what it was woken for.
 */
final class Seat {
    private final Host host;
    private final Parking parking;
    private boolean taken;

    /**
     * Creates a free one.
     *
     * @param host whose tasks wait here
     * @param doing what they wait for, before the object: "read of"
     * @param what the object
     */
    Seat(Host host, String doing, Object what) {
        this.host = host;
        this.parking = new Parking(doing, what);
    }

    /** Suspends the calling task until it is woken; only when the seat is not taken. */
    void await() {
        assert !taken : this;
        taken = true;
        try {
            parking.await();
        } finally {
            taken = false;
        }
    }

    boolean isTaken() {
        return taken;
    }

    /** Wakes who waits here, if somebody does. A task of the host, or an event of the world. */
    void wake() {
        if (parking.wakeOne()) {
            host.touch();
        }
    }

    @Override
    public String toString() {
        return parking.toString();
    }
}
