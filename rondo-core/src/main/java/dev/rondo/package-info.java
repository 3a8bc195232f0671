/**
 * The runtime: loops, tasks and what they are made of.
 *
 * <p>Reading order:
 *
 * <ul>
 *   <li>{@link dev.rondo.Rondo}: the functions of asyncio's module, made for {@code import static}.
 *   <li>{@link dev.rondo.Task}, {@link dev.rondo.Future}, {@link dev.rondo.Coroutine}: what can be
 *       awaited.
 *   <li>{@link dev.rondo.TaskGroup}, {@link dev.rondo.Timeout}: scopes around tasks.
 *   <li>{@link dev.rondo.Runner}, {@link dev.rondo.EventLoop}, {@link dev.rondo.LoopOptions}: where
 *       tasks run.
 *   <li>{@link dev.rondo.Context}, {@link dev.rondo.ContextVar}: values that follow a task.
 *   <li>{@link dev.rondo.Clock}, {@link dev.rondo.Poller}, {@link dev.rondo.Entropy}: the seams.
 *   <li>inside: {@code Kernel} (the pass), {@code Engine} and {@code Strand} (threads of
 *       execution).
 * </ul>
 *
 * <p>Threads: everything belongs to its loop's thread, but {@link
 * dev.rondo.EventLoop#callSoonThreadsafe}, {@link dev.rondo.Rondo#runCoroutineThreadsafe}, {@link
 * dev.rondo.Task#cancel}, {@link dev.rondo.Future#get} and what is said to be for any thread. Code
 * between two suspensions is atomic towards other tasks of its loop.
 */
@NullMarked
package dev.rondo;

import org.jspecify.annotations.NullMarked;
