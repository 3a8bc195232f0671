package dev.rondo;

import java.util.List;

/**
 * How a loop sleeps until something happens outside: one of its seams. The real ones watch sockets,
 * the simulated one moves a virtual clock, and {@link #parking} only waits for other threads.
 *
 * <p>Every method but {@link #wakeUp} is called by the loop's thread.
 */
public interface Poller extends AutoCloseable {
    /** The {@code timeoutNanos} that means: until something happens. */
    long FOREVER = Long.MAX_VALUE;

    /** What a poller may do to the loop that polls it. */
    interface Sink {
        /**
         * Queues a callback for this pass. Called by the loop's thread during {@link Poller#poll}
         * only.
         */
        void callSoon(Runnable callback);

        /** Returns how many pieces of work given to other threads have not come back yet. */
        int outstanding();

        /**
         * Returns how much outside may wait for this loop itself: completion stages that it awaits,
         * which anyone can complete, and threads and {@link
         * java.util.concurrent.CompletableFuture}s that wait for a task of it. A virtual clock that
         * stood still for as much outstanding work could wait for itself.
         */
        default int uncertain() {
            return 0;
        }

        /**
         * Returns how many tasks wait in calls that are not Rondo's: a lock, a socket of the JDK,
         * {@code Thread.sleep}. Known on the scheduled engine; 0 on the other, where they hold the
         * loop.
         */
        int blocked();

        /** Lets the pass that polls be the last one of this run, as {@link EventLoop#stop} does. */
        void stop();
    }

    /**
     * Waits until there is I/O to hand out, the time is over or {@link #wakeUp} was called since
     * the last poll began.
     *
     * @param timeoutNanos 0 to only look, {@link #FOREVER} for no limit
     * @param sink takes what became ready
     */
    void poll(long timeoutNanos, Sink sink);

    /**
     * Returns how many passes in a row may go by without a poll while something is ready to run; 0
     * to be asked in every pass. A poller whose poll is a system call saves one for each hop of
     * tasks that hand work to each other, and I/O waits for so many passes at most.
     */
    default int passesWithoutPoll() {
        return 0;
    }

    /** Ends the current or the next {@link #poll} early. Any thread. */
    void wakeUp();

    /**
     * Returns whether I/O may end a poll: something is watched. A loop that sleeps without, without
     * a timer and without work elsewhere, can be woken by a thread of the program alone. Any
     * thread; the answer may be a moment old. A poller that does not know says true.
     */
    default boolean isWatching() {
        return true;
    }

    /**
     * Does what the poller keeps for the end of a pass, as its very last step. What was written in
     * the pass has left before, by {@link EventLoop#callAtPassEnd}; most pollers have nothing to
     * do.
     */
    default void flush() {}

    /**
     * Returns snapshots of what was opened on it and not closed: SocketSnapshots of {@code
     * dev.rondo.net}. Called while the loop is open.
     */
    default List<?> open() {
        return List.of();
    }

    /** Frees what the poller holds. */
    @Override
    default void close() {}

    /** Returns a poller without I/O: it parks the loop's thread. */
    static Poller parking() {
        return new ParkingPoller();
    }
}
