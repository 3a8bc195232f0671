package dev.rondo.workers;

import java.util.OptionalLong;

/**
 * How far a map is.
 *
 * @param done items whose result is there
 * @param total all items, if it is known: of a collection
 * @param retried chunks that were given again, since their worker broke
 */
public record MapProgress(long done, OptionalLong total, int retried) {}
