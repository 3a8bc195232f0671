package dev.rondo.bench.window;

/**
 * What was done in a window: how much, and how long each operation took, to 2 %. One thread at a
 * time; of several threads each has its own, and one {@link #add adds} them up.
 */
public final class Window {
    private static final int BITS = 7; // that are kept of a duration
    private static final int PARTS = 1 << BITS - 1; // of an octave

    private final int[] counts = new int[(Long.SIZE - BITS + 2) * PARTS];
    private final long begin = System.nanoTime();
    private final long deadline;
    private long operations;
    private long requests; // of which an operation may be many
    private long end = begin;

    /** Begins a window. */
    public Window(double seconds) {
        deadline = begin + (long) (seconds * 1e9);
    }

    /**
     * Counts an operation that has ended now: one request.
     *
     * @param asked when it began, by {@link System#nanoTime}
     * @return whether there is time for another
     */
    public boolean answered(long asked) {
        return answered(asked, 1);
    }

    /** As {@link #answered(long)}, an operation of so many requests. */
    public boolean answered(long asked, long count) {
        end = System.nanoTime();
        operations++;
        requests += count;
        counts[bucket(end - asked)]++;
        return end < deadline;
    }

    /** Takes over what another has counted. */
    public void add(Window other) {
        operations += other.operations;
        requests += other.requests;
        end = Math.max(end, other.end);
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
    }

    private static int bucket(long nanos) {
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(nanos) - BITS);
        return shift * PARTS + (int) (nanos >> shift);
    }

    private static double middle(int bucket) {
        int shift = Math.max(0, bucket / PARTS - 1);
        return (bucket - shift * PARTS + 0.5) * (1L << shift);
    }

    private double microseconds(double part) {
        long left = (long) Math.ceil(operations * part);
        for (int i = 0; i < counts.length; i++) {
            left -= counts[i];
            if (left <= 0) {
                return middle(i) / 1e3;
            }
        }
        return 0;
    }

    /** Returns the figures in JSON; {@code more}: further members, each after a comma. */
    public String json(String more) {
        return "{\"requests\": %d, \"seconds\": %.9f, \"p50_us\": %.3f, \"p99_us\": %.3f%s}"
                .formatted(
                        requests, (end - begin) / 1e9, microseconds(0.5), microseconds(0.99), more);
    }
}
