/**
 * How a program is asked for windows of work, and how it counts them: of all whose sides take
 * turns.
 */
@NullMarked
package dev.rondo.bench.window;

import org.jspecify.annotations.NullMarked;
