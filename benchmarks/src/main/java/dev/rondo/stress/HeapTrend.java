package dev.rondo.stress;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether the memory that is left after a garbage collection grows. */
final class HeapTrend {
    private static final int FEWEST_SAMPLES = 9; // a third is three then: enough for a median
    private static final int WARM_UP = 2; // samples while classes are loaded
    private static final double ALLOWED_GROWTH = 1.1;
    private static final double ALLOWED_BYTES = 2e6; // code and caches of the JDK grow, too

    private final List<Long> usedBytes = new ArrayList<>();

    /** Collects garbage and takes a sample. */
    void sample() {
        System.gc();
        usedBytes.add(used());
    }

    static long used() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    double lastMegabytes() {
        return usedBytes.isEmpty() ? 0 : usedBytes.getLast() / 1e6;
    }

    /** Returns what is wrong, or empty. */
    Optional<String> growth() {
        if (usedBytes.size() < FEWEST_SAMPLES + WARM_UP) {
            return Optional.empty();
        }
        List<Long> counted = usedBytes.subList(WARM_UP, usedBytes.size());
        int third = counted.size() / 3;
        double before = median(counted.subList(0, third));
        double after = median(counted.subList(counted.size() - third, counted.size()));
        if (after <= before * ALLOWED_GROWTH + ALLOWED_BYTES) {
            return Optional.empty();
        }
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "the heap grows: %.1f MB in the first third, %.1f MB in the last",
                        before / 1e6,
                        after / 1e6));
    }

    private static double median(List<Long> samples) {
        return samples.stream().sorted().skip(samples.size() / 2).findFirst().orElseThrow();
    }
}
