package dev.rondo;

import java.time.Duration;

/**
 * What a loop has done since it was made: numbers that only grow, so that two of them give a rate.
 * Returned by {@link EventLoop#counters}; they cost it an addition a step and a pass.
 *
 * @param steps how often a task or a callback was resumed
 * @param passes how many passes it made
 * @param tasksMade how many tasks were created
 * @param tasksDone how many of those are done
 * @param held how long single steps have held it in all; what is shorter than a tenth of a second
 *     is not seen by the watchdog, which takes these times, and does not count
 * @param longestHeld the longest of those steps
 * @param longestHolder the task or callback whose that was; empty if there was none
 */
public record LoopCounters(
        long steps,
        long passes,
        long tasksMade,
        long tasksDone,
        Duration held,
        Duration longestHeld,
        String longestHolder) {}
