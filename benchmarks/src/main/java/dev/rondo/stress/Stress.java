package dev.rondo.stress;

import dev.rondo.EventLoop;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Random work for a given time, and a verdict.
 *
 * <pre>
 *   rondo stress --seconds N [--seed S] [--engine scheduled|handoff]
 *   rondo stress network|http|postgres [N] [the same options] [--poller nio|epoll]
 * </pre>
 *
 * <p>Wave n has the seed S + n, and a violation names its wave's, so that {@code --seed} begins
 * with that wave. The exit status is 0 when all is well, 1 after a violation, 2 for wrong options.
 */
public final class Stress {
    private static final String USAGE =
            """
            usage: rondo stress --seconds N [--seed S] [--engine scheduled|handoff]
                                         tasks at random, for N seconds; 600 are a good run
                   rondo stress network [N] [--seed S] [--engine ENGINE] [--poller nio|epoll]
                                         connections at random, for N seconds; 600 if not given
                   rondo stress http [N] [the same options]
                                         HTTP clients at random, and their misbehaviour
                   rondo stress postgres [N] [the same options]
                                         a pool on a PostgreSQL whose wire is cut, at random\
            """;
    private static final int NETWORK_WAVE = 500; // connections of one loop
    private static final int HTTP_WAVE = 2_000; // clients of one loop
    private static final int POSTGRES_WAVE = 1_000; // clients of one loop
    private static final long REPORT_NANOS = 10_000_000_000L;
    private static final long PATIENCE_NANOS = 90_000_000_000L; // without a round: all hangs
    private static final long HEAP_SAMPLE_NANOS = 3_000_000_000L;
    private static final int MOST_THREADS = 200; // platform threads; the pools have fewer

    private final long seconds;
    private final long seed;
    private final PrintStream out;
    private final Tally tally = new Tally();
    private final HeapTrend heap = new HeapTrend();
    // Written by the worker, read by the thread that watches it.
    private volatile @Nullable Wave wave;
    private volatile long waveSeed;
    private volatile @Nullable Throwable violation;

    private Stress(long seconds, long seed, PrintStream out) {
        this.seconds = seconds;
        this.seed = seed;
        this.out = out;
    }

    /** Runs the program. */
    public static void main(String[] arguments) {
        System.exit(run(System.out, arguments));
    }

    /** Runs the program and returns its exit status. */
    static int run(PrintStream out, String... arguments) {
        long seconds = 600;
        long seed = ThreadLocalRandom.current().nextInt(1_000_000);
        if (arguments.length == 0) {
            out.println(USAGE);
            return 2;
        }
        try {
            LongFunction<Churning> loops = loops(arguments[0]);
            boolean network = loops != null;
            int first = network ? 1 : 0;
            if (network && arguments.length % 2 == 0) {
                seconds = Long.parseLong(arguments[1]);
                first = 2;
            }
            if ((arguments.length - first) % 2 != 0) {
                throw new IllegalArgumentException("an option without a value");
            }
            for (int i = first; i < arguments.length; i += 2) {
                switch (arguments[i]) {
                    case "--seconds" -> seconds = Long.parseLong(arguments[i + 1]);
                    case "--seed" -> seed = Long.parseLong(arguments[i + 1]);
                    case "--engine" -> System.setProperty("rondo.engine", arguments[i + 1]);
                    case "--poller" -> System.setProperty("rondo.poller", arguments[i + 1]);
                    default -> throw new IllegalArgumentException("no option " + arguments[i]);
                }
            }
            if (loops != null) {
                return new NetworkStress(seconds, seed, out, loops).run();
            }
        } catch (IllegalArgumentException e) {
            out.println("stress: " + e.getMessage() + "\n" + USAGE);
            return 2;
        }
        return new Stress(seconds, seed, out).run();
    }

    /** Returns what makes loops by their seeds; null for tasks without a network. */
    private static @Nullable LongFunction<Churning> loops(String kind) {
        return switch (kind) {
            case "network" -> wave -> new Churn(wave, NETWORK_WAVE);
            case "http" -> wave -> new HttpChurn(wave, HTTP_WAVE);
            case "postgres" -> {
                String dsn = System.getenv("RONDO_STRESS_DSN");
                if (dsn == null) {
                    throw new IllegalArgumentException("RONDO_STRESS_DSN names no server");
                }
                yield wave -> new PostgresChurn(dsn, wave, POSTGRES_WAVE);
            }
            default -> null;
        };
    }

    private int run() {
        out.println("stress: " + seconds + " s on the " + engine() + " engine, seed " + seed);
        Thread worker = Thread.ofPlatform().daemon().name("stress").start(this::work);
        watch(worker);
        Throwable found = violation;
        if (found == null) {
            found = heap.growth().map(Violation::new).orElse(null);
        }
        if (found == null) {
            out.println("passed: " + tally);
            return 0;
        }
        out.println("VIOLATION in the wave of seed " + waveSeed + ", after " + tally);
        found.printStackTrace(out);
        return 1;
    }

    private static String engine() {
        try (EventLoop loop = EventLoop.create()) {
            return loop.engine();
        }
    }

    private void work() {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        long nextSample = 0;
        try {
            for (long n = 0; System.nanoTime() < end; n++) {
                waveSeed = seed + n;
                Wave current = new Wave(waveSeed, tally);
                wave = current;
                current.run();
                wave = null;
                tally.waves++;
                if (System.nanoTime() > nextSample) {
                    heap.sample();
                    checkThreads();
                    nextSample = System.nanoTime() + HEAP_SAMPLE_NANOS;
                }
            }
        } catch (Throwable e) { // whatever ends a wave is what the program looks for
            violation = e;
        }
    }

    private static void checkThreads() {
        int threads = Thread.activeCount();
        Violation.unless(threads <= MOST_THREADS, threads + " platform threads are left");
    }

    /** Prints the progress until the worker ends, or makes none any more. */
    private void watch(Thread worker) {
        long begin = System.nanoTime();
        long lastProgress = begin;
        long lastRounds = -1;
        long nextReport = begin + REPORT_NANOS;
        while (worker.isAlive()) {
            try {
                worker.join(100);
            } catch (InterruptedException e) {
                violation = e;
                return;
            }
            long now = System.nanoTime();
            if (tally.rounds != lastRounds) {
                lastRounds = tally.rounds;
                lastProgress = now;
            } else if (now - lastProgress > PATIENCE_NANOS) {
                Wave stuck = wave;
                violation =
                        new Violation(
                                "no round ended for 90 s"
                                        + (stuck == null ? "" : stuck.describe()));
                return;
            }
            if (now >= nextReport) {
                nextReport += REPORT_NANOS;
                out.println(line((now - begin) / 1e9));
            }
        }
    }

    private String line(double passed) {
        return String.format(
                Locale.ROOT, "%5.0f s: %s, heap %.1f MB", passed, tally, heap.lastMegabytes());
    }
}
