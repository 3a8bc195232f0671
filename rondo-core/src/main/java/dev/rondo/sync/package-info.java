/**
 * Locks and queues for tasks of one loop. Between two suspensions no other task runs, so most code
 * needs none of them; these are for what lasts longer, and for waiting.
 *
 * <ul>
 *   <li>{@link dev.rondo.sync.Lock}: one task at a time.
 *   <li>{@link dev.rondo.sync.ReentrantLock}: likewise, for a task that acquires it again.
 *   <li>{@link dev.rondo.sync.Event}: a flag to wait for.
 *   <li>{@link dev.rondo.sync.Condition}: a lock, and waiting for what other holders change.
 *   <li>{@link dev.rondo.sync.Semaphore}, {@link dev.rondo.sync.BoundedSemaphore}: so many tasks at
 *       a time.
 *   <li>{@link dev.rondo.sync.RateLimiter}: so many times a second.
 *   <li>{@link dev.rondo.sync.Barrier}: tasks that wait for each other.
 *   <li>{@link dev.rondo.sync.Queue}, {@link dev.rondo.sync.PriorityQueue}, {@link
 *       dev.rondo.sync.LifoQueue}: items from task to task; {@link dev.rondo.sync.QueueProducer}
 *       for several sources.
 *   <li>{@link dev.rondo.sync.Select}: the first of several queues, events and futures; {@link
 *       dev.rondo.sync.SelectCase}, {@link dev.rondo.sync.SelectHandler}, {@link
 *       dev.rondo.sync.SelectAction}.
 *   <li>{@code ...Snapshot}: what each of them looks like now.
 *   <li>inside: {@code LoopBound} (to which loop an object belongs, and who may call), {@code
 *       Acquirable} ({@code with}), {@code ItemPlace} (what a task leaves in a queue's line),
 *       {@code StableHeap}; {@code Selector} (a wait at several sources), {@code Watch}, {@code
 *       ItemWatch}, {@code Watches} (its places).
 * </ul>
 *
 * <p>To read: {@link dev.rondo.Parking}, of which every wait here is made; {@code Event}, which
 * adds nothing to it but a flag; {@code LoopBound}; {@code Lock}, which hands over; {@code
 * Condition}; {@code Queue}; then {@code Semaphore} and {@code Barrier}, where who was woken and
 * has not run yet still counts.
 *
 * <p>What holds for all of them:
 *
 * <ul>
 *   <li>Tasks are served in the order of their calls. What one gives up is handed to the next in
 *       line at that moment; nobody comes between.
 *   <li>A call that need not wait does not suspend and is no cancellation point, as in asyncio. A
 *       cancelled wait takes nothing. What was handed over is delivered, and a cancellation after
 *       that comes at the next suspension: no lock, permit, item or signal is lost.
 *   <li>Calls named {@code try...} or {@code ...Now} never suspend, nor does anything that gives:
 *       {@code release}, {@code set}, {@code signal}, {@code taskDone}, {@code shutdown}.
 * </ul>
 *
 * <p>Threads: an object that a task or callback makes belongs to its loop; one that is made
 * elsewhere, before a loop runs for instance, to the loop whose task or callback first uses it. It
 * does until that loop is closed. Calls from other loops, and from other threads while the loop
 * runs, are refused, with advice; questions ({@code size}, {@code locked}, {@code snapshot}) are
 * not, but what they tell another thread may be a moment old. For work that crosses threads use
 * {@link dev.rondo.EventLoop#callSoonThreadsafe} or {@link dev.rondo.Rondo#runCoroutineThreadsafe},
 * or the classes of {@link java.util.concurrent}.
 */
@NullMarked
package dev.rondo.sync;

import org.jspecify.annotations.NullMarked;
