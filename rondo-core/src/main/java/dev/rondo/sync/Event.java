package dev.rondo.sync;

import dev.rondo.Parking;
import dev.rondo.Task;

/**
 * A flag that tasks wait for. It is clear at first.
 *
 * <p>{@link #set} wakes all who wait, in the order of their calls; a {@link #clear} right after it
 * does not take that back. Belongs to one loop; see the {@link dev.rondo.sync package}. asyncio:
 * {@code Event}.
 *
 * {@snippet :
 * Event ready = new Event();
 * createTask(() -> {
 *     connect(); // suspends
 *     ready.set();
 * });
 * ready.await();
 * }
 */
public final class Event extends LoopBound {
    // The loop's thread.
    private final Parking line = new Parking(this);
    private final Watches<Watch> watches = new Watches<>(); // of tasks that select
    private boolean set; // Invariant: nobody waits while it is set

    /** Creates an event that is not set. Any thread. */
    public Event() {}

    /** Returns whether it is set. asyncio: {@code is_set}. */
    public boolean isSet() {
        return set;
    }

    /**
     * Sets it and wakes all who wait for it, and then those who {@link Select}; never suspends.
     * asyncio: {@code set}.
     *
     * @throws IllegalStateException if it is bound to another loop
     */
    public void set() {
        checkCaller("set()");
        set = true;
        line.wakeAll();
        watches.winAll();
    }

    /**
     * Clears it, so that the next {@link #await} waits again; never suspends. asyncio: {@code
     * clear}.
     *
     * @throws IllegalStateException if it is bound to another loop
     */
    public void clear() {
        checkCaller("clear()");
        set = false;
    }

    /**
     * Returns when it is set: at once, or suspending until {@link #set} is called. It may be clear
     * again by the time the task runs. A cancelled wait leaves nothing behind. asyncio: {@code
     * wait}.
     *
     * @throws IllegalStateException if it has to wait and the caller is not a task, or if the event
     *     is bound to another loop
     */
    public void await() {
        Task<?> caller = checkCaller("await()");
        if (!set) {
            toWait(caller, "await()");
            line.await();
        }
    }

    /** Has a select told when it is set. */
    void watch(Watch watch) {
        watches.add(watch);
    }

    /** Forgets a select that is over. */
    void unwatch(Watch watch) {
        watches.remove(watch);
    }

    @Override
    void forgetWaiters() {
        line.forgetAll();
        watches.forgetAll();
    }

    private int waiters() {
        return line.waiters() + watches.open();
    }

    /** Returns what is known of it now. */
    public EventSnapshot snapshot() {
        return new EventSnapshot(set, waiters());
    }

    @Override
    public String toString() {
        return show(set ? "set" : "unset", waiters());
    }
}
