package dev.rondo.postgres;

import dev.rondo.Parking;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait for a connection of a pool, each for one of its own or for a share of one.
 * Two lines with one order: numbers say who came first. The loop's thread.
 */
final class PoolLine {
    /** A task that waits; filled by who wakes it. */
    static final class Waiter {
        private final long turn;
        private final String task;
        private @Nullable PoolSlot slot;
        private @Nullable Throwable failure;

        Waiter(long turn, String task) {
            this.turn = turn;
            this.task = task;
        }

        String task() {
            return task;
        }

        /** Returns what it was given; null if it failed. */
        @Nullable PoolSlot slot() {
            return slot;
        }

        @Nullable Throwable failure() {
            return failure;
        }
    }

    private final Parking own;
    private final Parking shared;
    private long turns;

    PoolLine(Object pool) {
        own = new Parking("connection of", pool);
        shared = new Parking("share of a connection of", pool);
    }

    Waiter newWaiter(String task) {
        return new Waiter(turns++, task);
    }

    /** Waits for a connection of its own, or for a share. Suspends until it is woken. */
    void await(Waiter waiter, boolean forItself) {
        (forItself ? own : shared).awaitWith(waiter);
    }

    boolean isEmpty() {
        return own.isEmpty() && shared.isEmpty();
    }

    int waiters() {
        return own.waiters() + shared.waiters();
    }

    int waitersForOwn() {
        return own.waiters();
    }

    boolean hasSharing() {
        return !shared.isEmpty();
    }

    /** Returns whether the one who has waited longest wants a connection of his own. */
    boolean isOwnFirst() {
        Waiter first = (Waiter) own.firstPlace();
        Waiter sharing = (Waiter) shared.firstPlace();
        return first != null && (sharing == null || first.turn < sharing.turn);
    }

    /** Gives the first of a line a connection, and returns who that is. */
    Waiter give(PoolSlot slot, boolean forItself) {
        Parking parking = forItself ? own : shared;
        Waiter waiter = (Waiter) parking.firstPlace();
        if (waiter == null) {
            throw new AssertionError("nobody waits");
        }
        waiter.slot = slot;
        parking.wakeOne();
        return waiter;
    }

    /** Has all fail that wait. */
    void fail(Throwable failure) {
        fail(own, failure);
        fail(shared, failure);
    }

    private static void fail(Parking parking, Throwable failure) {
        for (Waiter waiter = (Waiter) parking.firstPlace();
                waiter != null;
                waiter = (Waiter) parking.firstPlace()) {
            waiter.failure = failure;
            parking.wakeOne();
        }
    }
}
