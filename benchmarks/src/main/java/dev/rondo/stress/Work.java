package dev.rondo.stress;

/**
 * A kind of work for a task. It ends by itself within a second or so, may be cancelled at any time,
 * may fail as {@link Planned}, and leaves nothing behind.
 */
@FunctionalInterface
interface Work {
    void run(Dice dice, Shared shared) throws Exception;
}
