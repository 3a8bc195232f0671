package dev.rondo.kernel;

import java.util.Arrays;

/**
 * When a loop's counter of steps had which value, as the watchdog saw it ten times a second: so
 * what a strand keeps of its last step, the count, becomes a time, and no step reads a clock.
 *
 * <p>It answers to a tenth of a second for what was just now, and to a {@value #FINENESS}th of its
 * age for what is longer ago: when it is full, samples go of which the neighbours say enough. So
 * some {@value #CAPACITY} samples hold years. Rejected: a ring of the last samples, which forgets
 * just the waits that somebody wonders about.
 *
 * <p>Any thread; it takes its own lock for a moment, and runs nothing while it has it.
 */
public final class BeatHistory {
    private static final int CAPACITY = 1024; // 2 * 16 * ln(10 years / 1.6 s) = 610 are needed
    private static final int FINENESS = 16;
    private static final int AT_FIRST = 32;
    private static final long SHORTEST_NANOS =
            95_000_000; // a sample of the watchdog, or a bit less

    // Guarded by this. Invariant: both ascend.
    private long[] times = {};
    private long[] beats = {};
    private int size;

    /** Creates one that has seen nothing. */
    public BeatHistory() {}

    /** Notes that the counter has a value that it had not at the last look. The watchdog. */
    public synchronized void add(long now, long count) {
        if (size > 0 && (now - times[size - 1] < SHORTEST_NANOS || count == beats[size - 1])) {
            return; // debug mode looks more often; and a run may begin where the last one ended
        }
        if (size == times.length) {
            makeRoom(now);
        }
        times[size] = now;
        beats[size] = count;
        size++;
    }

    /**
     * Returns when a step was first seen to be over or on: at most a tenth of a second, or a
     * {@value #FINENESS}th of its age, after it was made; now, if the watchdog has not looked
     * since.
     */
    public synchronized long timeOf(long count, long now) {
        int place = Arrays.binarySearch(beats, 0, size, count);
        int first = place >= 0 ? place : -place - 1;
        return first == size ? now : times[first];
    }

    /** Returns how many samples it keeps. */
    public synchronized int size() {
        return size;
    }

    private void makeRoom(long now) {
        if (size < CAPACITY) {
            int larger = Math.clamp(2L * size, AT_FIRST, CAPACITY);
            times = Arrays.copyOf(times, larger);
            beats = Arrays.copyOf(beats, larger);
            return;
        }
        int kept = 1; // the first: nothing is known of what was before
        for (int i = 1; i < size - 1; i++) {
            boolean isSpare = times[i + 1] - times[kept - 1] <= (now - times[i + 1]) / FINENESS;
            if (!isSpare) {
                times[kept] = times[i];
                beats[kept] = beats[i];
                kept++;
            }
        }
        if (kept > CAPACITY * 3 / 4) { // a clock that ran for centuries: the oldest go
            int gone = CAPACITY / 4;
            System.arraycopy(times, gone, times, 0, kept - gone);
            System.arraycopy(beats, gone, beats, 0, kept - gone);
            kept -= gone;
        }
        times[kept] = times[size - 1];
        beats[kept] = beats[size - 1];
        size = kept + 1;
    }
}
