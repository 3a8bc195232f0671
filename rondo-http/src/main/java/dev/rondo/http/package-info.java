/**
 * What both sides of HTTP share; none of it knows a version of the protocol.
 *
 * <ul>
 *   <li>{@link dev.rondo.http.Headers}: fields of a message, in their order, names in any case.
 * </ul>
 *
 * <p>Values are immutable and of any thread; bodies belong to the task that reads them.
 */
@NullMarked
package dev.rondo.http;

import org.jspecify.annotations.NullMarked;
