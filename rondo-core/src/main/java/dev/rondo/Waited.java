package dev.rondo;

import java.util.Set;

/**
 * What {@link Rondo#waitAll}, {@link Rondo#waitFirst} and {@link Rondo#waitFirstException} return.
 *
 * @param done the futures that are done, in the order in which they were given
 * @param pending the others, in the same order; nothing was done to them
 * @param <F> the futures
 */
public record Waited<F extends Future<?>>(Set<F> done, Set<F> pending) {}
