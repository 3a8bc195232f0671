/**
 * Answers a program outside, {@code ./rondo ps} say, that asks what the loops of this one do. Not
 * for users, who have {@link dev.rondo.Inspection}.
 *
 * <ul>
 *   <li>{@link dev.rondo.inspect.Visit}: one visitor from the greeting to the end, and the
 *       protocol.
 *   <li>{@code LoopLines}: what is told of loops and tasks.
 *   <li>{@code JsonLine}: how it is written.
 * </ul>
 *
 * <p>It changes nothing of what it looks at, and knows only the public doors of {@code dev.rondo}.
 *
 * <p>Threads: each visit has one of its own, {@code rondo-inspector}, started by the watchdog.
 */
@NullMarked
package dev.rondo.inspect;

import org.jspecify.annotations.NullMarked;
