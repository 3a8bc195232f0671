package dev.rondo;

import dev.rondo.engine.Strand;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs several main tasks one after the other in one loop and one context, and cleans up when it is
 * closed: leftover tasks are cancelled and awaited, the default executor is shut down, the loop is
 * closed.
 *
 * <p>The loop is made at first use. One thread uses a runner. asyncio: {@code Runner}.
 *
 * {@snippet :
 * try (Runner runner = new Runner()) {
 *     runner.run(() -> prepare());
 *     runner.run(() -> serve());
 * }
 * }
 */
public final class Runner implements AutoCloseable {
    private enum State {
        CREATED,
        INITIALISED,
        CLOSED
    }

    private final RunnerOptions options;
    private State state = State.CREATED;
    private @Nullable EventLoop loop;
    private @Nullable Context context;

    /** Creates a runner with the default options. */
    public Runner() {
        this(RunnerOptions.defaults());
    }

    /** Creates a runner. */
    public Runner(RunnerOptions options) {
        this.options = Objects.requireNonNull(options, "options");
    }

    /** Returns its loop, which is made at the first call. asyncio: {@code get_loop}. */
    public EventLoop loop() {
        if (state == State.CLOSED) {
            throw new IllegalStateException("Runner is closed\nMake a new one: new Runner()");
        }
        EventLoop made = loop;
        if (made == null) {
            made = options.loopFactory().get();
            if (options.debug()) {
                made.setDebug(true);
            }
            loop = made;
            context = Context.copyCurrent();
            state = State.INITIALISED;
        }
        return made;
    }

    /**
     * Runs a body as the main task and returns its result. Ctrl-C cancels the task, and those of
     * all runners of the process; a second one ends the process.
     *
     * @throws X what the body threw
     * @throws KeyboardInterrupt if Ctrl-C cancelled the task. Uncaught on this thread it ends the
     *     process with status 130, without a stack trace
     * @throws CancelledError if something else cancelled it
     * @throws IllegalStateException if the runner is closed, or a loop runs on this thread
     */
    public <T extends @Nullable Object, X extends Throwable> T run(Body<T, X> body) throws X {
        return this.<T, X>runIn(null, Bodies.callable(body));
    }

    /** Like {@link #run(Body)}, for a body without a result. */
    public <X extends Throwable> void run(Action<X> body) throws X {
        this.<@Nullable Void, X>runIn(null, Bodies.callable(body));
    }

    /** Runs an awaitable until it is done. See {@link #run(Body)}. */
    public <T extends @Nullable Object> T run(Awaitable<T> awaitable) {
        Objects.requireNonNull(awaitable, "awaitable");
        return this.<T, RuntimeException>runIn(
                null,
                awaitable instanceof Coroutine<T> coroutine
                        ? () -> coroutine.begin().call()
                        : awaitable::await);
    }

    /** Like {@link #run(Body)}, in a context that the task runs in as it is. */
    public <T extends @Nullable Object, X extends Throwable> T run(
            Body<T, X> body, Context inContext) throws X {
        return this.<T, X>runIn(
                Objects.requireNonNull(inContext, "inContext"), Bodies.callable(body));
    }

    private <T extends @Nullable Object, X extends Throwable> T runIn(
            @Nullable Context inContext, Callable<T> body) throws X {
        refuseInLoop("Runner.run()");
        EventLoop made = loop();
        made.refuseRun("Runner.run()");
        Context main = inContext == null ? Objects.requireNonNull(context) : inContext;
        Task<T> task = made.createTask(TaskOptions.defaults().withContext(main), body);
        AtomicInteger interrupts = new AtomicInteger();
        Signals.Restore previous =
                options.handleInterrupt() ? handleInterrupts(task, interrupts) : null;
        try {
            made.runUntil(task);
            return outcome(task);
        } catch (CancelledError e) {
            if (interrupts.get() > 0 && task.uncancel() == 0) {
                UncaughtInterrupt.endsQuietly();
                throw new KeyboardInterrupt(e);
            }
            throw e;
        } finally {
            if (previous != null) {
                previous.run();
            }
        }
    }

    private static <T extends @Nullable Object, X extends Throwable> T outcome(Task<T> task)
            throws X {
        if (task.failed()) {
            Throwable failure = task.retrieveFailure();
            if (failure instanceof TimeoutException e) {
                e.leaveRun();
            }
            throw Rethrow.<X>asIs(failure);
        }
        return task.result();
    }

    /** Lets Ctrl-C cancel a task; only if the program has not taken the signal for itself. */
    private static Signals.@Nullable Restore handleInterrupts(
            Task<?> task, AtomicInteger interrupts) {
        try {
            return Signals.handleTogether("INT", () -> interrupted(task, interrupts));
        } catch (IllegalArgumentException e) {
            return null; // -Xrs keeps signals from the JVM
        }
    }

    private static void interrupted(Task<?> task, AtomicInteger interrupts) {
        EventLoop loop = task.loop();
        if (interrupts.incrementAndGet() == 1 && !task.done()) {
            loop.kernel().enter(new Handle(loop, () -> task.cancel(null), new Context()));
        } else {
            Runtime.getRuntime().exit(UncaughtInterrupt.STATUS);
        }
    }

    /**
     * Cancels what is left, waits for it, shuts the default executor down and closes the loop. Does
     * nothing when the loop was never made or it is closed already. A task that refuses to end
     * within the shutdown time is reported to the exception handler and given up.
     *
     * @throws IllegalStateException if called in a task or callback; the runner stays open
     */
    @Override
    public void close() {
        refuseInLoop("Runner.close()");
        EventLoop made = loop;
        if (state != State.INITIALISED || made == null) {
            state = State.CLOSED;
            return;
        }
        state = State.CLOSED;
        try {
            Shutdown.run(made, options.shutdownTimeout());
        } finally {
            made.close();
            loop = null;
        }
    }

    private static void refuseInLoop(String operation) {
        if (Strand.current() != null) {
            throw Misuse.alreadyRunning(operation);
        }
    }
}
