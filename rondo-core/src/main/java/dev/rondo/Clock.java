package dev.rondo;

/**
 * Where a loop's time comes from: one of its seams, so that tests run on virtual time.
 *
 * <p>Implementations are called by the loop's thread; {@link #system} also by others.
 */
public interface Clock {
    /**
     * Returns nanoseconds since an origin of the clock's own, never negative and never going back.
     */
    long nanoTime();

    /**
     * Returns whether the loop's poller moves it, and it stands still while code runs. Then virtual
     * threads that tasks start take turns with the tasks, on the scheduled engine: beside the loop
     * they would take no time, and a run would not be the same twice. False for a clock of the
     * machine's, where they run in parallel.
     */
    default boolean isVirtual() {
        return false;
    }

    /** Returns the machine's monotonic clock, counted from the first use of this class. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
