package dev.rondo.sync;

import dev.rondo.Parking;
import dev.rondo.Task;
import java.util.OptionalInt;

/**
 * A number of permits, for letting so many tasks at a time do something.
 *
 * <p>Fair: {@link #acquire} returns in the order of the calls, and {@link #release} hands the
 * permit over to the task that has waited longest. Anybody may release, also more often than was
 * acquired; {@link BoundedSemaphore} refuses that. Belongs to one loop; see the {@link
 * dev.rondo.sync package}. asyncio: {@code Semaphore}.
 *
 * {@snippet :
 * Semaphore slots = new Semaphore(10);
 * taskGroup(g -> {
 *     for (URI page : pages) {
 *         g.createTask(() -> slots.with(() -> fetch(page))); // ten at a time
 *     }
 * });
 * }
 */
public sealed class Semaphore extends Acquirable permits BoundedSemaphore {
    // The loop's thread.
    private final Parking line = new Parking(this);
    private int value; // permits that nobody has
    private int granted; // permits whose tasks were woken for them and have not run yet

    // Invariant: nobody waits while value > 0 and granted == 0

    /** Creates one with a single permit. Any thread. */
    public Semaphore() {
        this(1);
    }

    /**
     * Creates one with a number of permits. Any thread.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Semaphore(int value) {
        if (value < 0) {
            throw new IllegalArgumentException(
                    "Semaphore initial value must be >= 0, but it is " + value);
        }
        this.value = value;
    }

    /**
     * Returns whether {@link #acquire} would wait: no permit is left, or others who waited are on
     * their way and go first.
     */
    public final boolean locked() {
        return value == 0 || granted > 0;
    }

    /** Returns how many permits are left. */
    final int value() {
        return value;
    }

    /** Returns how many permits there can be, or empty when there is no limit. */
    OptionalInt bound() {
        return OptionalInt.empty();
    }

    /**
     * Acquires a permit, suspending while there is none. A cancelled wait leaves the line and
     * nothing behind; once a permit was handed over, the call returns with it and the cancellation
     * comes at the next suspension. asyncio: {@code acquire}.
     *
     * @throws IllegalStateException if it has to wait and the caller is not a task, or if the
     *     semaphore is bound to another loop
     */
    @Override
    public final void acquire() {
        Task<?> caller = checkCaller("acquire()");
        if (locked()) {
            toWait(caller, "acquire()");
            line.await();
            granted--;
            handOut(); // to those who had to let this task go first
        } else {
            value--;
        }
    }

    /**
     * Acquires a permit if it is not {@link #locked}; never suspends.
     *
     * @return whether it was acquired
     * @throws IllegalStateException if the semaphore is bound to another loop
     */
    public final boolean tryAcquire() {
        checkCaller("tryAcquire()");
        if (locked()) {
            return false;
        }
        value--;
        return true;
    }

    /**
     * Hands a permit over to the task that has waited longest, or adds it to those that are left;
     * never suspends. asyncio: {@code release}.
     *
     * @throws IllegalStateException if the semaphore is bound to another loop, or holds as many
     *     permits as an int can count
     */
    @Override
    public void release() {
        checkCaller("release()");
        if (value == Integer.MAX_VALUE) {
            throw new IllegalStateException("Semaphore released too many times: " + this);
        }
        value++;
        handOut();
    }

    private void handOut() {
        while (value > 0 && line.wakeOne()) {
            value--;
            granted++;
        }
    }

    @Override
    final void forgetWaiters() {
        line.forgetAll();
        granted = 0;
    }

    /** Returns what is known of it now. */
    public final SemaphoreSnapshot snapshot() {
        return new SemaphoreSnapshot(value, bound(), line.waiters());
    }

    @Override
    public final String toString() {
        String left = "unlocked value=" + value;
        OptionalInt bound = bound();
        return show(
                locked() ? "locked" : bound.isEmpty() ? left : left + "/" + bound.getAsInt(),
                line.waiters());
    }
}
