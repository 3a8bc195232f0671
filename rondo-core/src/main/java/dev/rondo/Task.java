package dev.rondo;

import dev.rondo.engine.OwnFrames;
import dev.rondo.engine.Strand;
import dev.rondo.kernel.Kernel;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * Code that runs beside other tasks on one loop, as a future of its result.
 *
 * <p>Between two suspensions no other task of the loop runs. A task is held by its loop until it is
 * done, so fire-and-forget is safe. asyncio: {@code Task}.
 *
 * <p>Cancellation. {@link #cancel} cancels what the task waits on, so that the wait throws {@link
 * CancelledError}; a task that is not waiting gets it at its next suspension; one that blocks in
 * foreign code (a socket, a JDK lock) is interrupted. A value that the wait has got already is
 * delivered first, and a body that returns keeps its result.
 *
 * <p>The class Cancellation has the table.
 *
 * @param <T> the result
 */
public final class Task<T extends @Nullable Object> extends Future<T> {
    private final long number;
    private @Nullable String name;
    private final Object body; // a Callable, or an Action as the user wrote it
    private final Strand strand;

    // The loop's thread, and the task itself while it runs on it.
    private @Nullable WaitPoint waitingOn; // Invariant: set only while strand.state() == SUSPENDED
    private @Nullable Cancellation cancellation; // from the first request or shield on
    // In the line of the Parking that it waits in.
    @Nullable Task<?> parkedBefore;
    @Nullable Task<?> parkedBehind;
    private @Nullable Object place; // what it brought there; then the error that ended the wait

    /**
     * Creates a task that has not begun.
     *
     * @param body a Callable, or an Action that is none
     */
    Task(EventLoop loop, Object body, TaskOptions options) {
        super(loop);
        Kernel kernel = loop.kernel();
        this.number = kernel.nextNumber();
        this.name = options.name().orElse(null);
        this.body = body;
        Object values = // its own context, or what the creator's holds now
                options.context().isPresent() ? options.context().get() : Context.currentValues();
        this.strand = kernel.newStrand(this, values);
    }

    /** Queues it, or runs it until its first suspension. */
    void start(boolean eager) {
        Strand current = Strand.current();
        if (eager && current != null && current.carrier() == strand.carrier()) {
            current.yieldTo(strand);
        } else {
            strand.carrier().ready(strand);
        }
    }

    void runBody() {
        try {
            finish(callBody());
        } catch (CancelledError e) {
            finishCancelled(e.getMessage(), e.getCause());
        } catch (KeyboardInterrupt e) {
            fail(e);
            markRetrieved(); // by who runs the loop
            loop().kernel().endRun(e);
        } catch (Throwable e) { // whatever ends the body is the task's outcome
            Cancellation known = cancellation;
            if (known != null && known.isAnswer(e)) {
                finishCancelled(known.message(), e);
            } else {
                fail(e);
            }
        } finally {
            strand.ended();
            loop().kernel().forget(strand);
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // an Action's T is Void, which admits null
    private T callBody() throws Throwable {
        if (body instanceof Callable<?> callable) {
            return (T) callable.call();
        }
        ((Action<?>) body).run();
        return null;
    }

    // ---- Identity

    /** Returns its number in its loop, from 1. */
    long number() {
        return number;
    }

    /**
     * Returns the name: the given one, or "Task-N", counted by the loop. asyncio: {@code get_name}.
     */
    public String name() {
        String given = name;
        return given == null ? "Task-" + number : given;
    }

    /** Returns whether somebody gave it a name. */
    boolean isNamed() {
        return name != null;
    }

    /** Changes the name. asyncio: {@code set_name}. */
    public void setName(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /** Returns the context that it runs in. asyncio: {@code get_context}. */
    public Context context() {
        return Context.of(strand);
    }

    /** Returns what it runs: the lambda, or the {@link Coroutine}'s. asyncio: {@code get_coro}. */
    @SuppressWarnings("unchecked")
    public Callable<T> body() {
        Object given = body instanceof Inherited.Heir<?> heir ? heir.given() : body;
        return given instanceof Callable<?> callable
                ? (Callable<T>) callable
                : (Callable<T>) Bodies.callable((Action<?>) given);
    }

    /**
     * Returns where it is suspended or running, innermost frame first, without Rondo's own frames;
     * empty when it is done or not started. asyncio: {@code get_stack}.
     */
    public List<StackTraceElement> stack() {
        boolean inOurWait = strand.state() != Strand.State.RUNNING;
        return Arrays.stream(strand.thread().getStackTrace())
                .dropWhile(frame -> inOurWait && !frame.getClassName().startsWith("dev.rondo."))
                .filter(frame -> !OwnFrames.isOwn(frame))
                .toList();
    }

    Strand strand() {
        return strand;
    }

    // ---- Cancellation

    /**
     * Asks the task to end with {@link CancelledError}. The task may clean up first, or refuse.
     *
     * <p>Any thread: from outside, the request goes through the loop. Each request counts in {@link
     * #cancelling}.
     *
     * @param message the reason, which the error carries; null for none
     * @return false if the task is done
     */
    @Override
    @NullUnmarked // as there
    public boolean cancel(String message) {
        if (done()) {
            return false;
        }
        if (loop().needsThreadsafe()) {
            ThreadDoor.enter(loop(), () -> request(message));
            return true;
        }
        request(message);
        return true;
    }

    private void request(@Nullable String message) {
        if (!done()) {
            cancellation().request(message);
        }
    }

    /** Returns the requests to cancel it, made if there was none. */
    Cancellation cancellation() {
        Cancellation made = cancellation;
        if (made == null) {
            made = new Cancellation(this);
            cancellation = made;
        }
        return made;
    }

    /** Returns the requests to cancel it, or null while there was none. */
    @Nullable Cancellation cancellationOrNull() {
        return cancellation;
    }

    /**
     * Takes back one request to cancel and returns how many remain: the one that was delivered last
     * or, if none was, one that waits for its delivery, which is withdrawn. For code that catches a
     * cancellation of its own making.
     *
     * @throws IllegalStateException on a thread that is not the loop's, while it runs
     */
    public int uncancel() {
        loop().checkThread("uncancel()");
        Cancellation known = cancellation;
        return known == null ? 0 : known.takeBack();
    }

    /** Returns how many requests to cancel were made and not taken back. */
    public int cancelling() {
        Cancellation known = cancellation;
        return known == null ? 0 : known.requests();
    }

    /**
     * Throws a cancellation that waits for delivery. The task itself, at a point without a value.
     */
    void throwIfCancelPending() {
        Cancellation known = cancellation;
        if (known != null) {
            known.throwIfPending();
        }
    }

    /**
     * Returns what ended a body as the cancellation that it is: foreign code answers one with an
     * exception of its own. That counts as its delivery.
     */
    Throwable asCancellation(Throwable thrown) {
        Cancellation known = cancellation;
        return known != null && known.isPending() && known.isAnswer(thrown)
                ? known.deliver(null, thrown)
                : thrown;
    }

    /** Returns the error of a cancellation; it delivers all requests that wait for it. */
    CancelledError deliverCancel(@Nullable String message, @Nullable Throwable cause) {
        Cancellation known = cancellation;
        return known == null
                ? CancelledError.answeredBy(cause, message)
                : known.deliver(message, cause);
    }

    /** Ends its wait in a parking for a cancellation. */
    void leave(Parking parking, @Nullable String message) {
        parking.remove(this);
        place = new CancelledError(message);
        wake();
    }

    void enterShield() {
        cancellation().enterShield();
    }

    void exitShield() {
        cancellation().exitShield();
    }

    // ---- Waiting

    /** Suspends the task, which must be the current one, until {@link #wake}. */
    void suspendOn(WaitPoint point) {
        waitingOn = point;
        try {
            strand.suspend();
        } finally {
            waitingOn = null;
        }
    }

    /** Suspends the task, which must be the current one, until it is woken there. */
    void parkIn(Parking parking, @Nullable Object brought) {
        throwIfCancelPending();
        place = brought;
        parking.add(this);
        try {
            suspendOn(parking);
        } catch (IllegalStateException pinned) {
            parking.remove(this);
            throw pinned;
        }
        Object found = place;
        place = null;
        if (found instanceof CancelledError cancelled) {
            throw deliverCancel(cancelled.getMessage(), null);
        }
    }

    /** Returns what it brought to where it waits. */
    @Nullable Object place() {
        return place;
    }

    /** Ends the wait: the task goes on in its turn. Loop. */
    void wake() {
        waitingOn = null;
        strand.makeReady();
    }

    @Nullable WaitPoint waitingOn() {
        return waitingOn;
    }

    // ---- The current task

    /** Returns the task that the caller runs in, or null. */
    static @Nullable Task<?> currentOrNull() {
        Strand strand = Strand.current();
        return strand != null && strand.owner() instanceof Task<?> task ? task : null;
    }

    /**
     * Returns the current task for an operation that may suspend it.
     *
     * @param loop the loop that it must belong to, or null for any
     */
    static Task<?> currentFor(String operation, @Nullable EventLoop loop, Object subject) {
        Task<?> task = currentOrNull();
        if (task == null) {
            throw Misuse.notInTask(
                    subject instanceof Awaitable<?> ? operation + " of " + subject : operation);
        }
        if (loop != null && task.loop() != loop) {
            throw Misuse.otherLoop(operation, task.name(), subject);
        }
        return task;
    }

    // ---- Showing

    /** Returns what is known of it now. Any thread; then it may be a moment old. */
    public TaskSnapshot snapshot() {
        WaitPoint wait = waitingOn;
        return new TaskSnapshot(
                name(),
                stateNow(),
                wait != null
                        ? Snapshots.text(wait)
                        : isBlocked() ? ForeignWait.of(strand.thread()) : "",
                cancelling(),
                BodyName.of(body),
                created() == null ? List.of() : created().frames());
    }

    /** Whether it sits in foreign code, off the loop's thread. */
    private boolean isBlocked() {
        return strand.state() == Strand.State.RUNNING
                && !done()
                && loop().kernel().holder() != this;
    }

    private TaskSnapshot.State stateNow() {
        return switch (state()) {
            case SUCCESS -> TaskSnapshot.State.FINISHED;
            case FAILED -> TaskSnapshot.State.FAILED;
            case CANCELLED -> TaskSnapshot.State.CANCELLED;
            case RUNNING ->
                    switch (strand.state()) {
                        case READY -> TaskSnapshot.State.READY;
                        case RUNNING, ENDED -> TaskSnapshot.State.RUNNING;
                        case SUSPENDED -> TaskSnapshot.State.WAITING;
                    };
        };
    }

    @Override
    String kind() {
        return "Task";
    }

    @Override
    String shortDetails() {
        return " name='" + name() + "'";
    }

    @Override
    String details() {
        WaitPoint wait = waitingOn;
        return shortDetails()
                + " body="
                + BodyName.of(body)
                + (cancelling() > 0 && !done() ? " cancelling=" + cancelling() : "")
                + (wait == null ? "" : " waiting on " + Snapshots.shortText(wait));
    }
}
