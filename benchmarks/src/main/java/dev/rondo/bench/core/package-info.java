/**
 * Programs that {@code ./rondo bench core} times side by side with asyncio's.
 *
 * <ul>
 *   <li>{@code Main}: measures one {@code Workload} in a warm process; {@code Basics}, {@code
 *       AsyncTree} and {@code Skynet} hold them.
 *   <li>{@code Sleepers}, {@code Hello}: timed and weighed as whole processes.
 * </ul>
 */
@NullMarked
package dev.rondo.bench.core;

import org.jspecify.annotations.NullMarked;
