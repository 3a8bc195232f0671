package dev.rondo.workers;

import java.util.OptionalLong;

/**
 * A worker at a moment.
 *
 * @param name what messages call it
 * @param pid the number of its process, if it has one of its own and that runs
 * @param calls how many it was given, by all processes that had this name in turn
 */
public record WorkerSnapshot(String name, OptionalLong pid, long calls) {}
