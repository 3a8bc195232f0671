package dev.rondo.bench.core;

import java.util.Locale;

/**
 * Something to time, in a task of a running loop.
 *
 * @param body does a number of operations
 * @param unit the least number, of which others are multiples; 0 for one run that is timed as a
 *     whole
 */
record Workload(Body body, int unit) {
    /** Code that does so many operations. */
    interface Body {
        void run(long operations) throws Exception;
    }

    static Workload named(String name) {
        return switch (name) {
            case "switch-1" -> new Workload(Basics::switchOne, 100);
            case "switch-100" -> new Workload(Basics::switchHundred, 10_000);
            case "spawn" -> new Workload(Basics::spawn, 100);
            case "gather" -> new Workload(Basics::gatherThousand, 1_000);
            case "call-soon" -> new Workload(Basics::callSoonChain, 100);
            case "timers" -> new Workload(Basics::timers, 1_000);
            case "timeout" -> new Workload(Basics::timeouts, 100);
            case "movable-deadline" -> new Workload(Basics::movableDeadline, 1_000);
            case "queue" -> new Workload(Basics::queuePingPong, 100);
            case "executor" -> new Workload(Basics::executor, 100);
            case "skynet" -> new Workload(_ -> Skynet.run(), 0);
            default -> tree(name);
        };
    }

    private static Workload tree(String name) {
        if (!name.startsWith("tree-")) {
            throw new IllegalArgumentException("No workload is named " + name);
        }
        String leaf = name.substring("tree-".length()).replace("-tg", "");
        boolean grouped = name.endsWith("-tg");
        AsyncTree.Leaf kind =
                AsyncTree.Leaf.valueOf(leaf.toUpperCase(Locale.ROOT).replace('-', '_'));
        return new Workload(_ -> AsyncTree.run(kind, grouped), 0);
    }
}
