package dev.rondo.bench.core;

import static dev.rondo.Rondo.run;

import java.util.ArrayList;
import java.util.List;

/**
 * The Rondo side of {@code ./rondo bench core}: the workloads of {@code benchmarks/python/core.py}.
 *
 * <p>Arguments: WORKLOAD ROUNDS ROUND_SECONDS WARM_UP_SECONDS. It prints one number a round:
 * nanoseconds an operation, or seconds for a workload that is one run of something (a tree of
 * tasks).
 */
public final class Main {
    private Main() {}

    /** Measures one workload in one loop. */
    public static void main(String[] arguments) throws Exception {
        Workload workload = Workload.named(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        double roundSeconds = Double.parseDouble(arguments[2]);
        double warmUpSeconds = Double.parseDouble(arguments[3]);
        List<Double> values = new ArrayList<>();
        run(() -> {
            values.addAll(
                    workload.unit() == 0
                            ? runs(workload, rounds, warmUpSeconds)
                            : rates(workload, rounds, roundSeconds, warmUpSeconds));
        });
        values.forEach(IO::println);
    }

    /** Doubles the number of operations until it takes a round's time. */
    private static List<Double> rates(
            Workload workload, int rounds, double roundSeconds, double warmUpSeconds)
            throws Exception {
        long operations = workload.unit();
        long warmUntil = System.nanoTime() + (long) (warmUpSeconds * 1e9);
        while (true) {
            double seconds = timed(workload, operations);
            if (seconds < roundSeconds / 2) {
                operations *= 2;
            } else if (System.nanoTime() >= warmUntil) {
                break;
            }
        }
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            values.add(timed(workload, operations) / operations * 1e9);
        }
        return values;
    }

    private static List<Double> runs(Workload workload, int rounds, double warmUpSeconds)
            throws Exception {
        long warmUntil = System.nanoTime() + (long) (warmUpSeconds * 1e9);
        do {
            workload.body().run(1);
        } while (System.nanoTime() < warmUntil);
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            values.add(timed(workload, 1));
        }
        return values;
    }

    private static double timed(Workload workload, long operations) throws Exception {
        long begin = System.nanoTime();
        workload.body().run(operations);
        return (System.nanoTime() - begin) / 1e9;
    }
}
