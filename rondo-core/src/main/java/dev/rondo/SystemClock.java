package dev.rondo;

/** The one place of the runtime that reads {@link System#nanoTime}. */
final class SystemClock implements Clock {
    static final SystemClock INSTANCE = new SystemClock();

    private final long origin = System.nanoTime();

    private SystemClock() {}

    @Override
    public long nanoTime() {
        return System.nanoTime() - origin;
    }

    @Override
    public String toString() {
        return "system clock";
    }
}
