package dev.rondo;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A scope that does not end before the tasks created in it are done. When one fails, the others and
 * the body are cancelled, and the scope throws all failures as one {@link ExceptionGroup}. Used
 * once.
 *
 * <p>Belongs to the task that runs it. asyncio: {@code TaskGroup}; {@link Rondo#taskGroup} is the
 * shorthand.
 *
 * <pre>
 *   CREATED --run()--> OPEN --body ends--> CLOSING --last task done--> CLOSED
 *   aborting: a task or the body failed, the caller was cancelled, or cancel(): no task may begin
 * </pre>
 *
 * {@snippet :
 * taskGroup(g -> {
 *     Task<String> a = g.createTask(() -> fetch("a"));
 *     Task<String> b = g.createTask(() -> fetch("b"));
 * }); // both are done here
 * }
 */
public final class TaskGroup implements Owned {
    private enum State {
        CREATED,
        OPEN,
        CLOSING,
        CLOSED
    }

    private static final int NAMES_SHOWN = 5;

    private State state = State.CREATED;
    private boolean aborting;
    private @Nullable CancelScope scope; // from run() on
    private final Set<Task<?>> running = new LinkedHashSet<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<String> failed = new ArrayList<>(); // whose they are
    private @Nullable KeyboardInterrupt interrupt;
    private final Parking idle = new Parking("the end of", this); // the parent, for the last task

    /** Creates a group that has not begun. */
    public TaskGroup() {}

    // ---- The scope

    /**
     * Runs a body in the scope and waits for all tasks.
     *
     * @throws ExceptionGroup of what the tasks and the body threw, if anything but a cancellation
     *     was thrown
     * @throws CancelledError if the calling task was cancelled and nothing failed
     * @throws IllegalStateException if the caller is not a task, or the group was used before
     */
    public void run(GroupAction body) {
        Objects.requireNonNull(body, "body");
        this.<@Nullable Void>runResult(group -> {
            body.run(group);
            return null;
        });
    }

    /**
     * Like {@link #run}, and returns the body's result. It has a name of its own since the compiler
     * cannot tell which of two bodies {@code group -> call(group)} is.
     */
    @SuppressWarnings("NullAway") // value is null only when T admits null, or exit() throws
    public <T extends @Nullable Object> T runResult(GroupBody<T> body) {
        Objects.requireNonNull(body, "body");
        enter();
        T value = null;
        Throwable thrown = null;
        try {
            value = body.run(this);
        } catch (Throwable e) { // every exit passes here; sorted below
            thrown = Objects.requireNonNull(scope).task().asCancellation(e);
        }
        exit(thrown);
        return value;
    }

    private void enter() {
        Task<?> current = Task.currentFor("taskGroup()", null, this);
        if (state != State.CREATED) {
            throw new IllegalStateException(
                    "TaskGroup has already been entered\nMake a new one for every use");
        }
        state = State.OPEN;
        CancelScope entered = new CancelScope(current);
        scope = entered;
        if (aborting) { // cancel() came first
            entered.cancel();
        }
    }

    private void exit(@Nullable Throwable thrown) {
        CancelScope ended = Objects.requireNonNull(scope);
        state = State.CLOSING;
        boolean cancelledByGroup = ended.requested();
        ended.takeBack(); // what is requested from here on comes from outside
        CancelledError inBody = thrown instanceof CancelledError e ? e : null;
        if (thrown != null && inBody == null) {
            addFailure(thrown, "the body");
        }
        if (thrown != null) {
            abort();
        }
        CancelledError inWait = awaitTasks();
        state = State.CLOSED;
        CancelledError cancellation = moreTelling(inBody, inWait);
        if (interrupt != null || !failures.isEmpty()) {
            ended.repeat(cancellation);
            throwFailures(ended.task().loop());
        }
        if (cancellation != null && (ended.cancelled() || !cancelledByGroup)) {
            throw ended.deliver(cancellation);
        }
    }

    /** Of two errors of one cancellation, the one with a message: it comes from outside. */
    private static @Nullable CancelledError moreTelling(
            @Nullable CancelledError first, @Nullable CancelledError second) {
        return second == null || (first != null && first.getMessage() != null) ? first : second;
    }

    private void throwFailures(EventLoop loop) {
        KeyboardInterrupt first = interrupt;
        if (first == null) {
            int more = failed.size() - NAMES_SHOWN;
            throw new ExceptionGroup(
                    "unhandled errors in a TaskGroup, of "
                            + String.join(
                                    ", ", failed.subList(0, Math.min(failed.size(), NAMES_SHOWN)))
                            + (more > 0 ? " and " + more + " more" : ""),
                    failures);
        }
        for (Throwable hidden : failures) {
            loop.callExceptionHandler(
                    new ExceptionContext(
                            "A failure in a TaskGroup was not thrown, since KeyboardInterrupt ended"
                                    + " it",
                            hidden));
        }
        throw first;
    }

    /** Suspends the parent until no task is left; returns how it was cancelled meanwhile. */
    private @Nullable CancelledError awaitTasks() {
        CancelledError cancelled = null;
        while (!running.isEmpty()) {
            try {
                idle.await();
            } catch (CancelledError e) {
                cancelled = e;
                abort();
            }
        }
        return cancelled;
    }

    /** Cancels the tasks, once; no more may begin. */
    private void abort() {
        if (!aborting) {
            aborting = true;
            List.copyOf(running).forEach(Task::cancel);
        }
    }

    /** Aborts, and ends the body. */
    private void stop() {
        abort();
        // The body may be suspended anywhere: only a cancellation ends it. A parent that waits for
        // the tasks needs none.
        if (state == State.OPEN) {
            Objects.requireNonNull(scope).cancel();
        }
    }

    // ---- Tasks

    /** Creates a task in the group. See {@link #createTask(TaskOptions, Callable)}. */
    public <T extends @Nullable Object> Task<T> createTask(Callable<T> body) {
        return createTask(TaskOptions.defaults(), body);
    }

    /** Creates a task without a result in the group. */
    public Task<@Nullable Void> createTask(Action<?> body) {
        return createTask(TaskOptions.defaults(), Bodies.callable(body));
    }

    /** Creates a named task in the group. */
    public <T extends @Nullable Object> Task<T> createTask(String name, Callable<T> body) {
        return createTask(TaskOptions.named(name), body);
    }

    /** Creates a named task without a result in the group. */
    public Task<@Nullable Void> createTask(String name, Action<?> body) {
        return createTask(TaskOptions.named(name), Bodies.callable(body));
    }

    /**
     * Creates a task in the group that runs a coroutine. If the group refuses it, the coroutine is
     * closed.
     */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        Objects.requireNonNull(coroutine, "coroutine");
        try {
            checkOpen();
        } catch (IllegalStateException e) {
            coroutine.close();
            throw e;
        }
        return createTask(TaskOptions.named(coroutine.name()), coroutine.begin());
    }

    /**
     * Creates a task in the group, with options.
     *
     * @throws IllegalStateException if the group has not begun, is over, or shuts down after a
     *     failure
     */
    public <T extends @Nullable Object> Task<T> createTask(TaskOptions options, Callable<T> body) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(body, "body");
        return begin(checkOpen(), options, body, null);
    }

    /** Creates a task in the group, with options, without a result. */
    public Task<@Nullable Void> createTask(TaskOptions options, Action<?> body) {
        return createTask(options, Bodies.callable(body));
    }

    private <T extends @Nullable Object> Task<T> begin(
            EventLoop loop, TaskOptions options, Callable<T> body, @Nullable Future<?> ready) {
        Task<T> task = loop.createTask(options, body);
        if (task.done()) {
            taskDone(task, ready);
            return task;
        }
        running.add(task);
        task.addCompletion(new Membership(this, task, ready));
        if (aborting) { // since its eager start: it was not among those that abort() cancelled
            task.cancel();
        }
        return task;
    }

    private EventLoop checkOpen() {
        CancelScope entered = scope;
        if (entered == null) {
            throw new IllegalStateException(
                    "TaskGroup has not been entered\nCreate tasks in the body given to run()");
        }
        EventLoop loop = entered.task().loop();
        loop.checkThread("createTask()");
        if (state == State.CLOSED || (state == State.CLOSING && running.isEmpty())) {
            throw new IllegalStateException("TaskGroup is finished; it takes no more tasks");
        }
        if (aborting) {
            throw new RefusedTaskException(this);
        }
        return loop;
    }

    /**
     * Creates a task in the group and suspends until it says that it is ready.
     *
     * <p>Until then its failure is the caller's: it is thrown here, and the group goes on. If the
     * caller is cancelled while it waits, so is the task, and its clean-up is awaited.
     *
     * @param body gets the {@link TaskStatus} to say so with
     * @return what the task passed to {@link TaskStatus#started}
     * @throws IllegalStateException if the task returned or was cancelled without having called it,
     *     or the group takes no tasks
     */
    public <T extends @Nullable Object> T start(StartBody<T> body) {
        Objects.requireNonNull(body, "body");
        EventLoop loop = checkOpen();
        Task.currentFor("start()", loop, this);
        Future<T> ready = loop.createFuture();
        Callable<@Nullable Void> code = Bodies.callable(() -> body.run(new TaskStatus<>(ready)));
        Task<@Nullable Void> task = begin(loop, TaskOptions.defaults(), code, ready);
        try {
            return ready.await();
        } catch (CancelledError e) {
            cancelAndAwait(task, e);
            throw e;
        }
    }

    /** Lets a task clean up before its caller goes on; cancelled again, the caller insists. */
    private static void cancelAndAwait(Task<?> task, CancelledError first) {
        String message = first.getMessage();
        while (!task.done()) {
            task.cancel(message);
            try {
                WaitFamily.waitFor(
                        "start()", List.of(task), WaitFamily.Until.ALL_COMPLETED, Long.MAX_VALUE);
            } catch (CancelledError again) {
                message = again.getMessage();
            }
        }
    }

    private void taskDone(Task<?> task, @Nullable Future<?> ready) {
        running.remove(task);
        if (ready != null && !ready.done()) {
            ready.fail(whyNotReady(task));
        } else if (task.failed()) {
            addFailure(task.retrieveFailure(), task.name());
            stop();
        }
        if (running.isEmpty()) {
            idle.wakeAll();
        }
    }

    private static Throwable whyNotReady(Task<?> task) {
        return task.failed()
                ? task.retrieveFailure()
                : new IllegalStateException(
                        "Task "
                                + task.name()
                                + (task.cancelled() ? " was cancelled" : " ended")
                                + " without calling started()");
    }

    /** A task's place in its group, by which the wait graph finds the group. */
    static final class Membership extends Completion {
        private final TaskGroup group;
        private final Task<?> task;
        private final @Nullable Future<?> ready;

        Membership(TaskGroup group, Task<?> task, @Nullable Future<?> ready) {
            this.group = group;
            this.task = task;
            this.ready = ready;
        }

        @Override
        @Nullable Task<?> parent() {
            CancelScope entered = group.scope;
            return entered == null ? null : entered.task();
        }

        @Override
        void done(Future<?> done) {
            group.taskDone(task, ready);
        }
    }

    /** Collects what went wrong, without what only follows from that. */
    private void addFailure(Throwable failure, String of) {
        if (failure instanceof KeyboardInterrupt e) {
            interrupt = interrupt == null ? e : interrupt;
        } else if (!(failure instanceof RefusedTaskException e && e.isOf(this))
                && failures.stream().noneMatch(known -> isSame(known, failure))) {
            failures.add(failure);
            failed.add(of);
        }
    }

    /** Whether a failure is one that was awaited: rethrown as it is, or wrapped if checked. */
    private static boolean isSame(Throwable known, Throwable failure) {
        return failure == known
                || (failure instanceof CompletionException && failure.getCause() == known);
    }

    /**
     * Ends the group early, without an exception: its tasks and the body are cancelled, and {@code
     * run} returns, without a result if the body had to be cut short. May be called before the
     * group begins, then its body is cancelled at the first suspension, and more than once. What
     * fails in the clean-up is thrown nevertheless. asyncio: {@code TaskGroup.cancel} (3.15).
     */
    public void cancel() {
        CancelScope entered = scope;
        if (entered == null) {
            aborting = true; // run() will see it
        } else if (state != State.CLOSED) {
            entered.task().loop().checkThread("cancel()");
            stop();
        }
    }

    /** Returns the tasks of the group that are not done, in the order of their creation. */
    public List<Task<?>> tasks() {
        return List.copyOf(running);
    }

    /** Returns the tasks without which it does not end: those of {@link #tasks}. */
    @Override
    public Set<Task<?>> owners() {
        return java.util.Collections.unmodifiableSet(running);
    }

    @Override
    public String bond() {
        return "is in";
    }

    @Override
    public String toString() {
        return "<TaskGroup"
                + (running.isEmpty() ? "" : " tasks=" + running.size())
                + (failures.isEmpty() ? "" : " errors=" + failures.size())
                + (aborting ? " cancelling" : state == State.OPEN ? " entered" : "")
                + ">";
    }
}
