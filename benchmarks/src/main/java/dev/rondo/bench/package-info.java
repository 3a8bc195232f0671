/**
 * Micro-benchmarks of the core, run by {@code ./rondo bench micro [arguments of JMH]}. Whole
 * programs beside asyncio's are in {@code dev.rondo.bench.core}.
 */
@NullMarked
package dev.rondo.bench;

import org.jspecify.annotations.NullMarked;
