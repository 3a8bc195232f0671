package dev.rondo;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The functions of asyncio's module, made for {@code import static dev.rondo.Rondo.*}.
 *
 * <p>A lambda is the coroutine. Functions that may suspend say so; they must be called by a task.
 * The others may also be called by callbacks of a running loop.
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
public final class Rondo extends Combinators {
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
        return loopFor("runningLoop()");
    }

    /** Like {@link #runningLoop}, but returns empty outside of tasks and callbacks. Any thread. */
    public static Optional<EventLoop> currentLoop() {
        Strand strand = Strand.current();
        return strand == null ? Optional.empty() : Optional.of(strand.owner().loop());
    }

    static EventLoop loopFor(String operation) {
        Strand strand = Strand.current();
        if (strand == null) {
            throw Misuse.noLoop(operation);
        }
        return strand.owner().loop();
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
        return loopFor("allTasks()").allTasks();
    }

    // ---- Tasks

    /**
     * Creates a task of the current loop. It starts in the next pass, after what is ready now, in a
     * copy of the current context, and is held by the loop until it is done. asyncio: {@code
     * create_task}.
     */
    public static <T extends @Nullable Object> Task<T> createTask(Callable<T> body) {
        return loopFor("createTask()").createTask(body);
    }

    /** Creates a task without a result. */
    public static Task<@Nullable Void> createTask(Action<?> body) {
        return loopFor("createTask()").createTask(body);
    }

    /** Creates a task that runs a coroutine. */
    public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return loopFor("createTask()").createTask(coroutine);
    }

    /** Creates a named task. */
    public static <T extends @Nullable Object> Task<T> createTask(String name, Callable<T> body) {
        return loopFor("createTask()").createTask(TaskOptions.named(name), body);
    }

    /** Creates a named task without a result. */
    public static Task<@Nullable Void> createTask(String name, Action<?> body) {
        return loopFor("createTask()").createTask(TaskOptions.named(name), Bodies.callable(body));
    }

    /** Creates a task with options. */
    public static <T extends @Nullable Object> Task<T> createTask(
            TaskOptions options, Callable<T> body) {
        return loopFor("createTask()").createTask(options, body);
    }

    /** Creates a task with options, without a result. */
    public static Task<@Nullable Void> createTask(TaskOptions options, Action<?> body) {
        return loopFor("createTask()").createTask(options, Bodies.callable(body));
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
        return loopFor("createFuture()").createFuture();
    }

    /** Returns a new future of the current loop. See {@link EventLoop#createFuture(Object)}. */
    public static <T extends @Nullable Object> Future<T> createFuture(Object what) {
        return loopFor("createFuture()").createFuture(what);
    }

    /**
     * Returns the awaitable as a future: a coroutine as a new task, a future as itself. asyncio:
     * {@code ensure_future}.
     */
    public static <T extends @Nullable Object> Future<T> ensureFuture(Awaitable<T> awaitable) {
        Objects.requireNonNull(awaitable, "awaitable");
        return awaitable instanceof Future<T> future
                ? future
                : ensureFuture(awaitable, loopFor("ensureFuture()"));
    }

    static <T extends @Nullable Object> Future<T> ensureFuture(
            Awaitable<T> awaitable, EventLoop loop) {
        if (awaitable instanceof Future<T> future) {
            if (future.loop() != loop) {
                throw Misuse.foreignFuture(future, loop);
            }
            return future;
        }
        return loop.createTask((Coroutine<T>) awaitable);
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
        return Future.follow(loopFor("wrapFuture()"), stage);
    }

    /**
     * Returns a future of the current loop that follows one of another loop; cancelling it cancels
     * the other. It is the future itself when that is of the current loop.
     */
    public static <T extends @Nullable Object> Future<T> wrapFuture(Future<T> future) {
        Objects.requireNonNull(future, "future");
        EventLoop loop = loopFor("wrapFuture()");
        return future.loop() == loop ? future : Future.follow(loop, future.toCompletableFuture());
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

    /**
     * Like {@link #sleep(Duration)}; returns a result after it, as asyncio's {@code sleep(delay,
     * result)}.
     */
    public static <T extends @Nullable Object> T sleep(Duration time, T result) {
        sleep(time);
        return result;
    }

    /** Like {@link #sleep(Duration, Object)}, in seconds: not negative, not NaN. */
    public static <T extends @Nullable Object> T sleep(double seconds, T result) {
        sleep(seconds);
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
     * TaskGroup#run(GroupBody)}.
     */
    public static <T extends @Nullable Object> T taskGroup(GroupBody<T> body) {
        return new TaskGroup().run(body);
    }

    /** Like {@link #taskGroup(GroupBody)}, for a body without a result. */
    public static void taskGroup(GroupAction body) {
        new TaskGroup().run(body);
    }

    // ---- Threads

    /**
     * Runs blocking or CPU-bound code on a thread of the default executor, in a copy of the current
     * context, and returns its result. Suspends. A cancellation interrupts the thread and does not
     * wait for it. asyncio: {@code to_thread}.
     */
    public static <T extends @Nullable Object> T toThread(Callable<T> code) {
        return Task.currentFor("toThread()", null, code).loop().runInExecutor(code).await();
    }

    /** Like {@link #toThread(Callable)}, for code without a result. */
    public static void toThread(Action<?> code) {
        Objects.requireNonNull(code, "code");
        toThread(Bodies.callable(code));
    }

    /** Like {@link #toThread(Callable)}, on an executor of the caller's choice. */
    public static <T extends @Nullable Object> T toThread(
            ExecutorService executor, Callable<T> code) {
        return Task.currentFor("toThread()", null, code)
                .loop()
                .runInExecutor(executor, code)
                .await();
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

    // ---- Callbacks

    /**
     * Has a callback run in the next pass of the current loop. See {@link
     * EventLoop#callSoon(Runnable)}.
     */
    public static Handle callSoon(Runnable callback) {
        return loopFor("callSoon()").callSoon(callback);
    }

    /**
     * Has a callback run in the current loop after a delay. See {@link
     * EventLoop#callLater(Duration, Runnable)}.
     */
    public static TimerHandle callLater(Duration delay, Runnable callback) {
        return loopFor("callLater()").callLater(delay, callback);
    }

    /** Like {@link #callLater(Duration, Runnable)}, in seconds: not negative, not NaN. */
    public static TimerHandle callLater(double seconds, Runnable callback) {
        return loopFor("callLater()").callLater(seconds, callback);
    }
}
