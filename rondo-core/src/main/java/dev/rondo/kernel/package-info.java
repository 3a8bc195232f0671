/**
 * The machine inside a loop: the pass, what is ready, what waits for a time. Not for users, and it
 * knows no task, future or loop: only strands, handles that its host can run, and deadlines.
 *
 * <ul>
 *   <li>{@link dev.rondo.kernel.Kernel}: the pass, step by step, the timers, and who is here.
 *   <li>{@code RunQueue}: what is ready, and what comes next in a pass.
 *   <li>{@link dev.rondo.kernel.Host}: what a kernel asks of the loop that it is the machine of.
 *   <li>{@link dev.rondo.kernel.Deadline}: what happens when a time is reached.
 *   <li>{@code CallbackRunner}: the strand that runs callbacks, and step 7.
 *   <li>{@code Inbound}: the door for other threads, and why no wake-up is lost.
 *   <li>{@code Watchdog}: sees from outside that a loop is held or will never go on.
 *   <li>{@code SlowSteps}: debug mode's stopwatch.
 *   <li>{@link dev.rondo.kernel.BeatHistory}, {@link dev.rondo.kernel.HeldTime}: what the watchdog
 *       has seen; {@code Doorbell}: how a program outside asks to look.
 * </ul>
 *
 * <p>To read: {@code Kernel.pass} and what it calls, {@code RunQueue}, {@code CallbackRunner},
 * {@code Inbound}, {@code Host}; {@code Watchdog} by itself. The seams that a kernel is made of,
 * {@link dev.rondo.Clock}, {@link dev.rondo.Poller} and {@link dev.rondo.Entropy}, are in {@code
 * dev.rondo}, where users implement them.
 *
 * <p>Threads: a kernel belongs to its loop's thread and to the strands that run on it. Any thread
 * may call {@code enter}, {@code queueThreadsafe}, {@code inLoop}, the counts of outstanding work,
 * and what says so; the watchdog reads a few fields without order, and a stale value costs it a
 * sample. The bare loop thread runs no user code and takes no lock that user code can hold.
 */
@NullMarked
package dev.rondo.kernel;

import org.jspecify.annotations.NullMarked;
