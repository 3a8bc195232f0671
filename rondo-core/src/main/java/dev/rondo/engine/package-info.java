/**
 * How code is suspended and resumed. Not for users, and it knows no task: a strand runs the code of
 * an owner, an object that it never looks into, and queues itself with a carrier.
 *
 * <ul>
 *   <li>{@link dev.rondo.engine.Strand}: one line of execution, with its states, and how code finds
 *       the one that it runs on.
 *   <li>{@link dev.rondo.engine.Carrier}: what an engine knows of the loop.
 *   <li>{@link dev.rondo.engine.Engine}: makes strands, and runs passes on the right thread.
 *   <li>{@link dev.rondo.engine.EngineChoice}: which engine this JVM supports.
 *   <li>{@link dev.rondo.engine.ScheduledEngine}: strands are virtual threads whose scheduler is
 *       the loop; inside {@code ScheduledStrand}.
 *   <li>{@code HandoffEngine}, {@code HandoffStrand}: stock virtual threads that pass a baton.
 *   <li>{@code LoopScheduledThreads}: the one place that touches the JDK's private API.
 *   <li>{@link dev.rondo.engine.Pinning}: threads that wait where they cannot unmount.
 *   <li>{@code JdkPollers}: keeps the JDK's socket pollers off loops in virtual time.
 *   <li>{@link dev.rondo.engine.OwnFrames}: tells Rondo's frames of a stack from the users'.
 * </ul>
 *
 * <p>To read: {@code Strand}, {@code Carrier}, {@code ScheduledStrand} with {@code
 * ScheduledEngine}, {@code LoopScheduledThreads}; then the handoff engine; {@code Pinning} and
 * {@code JdkPollers} when a stack leads there.
 *
 * <p>Threads: strands belong to their loop's thread, and to themselves while they run on it. Any
 * thread may read {@code Strand.current()}, call {@code ScheduledStrand.execute}, which the JDK
 * does, and {@code abandon}; {@code failPinned} is the watchdog's.
 */
@NullMarked
package dev.rondo.engine;

import org.jspecify.annotations.NullMarked;
