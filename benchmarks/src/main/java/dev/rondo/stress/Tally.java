package dev.rondo.stress;

import java.util.Locale;

/** What was done so far. Written by one thread at a time; another reads it for the progress. */
final class Tally {
    volatile long waves;
    volatile long rounds;
    private volatile long tasks;
    private volatile long cancels;
    private volatile long timeouts;
    private volatile long calls;

    void add(Shared shared) {
        tasks += shared.tasks;
        cancels += shared.cancels;
        timeouts += shared.timeouts;
        calls += shared.heard.get();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d waves, %,d rounds, %,d tasks, %,d cancelled, %,d timeouts, %,d calls from"
                        + " outside",
                waves,
                rounds,
                tasks,
                cancels,
                timeouts,
                calls);
    }
}
