package dev.rondo.bench.simulation;

import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;

import dev.rondo.sim.Exploration;
import dev.rondo.sim.ExplorationOptions;
import dev.rondo.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measures the rows of the goals for simulations, each in a warm JVM, and prints a table. */
public final class Main {
    private static final int ROUNDS = 7; // of which the median counts
    private static final int WARM_UP = 3;
    private static final int TASKS = 100;
    private static final int SWITCHES = 400_000;
    private static final int SEEDS = 1_000;
    private static final int THREADS = 2;

    private Main() {}

    /** Runs all rows. */
    public static void main(String[] arguments) {
        System.out.println("| row | median | best | goal |");
        System.out.println("|---|---|---|---|");
        List<Double> hour = seconds(Main::virtualHour);
        row("virtual hour of 100 timers, ms", 1e3 * median(hour), 1e3 * hour.getFirst(), "< 50");
        List<Double> switches = seconds(Main::switches);
        row(
                "task switches a second",
                SWITCHES / median(switches),
                SWITCHES / switches.getFirst(),
                "> 200,000");
        List<Double> pool = seconds(Main::poolSeeds);
        row(
                SEEDS + " seeds of the pool on " + THREADS + " threads, s",
                median(pool),
                pool.getFirst(),
                "< 5");
    }

    private static void row(String name, double median, double best, String goal) {
        System.out.printf("| %s | %,.2f | %,.2f | %s |%n", name, median, best, goal);
    }

    /** Returns how long each round took, the shortest first. */
    private static List<Double> seconds(Runnable work) {
        List<Double> rounds = new ArrayList<>();
        for (int i = -WARM_UP; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            work.run();
            if (i >= 0) {
                rounds.add((System.nanoTime() - begin) / 1e9);
            }
        }
        Collections.sort(rounds);
        return rounds;
    }

    private static double median(List<Double> sorted) {
        return sorted.get(sorted.size() / 2);
    }

    /** A hundred tasks, each of which wakes at its own period of 10 to 60 seconds. */
    private static void virtualHour() {
        Simulation.run(
                1,
                simulation ->
                        taskGroup(group -> {
                            for (int i = 0; i < TASKS; i++) {
                                Duration period = Duration.ofMillis(10_000 + 500 * i);
                                group.createTask(() -> {
                                    while (simulation.time().toHours() < 1) {
                                        sleep(period);
                                    }
                                });
                            }
                        }));
    }

    private static void switches() {
        Simulation.run(
                1,
                simulation ->
                        taskGroup(group -> {
                            for (int i = 0; i < TASKS; i++) {
                                group.createTask(() -> {
                                    for (int n = 0; n < SWITCHES / TASKS; n++) {
                                        sleep(0);
                                    }
                                });
                            }
                        }));
    }

    private static void poolSeeds() {
        Exploration.run(
                ExplorationOptions.defaults().withSeeds(SEEDS).withThreads(THREADS), Pool::program);
    }
}
