package dev.rondo.sync;

/**
 * What was known of a {@link Barrier} at one moment.
 *
 * @param parties how many tasks it takes
 * @param waiting how many waited
 * @param broken whether it was broken
 */
public record BarrierSnapshot(int parties, int waiting, boolean broken) {}
