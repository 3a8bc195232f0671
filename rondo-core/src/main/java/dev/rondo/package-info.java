/**
 * The runtime: loops, tasks and what they are made of. What users name is here; how strands run is
 * in {@code dev.rondo.engine}, the pass in {@code dev.rondo.kernel}.
 *
 * <ul>
 *   <li>{@link dev.rondo.Rondo}: the functions of asyncio's module, made for {@code import static}.
 *   <li>{@link dev.rondo.Task}, {@link dev.rondo.Future}, {@link dev.rondo.Coroutine}: what can be
 *       awaited, {@link dev.rondo.Awaitable}; {@link dev.rondo.TaskOptions}, {@link
 *       dev.rondo.TaskFactory}.
 *   <li>{@link dev.rondo.TaskGroup}, {@link dev.rondo.Timeout}: scopes around tasks; {@link
 *       dev.rondo.TaskStatus}; {@link dev.rondo.MovableDeadline}: a limit that moves often.
 *   <li>{@link dev.rondo.RetryOptions}: what {@link dev.rondo.Rondo#retry} does.
 *   <li>{@link dev.rondo.Body}, {@link dev.rondo.Action}, {@link dev.rondo.GroupBody}, {@link
 *       dev.rondo.GroupAction}, {@link dev.rondo.StartBody}: the forms of code that they take;
 *       {@link dev.rondo.SerializableBody}, {@link dev.rondo.SerializableAction}: those that {@link
 *       dev.rondo.RemoteExecutor} sends.
 *   <li>{@link dev.rondo.Waited}, {@link dev.rondo.RaceResult}: answers of the wait family.
 *   <li>{@link dev.rondo.Parking}: a place where tasks wait, of which other waits are built; {@link
 *       dev.rondo.Owned}: who can end one.
 *   <li>{@link dev.rondo.Runner}, {@link dev.rondo.EventLoop}, {@link dev.rondo.LoopOptions},
 *       {@link dev.rondo.RunnerOptions}: where tasks run; {@link dev.rondo.Handle}, {@link
 *       dev.rondo.TimerHandle}: callbacks; {@link dev.rondo.LoopLocal}: what each loop has one of;
 *       {@link dev.rondo.LoopExecutor}: threads that it calls itself.
 *   <li>{@link dev.rondo.Context}, {@link dev.rondo.ContextVar}: values that follow a task; {@link
 *       dev.rondo.Inheritance}: thread locals and scoped values that do.
 *   <li>{@link dev.rondo.WaitGraph}, {@link dev.rondo.TaskSnapshot}, {@link
 *       dev.rondo.LoopSnapshot}: what everybody does now.
 *   <li>{@link dev.rondo.ExceptionHandler}, {@link dev.rondo.ExceptionContext}: reports of what
 *       belongs to nobody.
 *   <li>{@link dev.rondo.CancelledError}, {@link dev.rondo.ExceptionGroup}, {@link
 *       dev.rondo.TimeoutException}, {@link dev.rondo.InvalidStateException}, {@link
 *       dev.rondo.RefusedTaskException}, {@link dev.rondo.KeyboardInterrupt}: what is thrown.
 *   <li>{@link dev.rondo.Clock}, {@link dev.rondo.Poller}, {@link dev.rondo.Entropy}: the seams.
 *   <li>inside, waiting: {@code WaitPoint} (a future, a parking or a {@code Sleep}), {@code
 *       Completion} (what happens when a future is done), {@code Gathering}, {@code WaitFamily},
 *       {@code AsCompleted}, {@code Iterations}, {@code StaggeredRace}, {@code Race}, {@code
 *       Shield}, {@code DescribedFuture}; {@code Retry}.
 *   <li>inside, cancellation: {@code Cancellation} (the requests of a task), {@code CancelScope},
 *       {@code Deliveries}, {@code ForeignInterrupt}; {@code Chain} (without recursion).
 *   <li>inside, other threads: {@code ThreadDoor}, {@code Outsiders}, {@code ThreadsafeResult},
 *       {@code Offload} (work on threads), {@code Signals}, {@code SignalHandlers}, {@code
 *       UncaughtInterrupt}.
 *   <li>inside, what went wrong: {@code Deadlocks}, {@code Circles}, {@code WaitEdges}, {@code
 *       WaitGraphs}, {@code OtherThreads}, {@code ForeignWait}; {@code Reports}, {@code
 *       FailureReport}, {@code Failures}, {@code NeverAwaited}; {@code Misuse} (texts), {@code
 *       CreationTrace}, {@code AwaitedBy}.
 *   <li>inside, the loop: {@code LoopHost} (what the kernel is told), {@code Shutdown}, {@code
 *       DefaultLoopFactory}, {@code DebugMode}, {@code SystemClock}, {@code ParkingPoller}.
 *   <li>small help: {@code Bodies}, {@code Inherited}, {@code BodyName}, {@code Delay}, {@code
 *       FutureText}, {@code NoNulls}, {@code Rethrow}, {@code Snapshots}.
 * </ul>
 *
 * <p>To read: {@code Rondo.run} and {@code Runner}; {@code Task} with {@code Future} and {@code
 * Completion}; {@code Parking}; {@code Cancellation}; {@code CancelScope}, {@code Timeout}, {@code
 * TaskGroup}; {@code LoopHost}, and from there the kernel's pass.
 *
 * <p>Threads: everything belongs to its loop's thread, but {@link
 * dev.rondo.EventLoop#callSoonThreadsafe}, {@link dev.rondo.EventLoop#waitGraph}, {@link
 * dev.rondo.Rondo#runCoroutineThreadsafe}, {@link dev.rondo.Task#cancel}, {@link
 * dev.rondo.Future#get} and what is said to be for any thread. Code between two suspensions is
 * atomic towards other tasks of its loop.
 */
@NullMarked
package dev.rondo;

import org.jspecify.annotations.NullMarked;
