package dev.rondo.kernel;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What other threads queue for a loop, and whether it must be woken for it.
 *
 * <p>A producer adds and then reads {@code sleeping}; the loop sets {@code sleeping} and then looks
 * at the queue. Both are volatile, so at least one sees the other: no wake-up is lost. The swap
 * makes it at most one wake-up a sleep.
 */
final class Inbound {
    private final ConcurrentLinkedQueue<Object> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean sleeping = new AtomicBoolean();

    /** Adds an entry and returns whether the loop sleeps and must be woken. Any thread. */
    boolean add(Object entry) {
        queue.add(entry);
        return mustWake();
    }

    /** Returns whether the loop sleeps, to the first who asks. Any thread. */
    boolean mustWake() {
        return sleeping.get() && sleeping.compareAndSet(true, false);
    }

    /** Says that the loop will sleep; returns whether there is something to run instead. Loop. */
    boolean beginSleep() {
        sleeping.set(true);
        return !queue.isEmpty();
    }

    void endSleep() {
        sleeping.set(false);
    }

    void moveTo(RunQueue ready) {
        for (Object entry = queue.poll(); entry != null; entry = queue.poll()) {
            ready.add(entry);
        }
    }

    /** Gives all up. Any thread. */
    void abandon(Consumer<Object> each) {
        for (Object entry = queue.poll(); entry != null; entry = queue.poll()) {
            each.accept(entry);
        }
    }
}
