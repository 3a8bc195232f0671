package dev.rondo;

import dev.rondo.engine.Strand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The functions of asyncio's module, made for {@code import static dev.rondo.Rondo.*}.
 *
 * <p>A lambda is the coroutine. Functions that may suspend say so; they must be called by a task.
 * The others may also be called by callbacks of a running loop.
 *
 * <p>A long file, since it is one list: every function is here, and what it does is elsewhere.
 *
 * {@snippet :
 * import static dev.rondo.Rondo.*;
 *
 * void main() {
 *     run(() -> {
 *         var world = createTask(() -> {
 *             sleep(1);
 *             return "World";
 *         });
 *         IO.println("Hello");
 *         IO.println(world.await());
 *     });
 * }
 * }
 */
public final class Rondo {
    private Rondo() {}

    // ---- Running

    /**
     * Runs a body as the main task of a new loop, cleans up and returns its result: leftover tasks
     * are cancelled and awaited, the default executor is shut down (300 s at most each), the loop
     * is closed. asyncio: {@code run}.
     *
     * @throws X what the body threw
     * @throws KeyboardInterrupt if Ctrl-C cancelled the body
     * @throws IllegalStateException if called in a task or callback
     */
    public static <T extends @Nullable Object, X extends Throwable> T run(Body<T, X> body)
            throws X {
        return run(RunnerOptions.defaults(), body);
    }

    /** Like {@link #run(Body)}, for a body without a result. */
    public static <X extends Throwable> void run(Action<X> body) throws X {
        run(RunnerOptions.defaults(), body);
    }

    /** Like {@link #run(Body)}, for an awaitable. */
    public static <T extends @Nullable Object> T run(Awaitable<T> awaitable) {
        Objects.requireNonNull(awaitable, "awaitable");
        refuseInLoop();
        try (Runner runner = new Runner()) {
            return runner.run(awaitable);
        }
    }

    /** Like {@link #run(Body)}, with options. */
    public static <T extends @Nullable Object, X extends Throwable> T run(
            RunnerOptions options, Body<T, X> body) throws X {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(body, "body");
        refuseInLoop();
        try (Runner runner = new Runner(options)) {
            return runner.run(body);
        }
    }

    /** Like {@link #run(Body)}, with options, for a body without a result. */
    public static <X extends Throwable> void run(RunnerOptions options, Action<X> body) throws X {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(body, "body");
        refuseInLoop();
        try (Runner runner = new Runner(options)) {
            runner.run(body);
        }
    }

    private static void refuseInLoop() {
        if (Strand.current() != null) {
            throw Misuse.alreadyRunning("run()");
        }
    }

    /**
     * Returns the loop that the caller runs on. asyncio: {@code get_running_loop}.
     *
     * @throws IllegalStateException outside of tasks and callbacks
     */
    public static EventLoop runningLoop() {
        return EventLoop.running("runningLoop()");
    }

    /** Like {@link #runningLoop}, but returns empty outside of tasks and callbacks. Any thread. */
    public static Optional<EventLoop> currentLoop() {
        Strand strand = Strand.current();
        return strand == null ? Optional.empty() : Optional.of(LoopHost.loopOf(strand));
    }

    /**
     * Returns the task that the caller runs in, or empty in a callback or outside of a loop.
     * asyncio: {@code current_task}.
     */
    public static Optional<Task<?>> currentTask() {
        return Optional.ofNullable(Task.currentOrNull());
    }

    /** Returns the tasks of the current loop that are not done, in the order of their creation. */
    public static List<Task<?>> allTasks() {
        return EventLoop.running("allTasks()").allTasks();
    }

    // ---- Tasks

    /**
     * Creates a task of the current loop. It starts in the next pass, after what is ready now, in a
     * copy of the current context, and is held by the loop until it is done. asyncio: {@code
     * create_task}.
     */
    public static <T extends @Nullable Object> Task<T> createTask(Callable<T> body) {
        return EventLoop.running("createTask()").createTask(body);
    }

    /** Creates a task without a result. */
    public static Task<@Nullable Void> createTask(Action<?> body) {
        return EventLoop.running("createTask()").createTask(body);
    }

    /** Creates a task that runs a coroutine. */
    public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return EventLoop.running("createTask()").createTask(coroutine);
    }

    /** Creates a named task. */
    public static <T extends @Nullable Object> Task<T> createTask(String name, Callable<T> body) {
        return EventLoop.running("createTask()").createTask(TaskOptions.named(name), body);
    }

    /** Creates a named task without a result. */
    public static Task<@Nullable Void> createTask(String name, Action<?> body) {
        return EventLoop.running("createTask()")
                .createTask(TaskOptions.named(name), Bodies.callable(body));
    }

    /** Creates a task with options. */
    public static <T extends @Nullable Object> Task<T> createTask(
            TaskOptions options, Callable<T> body) {
        return EventLoop.running("createTask()").createTask(options, body);
    }

    /** Creates a task with options, without a result. */
    public static Task<@Nullable Void> createTask(TaskOptions options, Action<?> body) {
        return EventLoop.running("createTask()").createTask(options, Bodies.callable(body));
    }

    /** Returns a coroutine: a named body that runs when it is awaited, once. Any thread. */
    public static <T extends @Nullable Object> Coroutine<T> coroutine(
            String name, Callable<T> body) {
        return new Coroutine<>(name, body);
    }

    /** Returns a coroutine without a result. */
    public static Coroutine<@Nullable Void> coroutine(String name, Action<?> body) {
        return new Coroutine<>(name, Bodies.callable(body));
    }

    /** Returns a new future of the current loop. */
    public static <T extends @Nullable Object> Future<T> createFuture() {
        return EventLoop.running("createFuture()").createFuture();
    }

    /** Returns a new future of the current loop. See {@link EventLoop#createFuture(Object)}. */
    public static <T extends @Nullable Object> Future<T> createFuture(Object what) {
        return EventLoop.running("createFuture()").createFuture(what);
    }

    /**
     * Returns the awaitable as a future: a coroutine as a new task, a future as itself. asyncio:
     * {@code ensure_future}.
     */
    public static <T extends @Nullable Object> Future<T> ensureFuture(Awaitable<T> awaitable) {
        Objects.requireNonNull(awaitable, "awaitable");
        return awaitable instanceof Future<T> future
                ? future
                : Future.ensure(awaitable, EventLoop.running("ensureFuture()"));
    }

    // ---- Waiting

    /** Returns the stage's result, suspending the current task until there is one. */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return wrapFuture(stage).await();
    }

    /**
     * Returns a future of the current loop that follows a stage; cancelling it cancels the stage.
     * asyncio: {@code wrap_future}.
     */
    public static <T extends @Nullable Object> Future<T> wrapFuture(CompletionStage<T> stage) {
        Objects.requireNonNull(stage, "stage");
        return Future.follow(EventLoop.running("wrapFuture()"), stage);
    }

    /**
     * Returns a future of the current loop that follows one of another loop; cancelling it cancels
     * the other. It is the future itself when that is of the current loop.
     */
    public static <T extends @Nullable Object> Future<T> wrapFuture(Future<T> future) {
        Objects.requireNonNull(future, "future");
        EventLoop loop = EventLoop.running("wrapFuture()");
        return future.loop() == loop ? future : Future.follow(loop, future.toCompletableFuture());
    }

    /**
     * Runs awaitables at once and returns a future of their results, in their order. The first
     * failure is its failure; the others go on, and what fails later goes to the exception handler.
     * Cancelling it cancels them all. A future given twice counts once. asyncio: {@code gather}.
     *
     * <p>For work that must not outlive the caller, {@link #taskGroup} is the better choice.
     */
    @SafeVarargs
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Awaitable<? extends T>... awaitables) {
        Objects.requireNonNull(awaitables, "awaitables");
        return Gathering.of(Arrays.asList(awaitables), false);
    }

    /** Like {@link #gather(Awaitable...)}, for bodies, each of which becomes a task. */
    @SafeVarargs
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Callable<? extends T>... bodies) {
        List<Awaitable<? extends T>> tasks = new ArrayList<>();
        Objects.requireNonNull(bodies, "bodies");
        for (Callable<? extends T> body : NoNulls.in(Arrays.asList(bodies), "bodies")) {
            tasks.add(createTask(body));
        }
        return Gathering.of(tasks, false);
    }

    /** Like {@link #gather(Awaitable...)}, for bodies without results. */
    public static Future<List<@Nullable Void>> gather(Action<?>... bodies) {
        List<Awaitable<@Nullable Void>> tasks = new ArrayList<>();
        Objects.requireNonNull(bodies, "bodies");
        for (Action<?> body : NoNulls.in(Arrays.asList(bodies), "bodies")) {
            tasks.add(createTask(body));
        }
        return Gathering.of(tasks, false);
    }

    /** Returns a future of an empty list: there is nothing to gather. */
    public static Future<List<@Nullable Void>> gather() {
        return Gathering.of(List.<Awaitable<@Nullable Void>>of(), false);
    }

    /** Like {@link #gather(Awaitable...)}. */
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Collection<? extends Awaitable<? extends T>> awaitables) {
        return Gathering.of(awaitables, false);
    }

    /**
     * Like {@link #gather(Awaitable...)}, but failures and cancellations are results: the list
     * holds the throwables.
     */
    public static Future<List<@Nullable Object>> gatherExceptions(
            Collection<? extends Awaitable<?>> awaitables) {
        return Gathering.of(awaitables, true);
    }

    /**
     * Suspends until all futures are done. Cancels nothing and throws nothing of theirs. asyncio:
     * {@code wait}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static <F extends Future<?>> Waited<F> waitAll(Collection<? extends F> futures) {
        return WaitFamily.waitFor(
                "waitAll()", futures, WaitFamily.Until.ALL_COMPLETED, Long.MAX_VALUE);
    }

    /**
     * Like {@link #waitAll(Collection)}, for a limited time; when it is over, the rest is returned
     * as pending.
     */
    public static <F extends Future<?>> Waited<F> waitAll(
            Collection<? extends F> futures, Duration atMost) {
        return WaitFamily.waitFor(
                "waitAll()",
                futures,
                WaitFamily.Until.ALL_COMPLETED,
                Delay.nanos("waitAll()", Objects.requireNonNull(atMost, "atMost")));
    }

    /**
     * Suspends until one of the futures is done. asyncio: {@code wait} with {@code
     * FIRST_COMPLETED}.
     */
    public static <F extends Future<?>> Waited<F> waitFirst(Collection<? extends F> futures) {
        return WaitFamily.waitFor(
                "waitFirst()", futures, WaitFamily.Until.FIRST_COMPLETED, Long.MAX_VALUE);
    }

    /** Like {@link #waitFirst(Collection)}, for a limited time. */
    public static <F extends Future<?>> Waited<F> waitFirst(
            Collection<? extends F> futures, Duration atMost) {
        return WaitFamily.waitFor(
                "waitFirst()",
                futures,
                WaitFamily.Until.FIRST_COMPLETED,
                Delay.nanos("waitFirst()", Objects.requireNonNull(atMost, "atMost")));
    }

    /**
     * Suspends until one of the futures failed or all are done. asyncio: {@code wait} with {@code
     * FIRST_EXCEPTION}.
     */
    public static <F extends Future<?>> Waited<F> waitFirstException(
            Collection<? extends F> futures) {
        return WaitFamily.waitFor(
                "waitFirstException()", futures, WaitFamily.Until.FIRST_EXCEPTION, Long.MAX_VALUE);
    }

    /** Like {@link #waitFirstException(Collection)}, for a limited time. */
    public static <F extends Future<?>> Waited<F> waitFirstException(
            Collection<? extends F> futures, Duration atMost) {
        return WaitFamily.waitFor(
                "waitFirstException()",
                futures,
                WaitFamily.Until.FIRST_EXCEPTION,
                Delay.nanos("waitFirstException()", Objects.requireNonNull(atMost, "atMost")));
    }

    /**
     * Returns the futures in the order in which they get done; the iterator's {@code next} suspends
     * until there is one. They are the same objects that were given. asyncio: {@code as_completed}.
     */
    public static <F extends Future<?>> Iterable<F> asCompleted(Collection<? extends F> futures) {
        return new AsCompleted<>(EventLoop.running("asCompleted()"), futures, null);
    }

    /**
     * Like {@link #asCompleted(Collection)}, but {@code next} throws {@link TimeoutException} when
     * the time is over.
     */
    public static <F extends Future<?>> Iterable<F> asCompleted(
            Collection<? extends F> futures, Duration atMost) {
        Objects.requireNonNull(atMost, "atMost");
        return new AsCompleted<>(EventLoop.running("asCompleted()"), futures, atMost);
    }

    /**
     * Returns an awaitable's result if it is there in time; otherwise it is cancelled, and when its
     * cleanup is through {@link TimeoutException} is thrown. With a time of zero a future must be
     * done already, and a coroutine is closed without having run. asyncio: {@code wait_for}.
     */
    public static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, Duration atMost) {
        Objects.requireNonNull(awaitable, "awaitable");
        Objects.requireNonNull(atMost, "atMost");
        return WaitFamily.waitFor(awaitable, Delay.nanos("waitFor()", atMost), atMost);
    }

    /** Like {@link #waitFor(Awaitable, Duration)}, in seconds: not negative, not NaN. */
    public static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, double seconds) {
        Objects.requireNonNull(awaitable, "awaitable");
        return waitFor(awaitable, Delay.seconds("waitFor()", seconds));
    }

    /**
     * Returns a future that follows an awaitable, but whose cancellation does not reach it.
     * asyncio: {@code shield}.
     */
    public static <T extends @Nullable Object> Future<T> shield(Awaitable<T> awaitable) {
        return Shield.around(ensureFuture(awaitable));
    }

    /**
     * Runs attempts in a staggered race: each starts when the one before failed, or after a delay;
     * the first success wins and the others are cancelled. Suspends until they have ended. asyncio:
     * {@code staggered_race}; RFC 8305.
     *
     * @param delay empty to start the next one only after a failure
     */
    public static <T extends @Nullable Object> RaceResult<T> staggeredRace(
            List<? extends Callable<T>> attempts, Optional<Duration> delay) {
        return new StaggeredRace<>(attempts, delay).run();
    }

    /**
     * Runs bodies as tasks, all at once, and returns the first result. The others are cancelled,
     * and their clean-up is awaited before it returns. Suspends.
     *
     * <p>A body that fails has lost; if all fail, so does the race. A cancellation of the caller
     * reaches all bodies and is thrown when they have ended; one that comes when there is a result
     * comes at the next suspension. What a body throws in its clean-up after the end of the race,
     * and an {@link Error} that made it lose, go to the exception handler.
     *
     * <p>Source: {@code Promise.any}, with losers that end; {@link #staggeredRace} starts them one
     * after the other.
     *
     * @throws ExceptionGroup of all failures, if no body has a result
     * @throws CancelledError if the caller is cancelled before there is a result
     * @throws IllegalArgumentException if there is no body
     */
    @SafeVarargs
    public static <T extends @Nullable Object> T race(Callable<? extends T>... bodies) {
        return race(Arrays.asList(Objects.requireNonNull(bodies, "bodies")));
    }

    /** Like {@link #race(Callable...)}, for bodies without results: the first one to end wins. */
    public static void race(Action<?>... bodies) {
        Objects.requireNonNull(bodies, "bodies");
        List<Callable<@Nullable Void>> callables = new ArrayList<>();
        for (Action<?> body : NoNulls.in(Arrays.asList(bodies), "bodies")) {
            callables.add(Bodies.callable(body));
        }
        Race.first(callables);
    }

    /** Like {@link #race(Callable...)}. */
    @SuppressWarnings("unchecked") // a body that returns a subtype of T returns a T
    public static <T extends @Nullable Object> T race(
            Collection<? extends Callable<? extends T>> bodies) {
        return Race.first((Collection<Callable<T>>) (Collection<?>) bodies);
    }

    /**
     * Returns the results of several futures in the order of the futures, suspending until there
     * are all. When one fails or is cancelled, that is thrown at once, as its {@code await()} would
     * throw it; nothing is done to the others. Does not suspend if all are done, or one has failed.
     *
     * <p>For the tasks of a group: there the group cancels the others, as it does whenever one
     * fails, and throws all failures. Unlike {@link #gather}, it begins nothing, makes no future
     * and cancels nothing: a cancelled wait leaves the futures as they are. kotlinx: {@code
     * awaitAll}.
     *
     * @throws CancelledError if the caller or one of the futures is cancelled
     * @throws java.util.concurrent.CompletionException around a checked exception of a future
     * @throws IllegalStateException if the caller is not a task, is among the futures, or one is of
     *     another loop
     */
    public static <T extends @Nullable Object> List<T> awaitAll(
            Collection<? extends Future<? extends T>> futures) {
        return WaitFamily.awaitAll(futures);
    }

    /**
     * Suspends the current task for a time; zero lets all others run once. A cancellation ends it
     * at once.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public static void sleep(Duration time) {
        Objects.requireNonNull(time, "time");
        Sleep.sleep(Task.currentFor("sleep()", null, time), Delay.nanos("sleep()", time));
    }

    /** Like {@link #sleep(Duration)}, in seconds: not negative, not NaN. */
    public static void sleep(double seconds) {
        if (seconds == 0) {
            Sleep.sleep(Task.currentFor("sleep()", null, "0"), 0);
        } else {
            sleep(Delay.seconds("sleep()", seconds));
        }
    }

    /** Like {@link #sleep(Duration)}, in a unit of the caller's: {@code time} is not negative. */
    public static void sleep(long time, TimeUnit unit) {
        Objects.requireNonNull(unit, "unit");
        sleep(Duration.ofNanos(unit.toNanos(time)));
    }

    /**
     * Like {@link #sleep(Duration)}; returns a result after it, as asyncio's {@code sleep(delay,
     * result)}. There is none in seconds, since {@code sleep(100, MILLISECONDS)} would be one.
     */
    public static <T extends @Nullable Object> T sleep(Duration time, T result) {
        sleep(time);
        return result;
    }

    /**
     * Runs a body that cancellations from outside do not interrupt: they are delivered after it, at
     * the next suspension. Timeouts and groups inside the body work. For cleanup that must be
     * complete.
     *
     * @throws X what the body threw
     */
    public static <T extends @Nullable Object, X extends Throwable> T shielded(Body<T, X> body)
            throws X {
        Objects.requireNonNull(body, "body");
        Task<?> task = Task.currentFor("shielded()", null, body);
        task.enterShield();
        try {
            return body.run();
        } finally {
            task.exitShield();
        }
    }

    /** Like {@link #shielded(Body)}, for a body without a result. */
    public static <X extends Throwable> void shielded(Action<X> body) throws X {
        Objects.requireNonNull(body, "body");
        Rondo.<@Nullable Void, X>shielded(() -> {
            body.run();
            return null;
        });
    }

    /**
     * Throws a cancellation of the current task that was not delivered yet, and returns if there is
     * none. Never suspends; a long calculation that calls it now and then ends when it is
     * cancelled. Requests that {@link #shielded} holds back wait on.
     *
     * @throws CancelledError if one waits to be delivered
     * @throws IllegalStateException if the caller is not a task
     */
    public static void throwIfCancelled() {
        Task.currentFor("throwIfCancelled()", null, "a cancellation").throwIfCancelPending();
    }

    /**
     * Returns whether the current task is being cancelled: a request was made, delivered or not,
     * was not taken back, and no {@link #shielded} body that it is in keeps it out. For clean-up
     * that should not wait for others then. False outside of a task. Never suspends.
     */
    public static boolean cancelRequested() {
        Task<?> task = Task.currentOrNull();
        Cancellation known = task == null ? null : task.cancellationOrNull();
        return known != null && known.isRequested();
    }

    // ---- Scopes

    /**
     * Runs a body and cancels it when a time is over; {@link TimeoutException} is thrown then. The
     * body runs in the current task. asyncio: {@code timeout}; see {@link Timeout} to move the
     * deadline.
     *
     * @throws X what the body threw
     */
    public static <T extends @Nullable Object, X extends Throwable> T timeout(
            Duration atMost, Body<T, X> body) throws X {
        return Timeout.after(Objects.requireNonNull(atMost, "atMost")).run(body);
    }

    /** Like {@link #timeout(Duration, Body)}, for a body without a result. */
    public static <X extends Throwable> void timeout(Duration atMost, Action<X> body) throws X {
        Timeout.after(Objects.requireNonNull(atMost, "atMost")).run(body);
    }

    /** Like {@link #timeout(Duration, Body)}, in seconds: not negative, not NaN. */
    public static <T extends @Nullable Object, X extends Throwable> T timeout(
            double seconds, Body<T, X> body) throws X {
        return timeout(Delay.seconds("timeout()", seconds), body);
    }

    /** Like {@link #timeout(Duration, Body)}, in seconds, for a body without a result. */
    public static <X extends Throwable> void timeout(double seconds, Action<X> body) throws X {
        timeout(Delay.seconds("timeout()", seconds), body);
    }

    /**
     * Like {@link #timeout(Duration, Body)}, until a point in {@link EventLoop#time}. asyncio:
     * {@code timeout_at}.
     */
    public static <T extends @Nullable Object, X extends Throwable> T timeoutAt(
            Duration when, Body<T, X> body) throws X {
        return Timeout.at(when).run(body);
    }

    /** Like {@link #timeoutAt(Duration, Body)}, for a body without a result. */
    public static <X extends Throwable> void timeoutAt(Duration when, Action<X> body) throws X {
        Timeout.at(when).run(body);
    }

    /**
     * Runs a body with a new {@link TaskGroup}, which ends when all its tasks are done. See {@link
     * TaskGroup#run}.
     */
    public static void taskGroup(GroupAction body) {
        new TaskGroup().run(body);
    }

    /** Like {@link #taskGroup}, and returns the body's result. See {@link TaskGroup#runResult}. */
    public static <T extends @Nullable Object> T taskGroupResult(GroupBody<T> body) {
        return new TaskGroup().runResult(body);
    }

    /**
     * Runs a body, in the current task, until it returns: when it throws an exception that the
     * options name, it is run again after a pause. {@link RetryOptions} says how often, after which
     * pauses and for how long in all.
     *
     * <p>The last failure is thrown with the earlier ones suppressed, the 16 newest of them. A
     * cancellation ends an attempt and a pause at once, and is never retried; nor is an {@link
     * Error}.
     *
     * @throws X what the last attempt threw, or an attempt that the options do not retry
     * @throws TimeoutException if an attempt runs when the time of the options is over; if a pause
     *     would last longer, the failure before it is thrown instead
     */
    public static <T extends @Nullable Object, X extends Throwable> T retry(
            RetryOptions options, Body<T, X> body) throws X {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(body, "body");
        return Retry.run(options, body);
    }

    /** Like {@link #retry(RetryOptions, Body)}, for a body without a result. */
    public static <X extends Throwable> void retry(RetryOptions options, Action<X> body) throws X {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(body, "body");
        Retry.<@Nullable Void, X>run(
                options,
                () -> {
                    body.run();
                    return null;
                });
    }

    // ---- Threads

    /**
     * Runs blocking or CPU-bound code on a thread of the default executor, in a copy of the current
     * context, and returns its result. Suspends. A cancellation interrupts the thread and does not
     * wait for it. asyncio: {@code to_thread}.
     *
     * @throws X what the code threw
     */
    public static <T extends @Nullable Object, X extends Throwable> T toThread(Body<T, X> code)
            throws X {
        Objects.requireNonNull(code, "code");
        EventLoop loop = Task.currentFor("toThread()", null, code).loop();
        return Offload.<T, X>outcome(loop.runInExecutor(Bodies.callable(code)));
    }

    /** Like {@link #toThread(Body)}, for code without a result. */
    public static <X extends Throwable> void toThread(Action<X> code) throws X {
        Objects.requireNonNull(code, "code");
        EventLoop loop = Task.currentFor("toThread()", null, code).loop();
        Offload.<@Nullable Void, X>outcome(loop.runInExecutor(Bodies.callable(code)));
    }

    /**
     * Like {@link #toThread(Body)}, on an executor of the caller's choice.
     *
     * @throws IllegalStateException if the executor takes no more work
     */
    public static <T extends @Nullable Object, X extends Throwable> T toThread(
            ExecutorService executor, Body<T, X> code) throws X {
        Objects.requireNonNull(code, "code");
        EventLoop loop = Task.currentFor("toThread()", null, code).loop();
        return Offload.<T, X>outcome(loop.runInExecutor(executor, Bodies.callable(code)));
    }

    /** Like {@link #toThread(ExecutorService, Body)}, for code without a result. */
    public static <X extends Throwable> void toThread(ExecutorService executor, Action<X> code)
            throws X {
        Objects.requireNonNull(code, "code");
        EventLoop loop = Task.currentFor("toThread()", null, code).loop();
        Offload.<@Nullable Void, X>outcome(loop.runInExecutor(executor, Bodies.callable(code)));
    }

    /**
     * Runs code where an executor of another kind runs it, in another process perhaps, and returns
     * its result. Suspends. The code, what it uses and the result are serialised where they go to
     * another process; the current context does not go along. A cancellation stops the code as far
     * as the executor can, and does not wait for that.
     *
     * @throws X what the code threw
     * @throws IllegalStateException if the executor takes no more work
     */
    public static <T extends @Nullable Object, X extends Throwable> T toThread(
            RemoteExecutor executor, SerializableBody<T, X> code) throws X {
        Objects.requireNonNull(code, "code");
        EventLoop loop = Task.currentFor("toThread()", null, code).loop();
        return Offload.<T, X>outcome(loop.runInExecutor(executor, code));
    }

    /** Like {@link #toThread(RemoteExecutor, SerializableBody)}, for code without a result. */
    public static <X extends Throwable> void toThread(
            RemoteExecutor executor, SerializableAction<X> code) throws X {
        Objects.requireNonNull(code, "code");
        EventLoop loop = Task.currentFor("toThread()", null, code).loop();
        Offload.<@Nullable Void, X>outcome(loop.runInExecutor(executor, Bodies.sendable(code)));
    }

    /**
     * Creates a task in a loop from any other thread and returns a future that follows it:
     * cancelling it cancels the task. A thread waits for it with {@code get}, a task of another
     * loop with {@link #await(CompletionStage)}. If the loop is closed first, it fails with {@link
     * IllegalStateException}. asyncio: {@code run_coroutine_threadsafe}.
     *
     * @throws IllegalStateException if the loop is closed
     */
    public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
            Callable<T> body, EventLoop loop) {
        return ThreadDoor.runThreadsafe(body, loop);
    }

    /** Like {@link #runCoroutineThreadsafe(Callable, EventLoop)}, for a body without a result. */
    public static CompletableFuture<@Nullable Void> runCoroutineThreadsafe(
            Action<?> body, EventLoop loop) {
        return ThreadDoor.runThreadsafe(Bodies.callable(body), loop);
    }

    // ---- Callbacks

    /**
     * Has a callback run in the next pass of the current loop. See {@link
     * EventLoop#callSoon(Runnable)}.
     */
    public static Handle callSoon(Runnable callback) {
        return EventLoop.running("callSoon()").callSoon(callback);
    }

    /**
     * Has a callback run in the current loop after a delay. See {@link
     * EventLoop#callLater(Duration, Runnable)}.
     */
    public static TimerHandle callLater(Duration delay, Runnable callback) {
        return EventLoop.running("callLater()").callLater(delay, callback);
    }

    /** Like {@link #callLater(Duration, Runnable)}, in seconds: not negative, not NaN. */
    public static TimerHandle callLater(double seconds, Runnable callback) {
        return EventLoop.running("callLater()").callLater(seconds, callback);
    }
}
