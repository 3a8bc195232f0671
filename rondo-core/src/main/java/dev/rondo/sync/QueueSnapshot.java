package dev.rondo.sync;

/**
 * What was known of a {@link Queue} at one moment.
 *
 * @param size how many items were in it
 * @param maxSize how many it holds at most; 0 for no limit
 * @param getters how many tasks waited for an item
 * @param putters how many tasks waited for room
 * @param joiners how many tasks waited in {@link Queue#join}
 * @param unfinished for how many items {@link Queue#taskDone} was not called yet
 * @param producers how many of {@link Queue#producer} were open
 * @param shutDown whether it was shut down
 */
public record QueueSnapshot(
        int size,
        int maxSize,
        int getters,
        int putters,
        int joiners,
        long unfinished,
        int producers,
        boolean shutDown) {}
