package dev.rondo.examples;

import dev.rondo.sim.Simulation;
import dev.rondo.sim.SimulationFailure;
import java.util.ArrayList;
import java.util.List;

/** Prints what happens in every program of the gallery: to be compared between JVMs. */
final class PrintEventLogs {
    private static final int SEEDS = 4; // a random walk, priorities, and so on

    private PrintEventLogs() {}

    static List<String> logs(String name) {
        List<String> logs = new ArrayList<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            logs.add(name + " mended, seed " + seed);
            logs.addAll(log(seed, Gallery.mended(name)));
            logs.add(name + " broken, seed " + seed);
            logs.addAll(log(seed, Gallery.broken(name)));
        }
        return logs;
    }

    private static List<String> log(long seed, Simulation.Body<?> body) {
        try {
            return Simulation.eventLog(seed, body);
        } catch (SimulationFailure failure) {
            return failure.getMessage().lines().toList();
        }
    }

    public static void main(String[] names) {
        for (String name : names) {
            logs(name).forEach(System.out::println);
        }
    }
}
