package dev.rondo;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * A result that will be there later, owned by one loop. Tasks {@link #await} it, callbacks hear of
 * it, threads outside the loop {@link #get} it.
 *
 * <pre>
 *            setResult      -> FINISHED
 *   PENDING  setException   -> FAILED
 *            cancel         -> CANCELLED
 * </pre>
 *
 * <p>A long file, since two vocabularies speak of one state.
 *
 * <p>All methods belong to the loop's thread, but {@code get}, {@code isDone}, {@code isCancelled},
 * {@code state} and {@code toCompletableFuture}, which any thread may call. asyncio: {@code
 * Future}; it answers to both vocabularies, asyncio's ({@code done}, {@code result}) and {@link
 * java.util.concurrent.Future}'s ({@code isDone}, {@code resultNow}).
 *
 * {@snippet :
 * Future<String> answer = createFuture();
 * callLater(Duration.ofSeconds(1), () -> answer.setResult("42"));
 * println(answer.await());
 * }
 *
 * @param <T> the result
 */
public sealed class Future<T extends @Nullable Object>
        implements Awaitable<T>, java.util.concurrent.Future<T>, WaitPoint
        permits Task, Gathering, DescribedFuture {
    private static final byte PENDING = 0;
    private static final byte FINISHED = 1;
    private static final byte FAILED = 2;
    private static final byte CANCELLED = 3;

    private final EventLoop loop;
    // Written last by the loop's thread, after outcome; any thread that reads it may then read
    // outcome.
    private volatile byte state;
    // The value, the exception, or of a cancellation the message or what foreign code made of it.
    private @Nullable Object outcome;
    private @Nullable Completion firstCompletion;
    private @Nullable Completion lastCompletion;
    private @Nullable FailureReport report; // while a failure waits to be retrieved
    private final @Nullable CreationTrace created;

    Future(EventLoop loop) {
        this.loop = loop;
        this.created = loop.debug() ? CreationTrace.capture() : null;
    }

    /** Returns the loop that owns it. asyncio: {@code get_loop}. */
    public final EventLoop loop() {
        return loop;
    }

    // ---- Asking

    /**
     * Returns whether it has a result, an exception or was cancelled. Any thread. asyncio: {@code
     * done}.
     */
    public final boolean done() {
        return state != PENDING;
    }

    /** Returns whether it was cancelled. Any thread. asyncio: {@code cancelled}. */
    public final boolean cancelled() {
        return state == CANCELLED;
    }

    /**
     * Returns the result; never suspends. What {@link #setException} was given is thrown: unchecked
     * as it is, checked as the cause of a {@link java.util.concurrent.CompletionException}.
     *
     * @throws InvalidStateException if there is none yet
     * @throws CancelledError if it was cancelled
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // outcome is null only when T admits null
    public final T result() {
        return switch (state) {
            case FINISHED -> (T) outcome;
            case FAILED -> throw Rethrow.unchecked(retrieveFailure());
            case CANCELLED -> throw cancelledError();
            default -> throw Misuse.notSet("Result", this);
        };
    }

    /**
     * Returns the exception, or empty when it finished with a result; never suspends. Counts as
     * retrieving it.
     *
     * @throws InvalidStateException if it is not done
     * @throws CancelledError if it was cancelled
     */
    public final Optional<Throwable> exception() {
        return switch (state) {
            case FINISHED -> Optional.empty();
            case FAILED -> Optional.of(retrieveFailure());
            case CANCELLED -> throw cancelledError();
            default -> throw Misuse.notSet("Exception", this);
        };
    }

    /** Returns an awaitable as a future of a loop: a coroutine as a new task. */
    static <T extends @Nullable Object> Future<T> ensure(Awaitable<T> awaitable, EventLoop loop) {
        if (awaitable instanceof Future<T> future) {
            if (future.loop() != loop) {
                throw Misuse.foreignFuture(future, loop);
            }
            return future;
        }
        return loop.createTask((Coroutine<T>) awaitable);
    }

    // ---- Waiting

    @Override
    public final T await() {
        Task<?> task = Task.currentFor("await()", loop, this);
        if (state == PENDING) {
            awaitDone(task);
        }
        if (state == CANCELLED) {
            throw task.deliverCancel(cancelMessage(), cancelCause());
        }
        Cancellation requests = task.cancellationOrNull();
        if (requests != null) {
            requests.waitEnds(
                    (Object) this instanceof Task<?> waitedFor
                            ? waitedFor.cancellationOrNull()
                            : null);
        }
        if (state == FAILED) {
            Throwable failure = retrieveFailure();
            throw Rethrow.unchecked(
                    failure instanceof Exception && !(failure instanceof RuntimeException)
                            ? failure // the wrapper has the frames
                            : AwaitedBy.noted(failure, task.name()));
        }
        return result();
    }

    private void awaitDone(Task<?> task) {
        if (task == (Object) this) {
            throw Misuse.awaitsItself(task.name());
        }
        Cancellation requests = task.cancellationOrNull();
        if (requests != null && requests.passTo(this) && state != PENDING) {
            task.strand().yieldToOthers(); // a cancellation takes one pass, as in asyncio
            return;
        }
        if (WaitEdges.hasOwners(this)) {
            loop.host().deadlocks().waits(task, this);
        }
        Completion.Waiter waiter = new Completion.Waiter(task);
        addCompletion(waiter);
        try {
            task.suspendOn(this);
        } catch (IllegalStateException pinned) {
            removeCompletion(waiter);
            throw pinned;
        }
        if (state == PENDING) {
            removeCompletion(waiter);
            task.throwIfCancelPending();
        }
    }

    // ---- Completing

    /**
     * Finishes it with a result and queues what waits for it.
     *
     * @throws InvalidStateException if it is done already
     * @throws UnsupportedOperationException if it is a task, which gets its result from its body
     */
    public final void setResult(T value) {
        checkCompletable("setResult");
        complete(FINISHED, value);
    }

    /**
     * Finishes it with an exception and queues what waits for it. If nobody retrieves the
     * exception, the loop's exception handler gets it.
     *
     * @throws InvalidStateException if it is done already
     * @throws UnsupportedOperationException if it is a task, which gets its exception from its body
     */
    public final void setException(Throwable exception) {
        Objects.requireNonNull(exception, "exception");
        checkCompletable("setException");
        fail(exception);
    }

    private void checkCompletable(String operation) {
        if (this instanceof Task<?> task) {
            throw Misuse.ofTask(operation, task.name());
        }
        loop.checkThread(operation + "()");
        if (state != PENDING) {
            throw Misuse.doneBefore(operation, this);
        }
    }

    /** Cancels it. Returns false if it is done already. asyncio: {@code cancel}. */
    public final boolean cancel() {
        return cancel(null);
    }

    /**
     * Cancels it with a reason, which the {@link CancelledError} carries.
     *
     * @param message the reason; null for none
     * @return false if it is done already
     */
    @NullUnmarked // see CONTRIBUTING.md: no overload has an annotated parameter
    public boolean cancel(String message) {
        if (state != PENDING) {
            return false;
        }
        loop.checkThread("cancel()");
        complete(CANCELLED, message);
        return true;
    }

    final void finish(T value) {
        complete(FINISHED, value);
    }

    final void fail(Throwable exception) {
        report = loop.reports().track(this, exception);
        complete(FAILED, exception);
    }

    /** Ends as cancelled, by a request to which foreign code may have answered an exception. */
    final void finishCancelled(@Nullable String message, @Nullable Throwable answer) {
        complete(CANCELLED, answer == null ? message : CancelledError.answeredBy(answer, message));
    }

    /** Returns the error of a cancelled future, with what foreign code answered, if it did. */
    final CancelledError cancelledError() {
        return CancelledError.answeredBy(cancelCause(), cancelMessage());
    }

    private void complete(byte newState, @Nullable Object newOutcome) {
        assert state == PENDING : this;
        outcome = newOutcome;
        state = newState;
        Completion completion = firstCompletion;
        firstCompletion = null;
        lastCompletion = null;
        while (completion != null) {
            Completion next = completion.next;
            if (next != null) { // most have one alone, and nothing to be written
                completion.next = null;
                next.previous = null;
            }
            completion.done(this);
            completion = next;
        }
    }

    // ---- Listening

    /**
     * Has a callback run soon after it is done, in a copy of the current context; at once queued if
     * it is done already. Callbacks run in the order in which they were added, never inside this
     * call. asyncio: {@code add_done_callback}.
     */
    public final void addDoneCallback(Consumer<? super Future<T>> callback) {
        addDoneCallback(callback, Context.copyCurrent());
    }

    /** Like {@link #addDoneCallback(Consumer)}, in a given context. */
    public final void addDoneCallback(Consumer<? super Future<T>> callback, Context context) {
        Objects.requireNonNull(callback, "callback");
        Objects.requireNonNull(context, "context");
        loop.checkThread("addDoneCallback()");
        addCompletion(new Completion.Callback(callback, () -> callback.accept(this), context));
    }

    /**
     * Takes a callback out and returns how often it was there. asyncio: {@code
     * remove_done_callback}.
     */
    public final int removeDoneCallback(Consumer<? super Future<T>> callback) {
        Objects.requireNonNull(callback, "callback");
        loop.checkThread("removeDoneCallback()");
        List<Completion.Callback> callbacks =
                new ArrayList<>(); // equals may change the list itself
        for (Completion l = firstCompletion; l != null; l = l.next) {
            if (l instanceof Completion.Callback c) {
                callbacks.add(c);
            }
        }
        int removed = 0;
        for (Completion.Callback c : callbacks) {
            if (c.key.equals(callback) && removeCompletion(c)) {
                removed++;
            }
        }
        return removed;
    }

    /** Adds a completion, or tells it at once when this is done. */
    final void addCompletion(Completion completion) {
        if (state != PENDING) {
            completion.done(this);
        } else if (lastCompletion == null) {
            firstCompletion = completion;
            lastCompletion = completion;
        } else {
            completion.previous = lastCompletion;
            lastCompletion.next = completion;
            lastCompletion = completion;
        }
    }

    /** Takes a completion out of its list, if it is in that of this future; returns whether. */
    final boolean removeCompletion(Completion completion) {
        Completion before = completion.previous;
        Completion after = completion.next;
        if (state != PENDING || (before == null && firstCompletion != completion)) {
            return false;
        }
        if (before == null) {
            firstCompletion = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            lastCompletion = before;
        } else {
            after.previous = before;
        }
        completion.next = null;
        completion.previous = null;
        return true;
    }

    /** Returns the failure of a failed future and counts as retrieving it. */
    final Throwable retrieveFailure() {
        markRetrieved();
        return (Throwable) Objects.requireNonNull(outcome);
    }

    /** Keeps a failure from being reported as never retrieved. */
    final void markRetrieved() {
        FailureReport pending = report;
        if (pending != null) {
            report = null;
            loop.reports().dismiss(pending);
        }
    }

    final boolean failed() {
        return state == FAILED;
    }

    final @Nullable String cancelMessage() {
        return state != CANCELLED
                ? null
                : outcome instanceof CancelledError error ? error.getMessage() : (String) outcome;
    }

    /** Returns what foreign code threw for the cancellation, if that ended it. */
    final @Nullable Throwable cancelCause() {
        return state == CANCELLED && outcome instanceof CancelledError error
                ? error.getCause()
                : null;
    }

    /** Copies the outcome of another, done future. Does nothing if this is done. */
    @SuppressWarnings("unchecked")
    final void copyOutcome(Future<? extends T> source) {
        if (state == PENDING) {
            switch (source.state) {
                case FINISHED -> complete(FINISHED, source.outcome);
                case FAILED -> fail(source.retrieveFailure());
                default -> complete(CANCELLED, source.outcome);
            }
        }
    }

    // ---- java.util.concurrent.Future, for threads outside the loop

    /**
     * Cancels it, from any thread; the flag means nothing here.
     *
     * @return false if it is done already
     */
    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        if (state != PENDING) {
            return false;
        }
        if (loop.needsThreadsafe()) {
            ThreadDoor.enter(loop, () -> cancel(null));
            return true;
        }
        return cancel(null);
    }

    @Override
    public final boolean isCancelled() {
        return cancelled();
    }

    @Override
    public final boolean isDone() {
        return done();
    }

    /**
     * Returns the result. Blocks a thread outside the loop; in a task it suspends the task.
     *
     * @throws ExecutionException if it failed
     * @throws java.util.concurrent.CancellationException if it was cancelled; its cause is what
     *     foreign code answered, if it did
     * @throws IllegalStateException in a callback of the loop, if it is not done
     */
    @Override
    public final T get() throws InterruptedException, ExecutionException {
        if (!done()) {
            if (loop.kernel().inLoop()) {
                ThreadDoor.awaitInTask(this, Long.MAX_VALUE);
            } else {
                ThreadDoor.block(this, Long.MAX_VALUE);
            }
        }
        return ThreadDoor.report(this);
    }

    /**
     * Like {@link #get()}, for a limited time.
     *
     * @throws java.util.concurrent.TimeoutException if the time is over; the work goes on
     */
    @Override
    public final T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
        Objects.requireNonNull(unit, "unit");
        if (!done()) {
            long nanos = unit.toNanos(timeout);
            if (loop.kernel().inLoop()) {
                ThreadDoor.awaitInTask(this, Math.max(0, nanos));
            } else {
                ThreadDoor.block(this, nanos);
            }
            if (!done()) {
                throw new java.util.concurrent.TimeoutException(
                        "No result within " + timeout + " " + unit + ": " + this);
            }
        }
        return ThreadDoor.report(this);
    }

    @Override
    public final T resultNow() {
        if (state != FINISHED) {
            throw new InvalidStateException("No result: " + this + "\nAsk state() first");
        }
        return result();
    }

    @Override
    public final Throwable exceptionNow() {
        if (state != FAILED) {
            throw new InvalidStateException("No exception: " + this + "\nAsk state() first");
        }
        return retrieveFailure();
    }

    @Override
    public final State state() {
        return switch (state) {
            case PENDING -> State.RUNNING;
            case FINISHED -> State.SUCCESS;
            case FAILED -> State.FAILED;
            default -> State.CANCELLED;
        };
    }

    /**
     * Returns a {@link CompletableFuture} that follows this one; cancelling it cancels this one.
     * Any thread.
     */
    public final CompletableFuture<T> toCompletableFuture() {
        return ThreadDoor.toCompletableFuture(this);
    }

    /**
     * Returns a future of the current loop that follows a stage. See {@link
     * Rondo#wrapFuture(CompletionStage)}.
     */
    static <T extends @Nullable Object> Future<T> follow(EventLoop loop, CompletionStage<T> stage) {
        return ThreadDoor.follow(loop, stage);
    }

    // ---- Showing

    @Nullable CreationTrace created() {
        return created;
    }

    @Nullable Completion firstCompletion() {
        return firstCompletion;
    }

    @Nullable Completion lastCompletion() {
        return lastCompletion;
    }

    String kind() {
        return "Future";
    }

    String details() {
        return "";
    }

    /** Names it inside the text of another future: results and waits may go round in circles. */
    String shortDetails() {
        return "";
    }

    @Override
    public String toString() {
        return FutureText.of(this);
    }

    String outcomeText(boolean inShort) {
        return switch (state) {
            case PENDING -> "pending";
            case FINISHED -> "finished result=" + (inShort ? "..." : Snapshots.shortText(outcome));
            case FAILED -> "finished exception=" + (inShort ? "..." : Snapshots.shortText(outcome));
            default ->
                    cancelMessage() == null ? "cancelled" : "cancelled message=" + cancelMessage();
        };
    }
}
