package dev.rondo;

import dev.rondo.engine.Strand;
import dev.rondo.kernel.Kernel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks and callbacks, one at a time, on one thread.
 *
 * <p>A long file, since it is one list: all that a loop offers, each in a few lines that call what
 * does it.
 *
 * <p>Most programs never touch it: {@link Rondo#run} makes one. One pass: (1) take what other
 * threads queued; (2) compute the poll deadline; (3) poll; (4) hand out I/O readiness; (5) fire due
 * timers; (6) run exactly what is ready then, and what gets ready meanwhile in the next pass; (7)
 * send what was written.
 *
 * <p>Threads: while it runs, only its own tasks and callbacks may use it, but {@link
 * #callSoonThreadsafe}, {@link #isRunning}, {@link #isClosed}, {@link #time} and {@link #debug},
 * which any thread may call. While it does not run, the one thread that owns it. asyncio: {@code
 * AbstractEventLoop}.
 *
 * {@snippet :
 * try (EventLoop loop = EventLoop.create()) {
 *     println(loop.runUntilComplete(() -> "Hello"));
 * }
 * }
 */
public final class EventLoop implements AutoCloseable {
    private final LoopHost host = new LoopHost(this);
    private final Kernel kernel;
    private final Failures failures = new Failures(this);
    private final Reports reports = new Reports(this);
    private final Offload offload = new Offload(this);
    private final SignalHandlers signals = new SignalHandlers(this);
    private final Outsiders outsiders = new Outsiders(this::isClosed);
    private @Nullable TaskFactory taskFactory;
    private volatile @Nullable Inheritance inheritance; // read by runCoroutineThreadsafe's threads
    private volatile Duration slowCallbackDuration = Duration.ofMillis(100); // asyncio's
    private final long heldNanos; // before the watchdog reports it; 0 for ever
    private volatile boolean debug;
    private volatile boolean closed;
    private @Nullable Object[] locals = {}; // by the places of LoopLocals

    private EventLoop(LoopOptions options) {
        this.heldNanos = Delay.saturated(options.watchdog());
        this.kernel = new Kernel(host, options.clock(), options.poller().get(), options.entropy());
        setDebug(options.debug());
    }

    /** Returns a new loop with the default options. asyncio: {@code new_event_loop}. */
    public static EventLoop create() {
        return create(LoopOptions.defaults());
    }

    /** Returns a new loop. */
    public static EventLoop create(LoopOptions options) {
        return new EventLoop(Objects.requireNonNull(options, "options"));
    }

    /** Returns the loop that the caller runs on. */
    static EventLoop running(String operation) {
        Strand strand = Strand.current();
        if (strand == null) {
            throw Misuse.noLoop(operation);
        }
        return LoopHost.loopOf(strand);
    }

    Kernel kernel() {
        return kernel;
    }

    LoopHost host() {
        return host;
    }

    long heldNanos() {
        return heldNanos;
    }

    Reports reports() {
        return reports;
    }

    Outsiders outsiders() {
        return outsiders;
    }

    // ---- Running

    /**
     * Runs a body as a task until it is done and returns its result.
     *
     * @throws IllegalStateException if this loop or another one runs on this thread, if this one is
     *     closed, or if {@link #stop} ended the run first
     */
    public <T extends @Nullable Object> T runUntilComplete(Callable<T> body) {
        Objects.requireNonNull(body, "body");
        refuseRun("runUntilComplete()");
        return runUntilComplete(createTask(body));
    }

    /** Like {@link #runUntilComplete(Callable)}, for a body without a result. */
    public void runUntilComplete(Action<?> body) {
        runUntilComplete(Bodies.callable(body));
    }

    /**
     * Runs until an awaitable is done and returns its result. See {@link
     * #runUntilComplete(Callable)}.
     */
    public <T extends @Nullable Object> T runUntilComplete(Awaitable<T> awaitable) {
        Objects.requireNonNull(awaitable, "awaitable");
        refuseRun("runUntilComplete()");
        Future<T> future = Future.ensure(awaitable, this);
        runUntil(future);
        return future.result();
    }

    /** Runs until a future is done, or until something else stops the run. */
    void runUntil(Future<?> future) {
        Completion stopper =
                new Completion() {
                    @Override
                    void done(Future<?> done) {
                        kernel.stop();
                    }
                };
        future.addCompletion(stopper);
        try {
            kernel.run();
        } catch (Throwable e) { // only to leave the future clean; rethrown
            future.markRetrieved();
            throw e;
        } finally {
            future.removeCompletion(stopper);
        }
        if (!future.done()) {
            throw new IllegalStateException(
                    "Event loop stopped before Future completed: " + future);
        }
    }

    /**
     * Runs until {@link #stop}.
     *
     * @throws IllegalStateException as {@link #runUntilComplete(Callable)}
     */
    public void runForever() {
        refuseRun("runForever()");
        kernel.run();
    }

    /**
     * Ends {@link #runForever} after the current pass; if it does not run, its next run is one
     * pass.
     *
     * @throws IllegalStateException on a thread that is not the loop's, while it runs
     */
    public void stop() {
        checkThread("stop()");
        kernel.stop();
    }

    /** Returns whether it runs. Any thread. */
    public boolean isRunning() {
        return kernel.thread() != null;
    }

    /** Returns whether {@link #close} was called. Any thread. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Frees what it holds. Tasks that are not done are reported to the exception handler and never
     * go on; failures that nobody retrieved are reported. Does nothing when it is closed already.
     *
     * @throws IllegalStateException if it runs
     */
    @Override
    public void close() {
        if (isRunning()) {
            throw new IllegalStateException(
                    "Cannot close a running event loop: " + this + "\nstop() it first");
        }
        if (closed) {
            return;
        }
        try {
            signals.close();
            failures.sayAll();
            reports.reportAll();
        } finally {
            closed = true;
            outsiders.tellAll();
            try {
                closeLocals();
            } finally {
                try {
                    offload.close();
                } finally {
                    kernel.close();
                }
            }
        }
    }

    /** Closes each, whatever the others throw: an exception is reported, an error comes at last. */
    private void closeLocals() {
        Error error = null;
        for (Object local : locals) {
            if (local instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    callExceptionHandler(
                            new ExceptionContext(
                                    "closing " + Snapshots.shortText(local) + " failed", e));
                } catch (Error e) {
                    if (error == null) {
                        error = e;
                    } else if (error != e) {
                        error.addSuppressed(e);
                    }
                }
            }
        }
        if (error != null) {
            throw error;
        }
    }

    void checkClosed() {
        if (closed) {
            throw Misuse.closed(this);
        }
    }

    /** Refuses to run when it is closed or runs already, or inside of another one. */
    void refuseRun(String operation) {
        checkClosed();
        if (isRunning()) {
            throw Misuse.runsAlready(operation, this);
        }
        Strand strand = Strand.current();
        if (strand != null) {
            throw Misuse.runsInside(operation, strand.owner());
        }
    }

    void checkUsable(String operation) {
        checkClosed();
        checkThread(operation);
    }

    /** Refuses an operation on another thread while it runs; the door for types of a loop's own. */
    public void checkThread(String operation) {
        Objects.requireNonNull(operation, "operation");
        if (needsThreadsafe()) {
            throw Misuse.wrongThread(operation, kernel.thread());
        }
    }

    /** Returns whether the caller must go through {@link #callSoonThreadsafe}. */
    boolean needsThreadsafe() {
        return kernel.thread() != null && !kernel.inLoop() && !closed;
    }

    /**
     * Like {@link #checkThread}, but lets the bare loop thread pass: a poller wakes tasks on it.
     */
    void checkParkingThread() {
        if (kernel.thread() != Thread.currentThread()) {
            checkThread("waking a task");
        }
    }

    @Nullable Object local(int place) {
        return place < locals.length ? locals[place] : null;
    }

    void setLocal(int place, Object own) {
        if (place >= locals.length) {
            locals = Arrays.copyOf(locals, place + 1);
        }
        locals[place] = own;
    }

    /** Returns what the loop sleeps in. */
    public Poller poller() {
        return kernel.poller();
    }

    /**
     * Replaces the parking poller, which a loop starts with, by one that watches I/O; the door for
     * {@code dev.rondo.net}. Called by a task or callback of the loop.
     *
     * @throws IllegalStateException if the loop has another poller already
     */
    public void installPoller(Poller replacement) {
        Objects.requireNonNull(replacement, "replacement");
        checkUsable("installPoller()");
        if (!(kernel.poller() instanceof ParkingPoller)) {
            throw new IllegalStateException("The loop has a poller already: " + kernel.poller());
        }
        kernel.installPoller(replacement);
    }

    // ---- Callbacks

    /**
     * Has a callback run in the next pass, after those queued before, in a copy of the current
     * context.
     *
     * @throws IllegalStateException on a thread that is not the loop's, or if the loop is closed
     */
    public Handle callSoon(Runnable callback) {
        return callSoon(callback, Context.copyCurrent());
    }

    /** Like {@link #callSoon(Runnable)}, in a given context. */
    public Handle callSoon(Runnable callback, Context context) {
        checkUsable("callSoon()");
        Handle handle = new Handle(this, callback, context);
        kernel.queue(handle);
        return handle;
    }

    /**
     * Has a callback run soon, in one order with {@link #callSoon}, and wakes the loop. Any thread.
     *
     * @throws IllegalStateException if the loop is closed
     */
    public Handle callSoonThreadsafe(Runnable callback) {
        return callSoonThreadsafe(callback, Context.copyCurrent());
    }

    /** Like {@link #callSoonThreadsafe(Runnable)}, in a given context. */
    public Handle callSoonThreadsafe(Runnable callback, Context context) {
        checkClosed();
        Handle handle = new Handle(this, callback, context);
        kernel.queueThreadsafe(handle);
        return handle;
    }

    /**
     * Has a callback run after a delay, not negative. Callbacks with equal times run in the order
     * of these calls.
     */
    public TimerHandle callLater(Duration delay, Runnable callback) {
        return callLater(delay, callback, Context.copyCurrent());
    }

    /** Like {@link #callLater(Duration, Runnable)}, in a given context. */
    public TimerHandle callLater(Duration delay, Runnable callback, Context context) {
        Objects.requireNonNull(delay, "delay");
        long nanos = Delay.nanos("callLater()", delay);
        return callAtNanos(
                "callLater()", Delay.deadline(kernel.clock().nanoTime(), nanos), callback, context);
    }

    /** Like {@link #callLater(Duration, Runnable)}, in seconds: not negative, not NaN. */
    public TimerHandle callLater(double seconds, Runnable callback) {
        return callLater(Delay.seconds("callLater()", seconds), callback);
    }

    /** Has a callback run at a point in {@link #time}; one in the past means in the next pass. */
    public TimerHandle callAt(Duration when, Runnable callback) {
        return callAt(when, callback, Context.copyCurrent());
    }

    /** Like {@link #callAt(Duration, Runnable)}, in a given context. */
    public TimerHandle callAt(Duration when, Runnable callback, Context context) {
        Objects.requireNonNull(when, "when");
        return callAtNanos("callAt()", Delay.saturated(when), callback, context);
    }

    /**
     * Has code run once at the end of the current pass, after all that was ready and before the
     * next poll: step 7. What sends the bytes of many small writes at once belongs there. It must
     * not suspend or throw, and runs in no context. The loop's thread.
     */
    public void callAtPassEnd(Runnable code) {
        checkUsable("callAtPassEnd()");
        kernel.callAtPassEnd(Objects.requireNonNull(code, "code"));
    }

    private TimerHandle callAtNanos(
            String operation, long deadlineNanos, Runnable callback, Context context) {
        checkUsable(operation);
        TimerHandle handle = new TimerHandle(this, callback, context);
        kernel.startTimer(handle.timer(), deadlineNanos);
        return handle;
    }

    /** Returns the time of the loop's clock, counted from an origin of its own. Any thread. */
    public Duration time() {
        return Duration.ofNanos(kernel.clock().nanoTime());
    }

    /**
     * Returns the time in nanoseconds, on {@link #time}'s clock, at which the current pass first
     * looked at the clock: a field's read for all who ask in a pass but the first. For limits that
     * need no precision beyond a pass. The loop's thread.
     */
    public long passNanos() {
        return kernel.passNanos();
    }

    /**
     * Returns a number in {@code [0, bound)} from the loop's {@link Entropy}: the machine's
     * randomness, or a simulation's seed. For names that must not clash and choices that should
     * spread; not for secrets. The loop's thread.
     *
     * @param bound at least 1
     */
    public long draw(long bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be at least 1, but is " + bound);
        }
        checkThread("draw()");
        return kernel.entropy().draw(bound);
    }

    // ---- Tasks and futures

    /** Returns a new future of this loop. */
    public <T extends @Nullable Object> Future<T> createFuture() {
        return new Future<>(this);
    }

    /**
     * Returns a new future of this loop that says what it is for, so that snapshots and the wait
     * graph show it.
     *
     * @param what any object with a telling text; one that is {@link Owned}, a task or a future is
     *     followed by the graph
     */
    public <T extends @Nullable Object> Future<T> createFuture(Object what) {
        return new DescribedFuture<>(this, Objects.requireNonNull(what, "what"));
    }

    /**
     * Creates a task of this loop, which starts in the next pass. See {@link
     * Rondo#createTask(Callable)}.
     */
    public <T extends @Nullable Object> Task<T> createTask(Callable<T> body) {
        return createTask(TaskOptions.defaults(), body);
    }

    /** Creates a task without a result. */
    public Task<@Nullable Void> createTask(Action<?> body) {
        Objects.requireNonNull(body, "body");
        if (taskFactory != null || body instanceof Callable<?>) {
            return createTask(TaskOptions.defaults(), Bodies.callable(body));
        }
        checkUsable("createTask()");
        Task<@Nullable Void> task = new Task<>(this, inherited(body), TaskOptions.defaults());
        task.start(false);
        return task;
    }

    /** Creates a task that runs a coroutine and is named for it. */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        Objects.requireNonNull(coroutine, "coroutine");
        return createTask(TaskOptions.named(coroutine.name()), coroutine.beginIn(this));
    }

    /** Creates a task with options, through the task factory if there is one. */
    public <T extends @Nullable Object> Task<T> createTask(TaskOptions options, Callable<T> body) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(body, "body");
        checkUsable("createTask()");
        TaskFactory factory = taskFactory;
        return factory == null ? newTask(body, options) : factory.create(this, body, options);
    }

    /** Creates a task with options, without a result. */
    public Task<@Nullable Void> createTask(TaskOptions options, Action<?> body) {
        return createTask(options, Bodies.callable(body));
    }

    /** Creates a task past the task factory; the door for factories. */
    public <T extends @Nullable Object> Task<T> newTask(Callable<T> body, TaskOptions options) {
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(options, "options");
        checkUsable("newTask()");
        Task<T> task = new Task<>(this, inherited(Bodies.unwrapped(body)), options);
        task.start(options.eagerStart());
        return task;
    }

    /** Not in the task's constructor, where the branch made many of them 3 % slower. */
    private Object inherited(Object body) {
        return Inherited.by(inheritance, body);
    }

    /**
     * Sets what makes the tasks of this loop; empty for the default. asyncio: {@code
     * set_task_factory}.
     */
    public void setTaskFactory(Optional<TaskFactory> factory) {
        taskFactory = Objects.requireNonNull(factory, "factory").orElse(null);
    }

    /** Returns what makes the tasks of this loop. */
    public Optional<TaskFactory> taskFactory() {
        return Optional.ofNullable(taskFactory);
    }

    /**
     * Sets what tasks have from their creators beside the context, and what code in threads has
     * from its task; empty for the default, nothing. It holds for what is created from now on.
     * Callbacks of {@link #callSoon} and its kind inherit the context alone.
     */
    public void setInheritance(Optional<Inheritance> inheritance) {
        this.inheritance = Objects.requireNonNull(inheritance, "inheritance").orElse(null);
    }

    /** Returns what tasks have from their creators beside the context. */
    public Optional<Inheritance> inheritance() {
        return Optional.ofNullable(inheritance);
    }

    @Nullable Inheritance inheritanceOrNull() {
        return inheritance;
    }

    /**
     * Returns the tasks that are not done, in the order of their creation. asyncio: {@code
     * all_tasks}.
     */
    public List<Task<?>> allTasks() {
        checkThread("allTasks()");
        List<Task<?>> all = new ArrayList<>(kernel.strands().size());
        for (Strand strand : kernel.strands().toList()) {
            all.add((Task<?>) strand.owner());
        }
        return all;
    }

    // ---- Threads and signals

    /**
     * Runs blocking or CPU-bound code in an executor, in a copy of the current context, and returns
     * a future of its result. Cancelling the future cancels work that has not begun; running work
     * is interrupted. asyncio: {@code run_in_executor}.
     *
     * <p>The code never runs on the loop's thread: a task's work is submitted by a thread outside,
     * in the order of the calls, except to a {@link LoopExecutor}. If the executor refuses it then,
     * the future fails with {@link IllegalStateException}.
     *
     * @throws IllegalStateException if the executor is shut down, or the loop is closed
     */
    public <T extends @Nullable Object> Future<T> runInExecutor(
            ExecutorService executor, Callable<T> code) {
        checkUsable("runInExecutor()");
        return offload.submit(executor, code);
    }

    /** Like {@link #runInExecutor(ExecutorService, Callable)}, in the default executor. */
    public <T extends @Nullable Object> Future<T> runInExecutor(Callable<T> code) {
        checkUsable("runInExecutor()");
        return offload.submit(code);
    }

    /** Like {@link #runInExecutor(ExecutorService, Callable)}, for code without a result. */
    public Future<@Nullable Void> runInExecutor(ExecutorService executor, Action<?> code) {
        Objects.requireNonNull(code, "code");
        return runInExecutor(executor, Bodies.callable(code));
    }

    /** Like {@link #runInExecutor(Callable)}, for code without a result. */
    public Future<@Nullable Void> runInExecutor(Action<?> code) {
        Objects.requireNonNull(code, "code");
        return runInExecutor(Bodies.callable(code));
    }

    /**
     * Runs code where an executor of another kind runs it, in another process perhaps, and returns
     * a future of its result. Cancelling the future cancels the work there. The current context
     * does not go along.
     *
     * @throws IllegalStateException if the executor takes no more work, or the loop is closed
     */
    public <T extends @Nullable Object> Future<T> runInExecutor(
            RemoteExecutor executor, SerializableBody<T, ?> code) {
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(code, "code");
        checkUsable("runInExecutor()");
        return Future.follow(this, executor.start(code));
    }

    /**
     * Sets the default executor. The initial one has up to min(32, processors + 4) daemon threads
     * and is made at first use. asyncio: {@code set_default_executor}.
     */
    public void setDefaultExecutor(ExecutorService executor) {
        Objects.requireNonNull(executor, "executor");
        checkUsable("setDefaultExecutor()");
        offload.setDefault(executor);
    }

    /**
     * Shuts the default executor down and suspends the calling task until its work is done, at most
     * for a time.
     *
     * @return false if the time was over first; the rest of the work was interrupted then and a
     *     warning logged
     */
    public boolean shutdownDefaultExecutor(Duration atMost) {
        checkClosed();
        return offload.shutdown(atMost);
    }

    /**
     * Has a callback run in this loop when the process gets a signal. It replaces the handler that
     * the loop had for it. asyncio: {@code add_signal_handler}.
     *
     * @param signal the name without SIG: "INT", "TERM", "HUP"
     * @throws IllegalArgumentException if the signal is unknown or the JVM keeps it for itself
     */
    public void addSignalHandler(String signal, Runnable callback) {
        checkClosed();
        signals.add(signal, callback);
    }

    boolean hasSignalHandlers() {
        return !signals.isEmpty();
    }

    /** Gives a signal back to who had it before. Returns false if this loop has not taken it. */
    public boolean removeSignalHandler(String signal) {
        return signals.remove(signal);
    }

    // ---- Failures

    /** Sets who hears of failures that belong to nobody; empty for the default, which logs them. */
    public void setExceptionHandler(Optional<ExceptionHandler> handler) {
        failures.handler(handler);
    }

    /** Returns who hears of failures that belong to nobody. */
    public Optional<ExceptionHandler> exceptionHandler() {
        return failures.handler();
    }

    /**
     * Tells the exception handler of a failure. If the handler fails itself, both failures are
     * logged.
     */
    public void callExceptionHandler(ExceptionContext context) {
        failures.report(context);
    }

    /** Logs a failure to logger {@code dev.rondo}. asyncio: {@code default_exception_handler}. */
    public void defaultExceptionHandler(ExceptionContext context) {
        failures.log(context);
    }

    Failures failures() {
        return failures;
    }

    // ---- Debugging

    /** Returns whether debug mode is on. Any thread. */
    public boolean debug() {
        return debug;
    }

    /**
     * Turns debug mode on or off: creation traces, slow callbacks, the watchdog's report of held
     * loops.
     */
    public void setDebug(boolean on) {
        debug = on;
        kernel.setDebug(on);
        if (on) { // not at other times: asking for a logger makes the JDK start its logging, 50 ms
            Failures.logger()
                    .log(
                            System.Logger.Level.DEBUG,
                            () -> "Using engine: " + engine() + ", poller: " + kernel.poller());
        }
    }

    /**
     * Returns how long a callback or a step of a task may hold the loop before debug mode reports
     * it: 0.1 s at first.
     */
    public Duration slowCallbackDuration() {
        return slowCallbackDuration;
    }

    /** Sets that time; positive. */
    public void setSlowCallbackDuration(Duration slowCallbackDuration) {
        this.slowCallbackDuration = Delay.positive("slowCallbackDuration", slowCallbackDuration);
    }

    /** Returns the name of the engine that runs its tasks: "scheduled" or "handoff". */
    public String engine() {
        return kernel.engine().choice().name().toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * Returns what every task does now, what it waits on and who could end that. In the loop, and
     * from any other thread, which waits at most a fifth of a second for a busy loop and then looks
     * from outside; so a loop that is held is answered for, too. Costs some 100 ns a task, and 50
     * us with its stack.
     *
     * @param stacks whether each task's stack is taken
     */
    public WaitGraph waitGraph(boolean stacks) {
        return WaitGraphs.of(this, stacks);
    }

    /** Returns what every task does now, without stacks. See {@link #waitGraph(boolean)}. */
    public WaitGraph waitGraph() {
        return waitGraph(false);
    }

    /**
     * Returns what waits for its time, the earliest first: sleeps, timeouts, delayed callbacks, the
     * deadlines of connections. Never suspends; takes time in proportion to their number.
     *
     * @throws IllegalStateException on a thread that is not the loop's, while it runs
     */
    public List<TimerSnapshot> timers() {
        checkThread("timers()");
        return kernel.deadlines().stream()
                .filter(deadline -> deadline.dueNanos() != Long.MAX_VALUE) // taken back, or endless
                .map(d -> new TimerSnapshot(Duration.ofNanos(d.dueNanos()), d.purpose()))
                .toList();
    }

    /** Returns what is known of it now. */
    public LoopSnapshot snapshot() {
        return new LoopSnapshot(
                isRunning(),
                closed,
                debug,
                engine(),
                kernel.strands().size(),
                kernel.readyCount(),
                kernel.timers(),
                kernel.outstanding());
    }

    @Override
    public String toString() {
        return "<EventLoop running=%s closed=%s debug=%s engine=%s>"
                .formatted(isRunning(), closed, debug, engine());
    }
}
