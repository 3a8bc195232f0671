/**
 * What {@code ./rondo bench system} runs: files, subprocesses and workers, by Rondo and by blocking
 * Java. Begin with {@link dev.rondo.bench.system.Operation}; {@link
 * dev.rondo.bench.system.RondoSide} and {@link dev.rondo.bench.system.BlockingSide} are the
 * programs.
 */
@NullMarked
package dev.rondo.bench.system;

import org.jspecify.annotations.NullMarked;
