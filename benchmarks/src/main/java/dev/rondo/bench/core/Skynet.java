package dev.rondo.bench.core;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.gather;

import dev.rondo.Task;
import java.util.ArrayList;
import java.util.List;

/** A tree of ten branches a node whose 1,000,000 leaves are numbered and summed. */
final class Skynet {
    private static final int LEAVES = 1_000_000;
    private static final int BRANCHES = 10;

    private Skynet() {}

    static void run() {
        long sum = actor(0, LEAVES);
        if (sum != LEAVES * (LEAVES - 1L) / 2) {
            throw new AssertionError("The sum is " + sum);
        }
    }

    private static long actor(long number, int size) {
        if (size == 1) {
            return number;
        }
        int part = size / BRANCHES;
        List<Task<Long>> branches = new ArrayList<>(BRANCHES);
        for (int i = 0; i < BRANCHES; i++) {
            long first = number + (long) i * part;
            branches.add(createTask(() -> actor(first, part)));
        }
        long sum = 0;
        for (long branch : gather(branches).await()) {
            sum += branch;
        }
        return sum;
    }
}
