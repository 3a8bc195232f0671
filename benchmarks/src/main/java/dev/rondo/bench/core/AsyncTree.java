package dev.rondo.bench.core;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.gather;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;

import dev.rondo.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Trees of tasks in the shapes of pyperformance's {@code async_tree}: 6 levels of 6 branches,
 * 55,986 tasks. See {@code benchmarks/python/async_tree.py}, whose twin this is.
 */
final class AsyncTree {
    private static final int LEVELS = 6;
    private static final int BRANCHES = 6;
    private static final Duration IO_TIME = Duration.ofMillis(50);
    private static final int MEMOIZABLE_PERCENT = 90;
    private static final int FACTORIAL_OF = 500;

    /** What the 46,656 leaves do. */
    enum Leaf {
        NONE,
        IO,
        MEMOIZATION,
        CPU_IO_MIXED
    }

    private final Leaf leaf;
    private final Random random = new Random(0);
    private final boolean[] cache = new boolean[101];

    private AsyncTree(Leaf leaf) {
        this.leaf = leaf;
    }

    static void run(Leaf leaf, boolean grouped) {
        AsyncTree tree = new AsyncTree(leaf);
        if (grouped) {
            tree.grouped(LEVELS);
        } else {
            tree.gathered(LEVELS);
        }
    }

    private void gathered(int level) {
        if (level == 0) {
            leaf();
            return;
        }
        List<Task<?>> branches = new ArrayList<>(BRANCHES);
        for (int i = 0; i < BRANCHES; i++) {
            branches.add(createTask(() -> gathered(level - 1)));
        }
        gather(branches).await();
    }

    private void grouped(int level) {
        if (level == 0) {
            leaf();
            return;
        }
        taskGroup(group -> {
            for (int i = 0; i < BRANCHES; i++) {
                group.createTask(() -> grouped(level - 1));
            }
        });
    }

    private Object leaf() {
        return switch (leaf) {
            case NONE -> 0;
            case IO -> sleep(IO_TIME, 0);
            case MEMOIZATION -> memoization();
            case CPU_IO_MIXED ->
                    random.nextDouble() < 0.5 ? Factorial.of(FACTORIAL_OF) : memoization();
        };
    }

    private int memoization() {
        int key = random.nextInt(100) + 1;
        if (key <= MEMOIZABLE_PERCENT) {
            if (cache[key]) {
                return key;
            }
            cache[key] = true;
        }
        return sleep(IO_TIME, key);
    }
}
