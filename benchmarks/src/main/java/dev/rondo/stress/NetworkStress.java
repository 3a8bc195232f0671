package dev.rondo.stress;

import dev.rondo.EventLoop;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * Connections that come and go at random for a given time, loop after loop, and a verdict.
 *
 * <pre>
 *   rondo stress network|http [SECONDS] [--seed S] [--engine scheduled|handoff] [--poller nio|epoll]
 * </pre>
 */
final class NetworkStress {
    private static final long REPORT_NANOS = 10_000_000_000L;

    private final long seconds;
    private final long seed;
    private final PrintStream out;
    private final LongFunction<Churning> loops; // by their seeds
    private final HeapTrend heap = new HeapTrend();
    private long connections;
    private long waves;
    private String poller = "";

    NetworkStress(
            long seconds, long seed, PrintStream out, LongFunction<Churning> loops) {
        this.seconds = seconds;
        this.seed = seed;
        this.out = out;
        this.loops = loops;
    }

    /** Runs it on the calling thread and returns the exit status. */
    int run() {
        try {
            java.nio.channels.SocketChannel.open().close(); // the JDK keeps a socket of its own
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        int before = OpenSockets.now().size();
        long begin = System.nanoTime();
        long nextReport = begin + REPORT_NANOS;
        try {
            while (System.nanoTime() - begin < seconds * 1_000_000_000L) {
                Churning churn = loops.apply(seed + waves);
                connections += churn.run();
                poller = churn.poller();
                waves++;
                heap.sample();
                if (System.nanoTime() > nextReport) {
                    nextReport += REPORT_NANOS;
                    out.println(line((System.nanoTime() - begin) / 1e9));
                }
            }
            heap.growth()
                    .ifPresent(growth -> {
                        throw new Violation(growth);
                    });
        } catch (Violation e) {
            out.println("VIOLATION in the wave of seed " + (seed + waves) + ", after " + waves);
            e.printStackTrace(out);
            return 1;
        }
        out.println(
                "passed: "
                        + line((System.nanoTime() - begin) / 1e9)
                        + ", "
                        + (OpenSockets.now().size() - before)
                        + " sockets and 0 tasks left, "
                        + poller
                        + ", "
                        + engine()
                        + " engine");
        return 0;
    }

    private String line(double passed) {
        return String.format(
                Locale.ROOT,
                "%5.0f s: %,d connections in %,d loops, heap %.1f MB",
                passed,
                connections,
                waves,
                heap.lastMegabytes());
    }

    private static String engine() {
        try (EventLoop loop = EventLoop.create()) {
            return loop.engine();
        }
    }
}
