/**
 * Data structures under the loop: no threads, clock, I/O or logging here.
 *
 * <ul>
 *   <li>{@link dev.rondo.struct.ReadyQueue}: what runs next, in order (a growable ring).
 *   <li>{@link dev.rondo.struct.TimerHeap}: deadlines, earliest first, ties in insertion order.
 *   <li>{@link dev.rondo.struct.Linked}: an insertion-ordered set whose members carry their own
 *       links.
 * </ul>
 *
 * <p>Nothing here is thread-safe: each structure belongs to one loop's thread. The multi-producer
 * queue that other threads enter by is the JDK's {@link
 * java.util.concurrent.ConcurrentLinkedQueue}.
 */
@NullMarked
package dev.rondo.struct;

import org.jspecify.annotations.NullMarked;
