/**
 * What {@code ./rondo bench simulation} measures: how much simulated work a second of real time
 * does.
 */
@NullMarked
package dev.rondo.bench.simulation;

import org.jspecify.annotations.NullMarked;
