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

    /** Returns the machine's monotonic clock, counted from the first use of this class. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
