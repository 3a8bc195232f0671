package dev.rondo;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;

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
public final class TaskGroup {
    private enum State {
        CREATED,
        OPEN,
        CLOSING,
        CLOSED
    }

    private State state = State.CREATED;
    private boolean aborting;
    private @Nullable Task<?> parent;
    private boolean parentCancelRequested; // by this group
    private int depth; // of shielding where the scope stands
    private final Set<Task<?>> running = new LinkedHashSet<>();
    private final List<Throwable> failures = new ArrayList<>();
    private @Nullable KeyboardInterrupt interrupt;
    private @Nullable Future<@Nullable Void> idle; // while the parent waits for the last task

    /** Creates a group that has not begun. */
    public TaskGroup() {}

    // ---- The scope

    /**
     * Runs a body in the scope, waits for all tasks and returns the body's result.
     *
     * @throws ExceptionGroup of what the tasks and the body threw, if anything but a cancellation
     *     was thrown
     * @throws CancelledError if the calling task was cancelled and nothing failed
     * @throws IllegalStateException if the caller is not a task, or the group was used before
     */
    @SuppressWarnings("NullAway") // value is null only when T admits null, or exit() throws
    public <T extends @Nullable Object> T run(GroupBody<T> body) {
        enter();
        T value = null;
        Throwable thrown = null;
        try {
            value = body.run(this);
        } catch (Throwable e) { // every exit passes here; sorted below
            thrown = Objects.requireNonNull(parent).asCancellation(e);
        }
        exit(thrown);
        return value;
    }

    /** Like {@link #run(GroupBody)}, for a body without a result. */
    public void run(GroupAction body) {
        this.<@Nullable Void>run(group -> {
            body.run(group);
            return null;
        });
    }

    private void enter() {
        Task<?> current = Task.currentFor("taskGroup()", null, this);
        if (state != State.CREATED) {
            throw new IllegalStateException(
                    "TaskGroup has already been entered\nMake a new one for every use");
        }
        state = State.OPEN;
        parent = current;
        depth = current.shieldDepth();
    }

    private void exit(@Nullable Throwable thrown) {
        Task<?> self = Objects.requireNonNull(parent);
        state = State.CLOSING;
        CancelledError cancelled = null;
        if (thrown instanceof CancelledError e) {
            cancelled = e;
        } else if (thrown instanceof KeyboardInterrupt e) {
            interrupt = e;
        }
        if (thrown != null && !aborting) {
            abort();
        }
        cancelled = awaitTasks(self, cancelled);
        state = State.CLOSED;
        // The group's own request to cancel the parent is taken back; what remains came from
        // outside.
        boolean outside = cancelled != null;
        if (parentCancelRequested) {
            self.uncancel();
            outside = self.cancellingInside() > 0 && cancelled != null;
        }
        if (interrupt != null) {
            throw interrupt;
        }
        if (thrown != null && !(thrown instanceof CancelledError)) {
            failures.add(thrown);
        }
        if (!failures.isEmpty()) {
            rearm(self);
            throw new ExceptionGroup("unhandled errors in a TaskGroup", failures);
        }
        if (cancelled != null && outside) {
            throw cancelled;
        }
    }

    /** The failures hide a cancellation from outside: the parent gets it at its next suspension. */
    private static void rearm(Task<?> self) {
        if (self.cancellingInside() > 0) {
            self.uncancel();
            self.cancelAtDepth(null, self.shieldDepth());
        }
    }

    private @Nullable CancelledError awaitTasks(Task<?> self, @Nullable CancelledError before) {
        CancelledError cancelled = before;
        while (!running.isEmpty()) {
            Future<@Nullable Void> waiting = self.loop().createFuture();
            idle = waiting;
            try {
                waiting.await();
            } catch (CancelledError e) {
                cancelled = cancelled == null ? e : cancelled;
                if (!aborting) {
                    abort();
                }
            }
            idle = null;
        }
        return cancelled;
    }

    private void abort() {
        aborting = true;
        for (Task<?> task : List.copyOf(running)) {
            task.cancel(null);
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
        Task<?> self = checkOpen();
        Task<T> task = self.loop().createTask(options, body);
        if (task.done()) {
            taskDone(task);
        } else {
            running.add(task);
            task.addListener(
                    new Listener() {
                        @Override
                        void done(Future<?> done) {
                            taskDone(task);
                        }
                    });
        }
        return task;
    }

    private Task<?> checkOpen() {
        Task<?> self = parent;
        if (self == null) {
            throw new IllegalStateException(
                    "TaskGroup has not been entered\nCreate tasks in the body given to run()");
        }
        if (state == State.CLOSED || (state == State.CLOSING && running.isEmpty())) {
            throw new IllegalStateException("TaskGroup is finished; it takes no more tasks");
        }
        if (aborting) {
            throw new IllegalStateException("TaskGroup is shutting down; it takes no more tasks");
        }
        self.loop().checkThread("createTask()");
        return self;
    }

    /**
     * Creates a task in the group and suspends until it says that it is ready.
     *
     * @param body gets the {@link TaskStatus} to say so with
     * @return what the task passed to {@link TaskStatus#started}
     * @throws IllegalStateException if the task ends without having called it
     */
    public <T extends @Nullable Object> T start(StartBody<T> body) {
        Task<?> self = checkOpen();
        Future<T> ready = self.loop().createFuture();
        Task<@Nullable Void> task = createTask(() -> body.run(new TaskStatus<>(ready)));
        task.addListener(
                new Listener() {
                    @Override
                    void done(Future<?> done) {
                        if (!ready.done()) {
                            ready.fail(
                                    new IllegalStateException(
                                            "Task "
                                                    + task.name()
                                                    + " ended without calling started()"));
                        }
                    }
                });
        try {
            return ready.await();
        } catch (CancelledError e) {
            task.cancel(null);
            throw e;
        }
    }

    private void taskDone(Task<?> task) {
        running.remove(task);
        if (task.failed()) {
            failed(task.retrieveFailure());
        }
        Future<@Nullable Void> waiting = idle;
        if (running.isEmpty() && waiting != null && !waiting.done()) {
            waiting.finish(null);
        }
    }

    private void failed(Throwable failure) {
        if (failure instanceof KeyboardInterrupt e && interrupt == null) {
            interrupt = e;
        } else {
            failures.add(failure);
        }
        Task<?> self = Objects.requireNonNull(parent);
        if (!aborting && !parentCancelRequested) {
            abort();
            // The body may be suspended anywhere: only a cancellation ends it. Once it waits for
            // us, we see it anyway.
            if (state == State.OPEN) {
                parentCancelRequested = true;
                self.cancelAtDepth(null, depth);
            }
        }
    }

    /**
     * Ends the group early, without an exception: its tasks and the body are cancelled, and {@code
     * run} returns. May be called before the group begins, and more than once. asyncio: {@code
     * TaskGroup.cancel} (3.15).
     */
    public void cancel() {
        if (aborting || state == State.CLOSED) {
            return;
        }
        abort();
        Task<?> self = parent;
        if (state == State.OPEN && self != null && !parentCancelRequested) {
            parentCancelRequested = true;
            self.cancelAtDepth(null, depth);
        }
    }

    /** Returns the tasks of the group that are not done, in the order of their creation. */
    public List<Task<?>> tasks() {
        return List.copyOf(running);
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
