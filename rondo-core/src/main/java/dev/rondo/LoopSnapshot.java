package dev.rondo;

/**
 * What was known of a loop at one moment.
 *
 * @param running whether it ran
 * @param closed whether it was closed
 * @param debug whether debug mode was on
 * @param engine what ran its tasks: "scheduled" or "handoff"
 * @param tasks how many tasks were not done
 * @param ready how many tasks and callbacks waited for their turn
 * @param timers how many sleeps and delayed callbacks waited for their time
 * @param outstanding how many pieces of work were with other threads
 */
public record LoopSnapshot(
        boolean running,
        boolean closed,
        boolean debug,
        String engine,
        int tasks,
        int ready,
        int timers,
        int outstanding) {}
