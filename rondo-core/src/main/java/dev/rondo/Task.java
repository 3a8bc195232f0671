package dev.rondo;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
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
 * <pre>
 *   state       waitingOn  cancel() does
 *   ready       null       remembers it; the next wait throws (a task always starts)
 *   running     null       remembers it; the next wait throws, or is interrupted if it is foreign
 *   blocked     null       remembers it and interrupts the thread
 *   waiting     set        cancels what it waits on
 *   done        null       returns false
 * </pre>
 *
 * @param <T> the result
 */
public final class Task<T extends @Nullable Object> extends Future<T> implements StrandOwner {
    private final long number;
    private @Nullable String name;
    private final Object body; // a Callable, or an Action as the user wrote it
    private final Strand strand;

    // The loop's thread, and the task itself while it runs on it.
    private @Nullable WaitPoint waitingOn; // Invariant: set only while strand.state() == SUSPENDED
    private int cancelRequests;
    private int undelivered; // Invariant: 0 <= undelivered <= cancellingInside()
    private int deliveries; // at this depth, by which a scope knows of that of its request
    private int passedOn; // requests that what it waits on has got instead
    private int passes; // in how many goes, each of which counted as a delivery
    private @Nullable String pendingMessage; // of what is undelivered
    private @Nullable ShieldScope shield; // the innermost one it is in; outside requests wait there
    private boolean interruptSent;
    private boolean passingCancel; // to what it waits on, and whether it came back to this task
    private boolean cancelCameBack;
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
        this.number = kernel.nextTaskNumber();
        this.name = options.name().orElse(null);
        this.body = body;
        Object values = // its own context, or what the creator's holds now
                options.context().isPresent() ? options.context().get() : Context.currentValues();
        this.strand = kernel.engine.newStrand(this, name, values);
        kernel.tasks.add(strand);
    }

    /** Queues it, or runs it until its first suspension. */
    void start(boolean eager) {
        Strand current = Strand.current();
        if (eager && current != null && current.kernel() == strand.kernel()) {
            current.yieldTo(strand);
        } else {
            strand.kernel().ready.add(strand);
        }
    }

    void runBody() {
        try {
            finish(callBody());
        } catch (CancelledError e) {
            finishCancelled(e.getMessage());
        } catch (KeyboardInterrupt e) {
            fail(e);
            markRetrieved(); // by who runs the loop
            strand.kernel().endRun(e);
        } catch (Throwable e) { // whatever ends the body is the task's outcome
            if ((cancelRequests > 0 || interruptSent) && ForeignInterrupt.ended(e)) {
                finishCancelled(pendingMessage);
            } else {
                fail(e);
            }
        } finally {
            strand.ended();
            strand.kernel().tasks.remove(strand);
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

    /**
     * Returns the name: the given one, or "Task-N", counted by the loop. asyncio: {@code get_name}.
     */
    public String name() {
        String given = name;
        return given == null ? "Task-" + number : given;
    }

    /** Changes the name. asyncio: {@code set_name}. */
    public void setName(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /** Returns the context that it runs in. asyncio: {@code get_context}. */
    public Context context() {
        return strand.context();
    }

    /** Returns what it runs: the lambda, or the {@link Coroutine}'s. asyncio: {@code get_coro}. */
    @SuppressWarnings("unchecked")
    public Callable<T> body() {
        return body instanceof Callable<?> callable
                ? (Callable<T>) callable
                : (Callable<T>) Bodies.callable((Action<?>) body);
    }

    /**
     * Returns where it is suspended or running, innermost frame first, without Rondo's own frames;
     * empty when it is done or not started. asyncio: {@code get_stack}.
     */
    public List<StackTraceElement> stack() {
        boolean inOurWait = strand.state() != Strand.State.RUNNING;
        return Arrays.stream(strand.thread().getStackTrace())
                .dropWhile(frame -> inOurWait && !frame.getClassName().startsWith("dev.rondo."))
                .filter(frame -> !CreationTrace.isOwn(frame))
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
    public boolean cancel(@Nullable String message) {
        if (done()) {
            return false;
        }
        if (loop().needsThreadsafe()) {
            ThreadDoor.enter(loop(), () -> cancelAtDepth(message, 0));
            return true;
        }
        return cancelAtDepth(message, 0);
    }

    /**
     * Cancels on behalf of a scope of the task itself, which was entered at a depth of shielding.
     */
    boolean cancelAtDepth(@Nullable String message, int depth) {
        if (done()) {
            return false;
        }
        if (passingCancel) {
            cancelCameBack = true;
            return true;
        }
        cancelRequests++;
        ShieldScope scope = shield;
        if (scope != null && depth < scope.depth) {
            scope.defer(depth, message);
            return true;
        }
        WaitPoint wait = waitingOn;
        if (wait == null) {
            setUndelivered(undelivered + 1, message);
        } else if (passCancel(wait, message)) {
            passed(1);
        } else {
            setUndelivered(undelivered + 1, message);
            if (cancelCameBack) {
                wake(); // tasks that wait for each other in a circle: it is cut here
            }
        }
        return true;
    }

    /** Cancels what it waits on; returns false if that cannot be or waits for this task itself. */
    private boolean passCancel(WaitPoint wait, @Nullable String message) {
        passingCancel = true;
        cancelCameBack = false;
        try {
            boolean taken =
                    switch (wait) {
                        case Future<?> future -> future.cancel(message);
                        case Parking parking -> cancelParking(parking, message);
                        case Sleep sleep -> sleep.cancelWait(message);
                    };
            return taken && !cancelCameBack;
        } finally {
            passingCancel = false;
        }
    }

    private boolean cancelParking(Parking parking, @Nullable String message) {
        parking.remove(this);
        place = new CancelledError(message);
        wake();
        return true;
    }

    /** Has requests wait for delivery. A scope's request has no message and keeps the others'. */
    private void setUndelivered(int requests, @Nullable String message) {
        undelivered = requests;
        pendingMessage = message == null ? pendingMessage : message;
        interruptOrWatch();
    }

    /** Interrupts it if it blocks in foreign code, or has the loop look out for that. */
    private void interruptOrWatch() {
        if (undelivered == 0 || done()) {
            return;
        }
        if (isBlocked()) {
            interruptSent = true;
            strand.thread().interrupt();
        } else {
            strand.kernel().undelivered.add(this);
        }
    }

    /**
     * Returns whether the loop need not look out for it any more. If it has come to block with a
     * cancellation pending, it is interrupted soon: on a strand, since an interrupt may close a
     * channel.
     */
    boolean settlesCancel() {
        if (undelivered == 0 || done()) {
            return true;
        }
        if (isBlocked()) {
            strand.kernel().callSoon(this::interruptOrWatch);
            return true;
        }
        return false;
    }

    /** Whether it sits in foreign code, off the loop's thread or about to come back to it. */
    private boolean isBlocked() {
        return strand.state() == Strand.State.RUNNING && Strand.current() != strand;
    }

    /**
     * Takes back one request to cancel and returns how many remain. At 0 a request that was not
     * delivered yet is withdrawn. For code that catches a cancellation of its own making, as {@link
     * Timeout} does.
     */
    public int uncancel() {
        if (cancelRequests > 0) {
            cancelRequests--;
            if (shield != null) {
                shield.withdraw(cancelRequests);
            }
            undelivered = Math.min(undelivered, cancellingInside());
            if (undelivered == 0) {
                clearPendingCancel();
            }
        }
        return cancelRequests;
    }

    /** Returns how many requests to cancel were made and not taken back. */
    public int cancelling() {
        return cancelRequests;
    }

    /** Like {@link #cancelling}, without the requests that the shielded scope keeps out. */
    int cancellingInside() {
        return shield == null ? cancelRequests : shield.own(cancelRequests);
    }

    /** Returns how many requests wait for delivery. */
    int undelivered() {
        return undelivered;
    }

    /** Returns how often a cancellation was delivered at a depth of shielding. */
    int deliveriesAt(int depth) {
        int count = deliveries;
        for (ShieldScope s = shield; s != null && s.depth > depth; s = s.outer) {
            count = s.deliveriesBefore;
        }
        return count;
    }

    /** Takes a scope's request back, of which the scope knows whether it was delivered. */
    void takeBackCancel(boolean delivered) {
        if (!delivered && undelivered > 0) {
            undelivered--;
        }
        uncancel();
    }

    /** Has requests delivered again, since what was thrown for them did not get through. */
    void repeatCancel(int requests, @Nullable String message) {
        if (requests > undelivered) {
            setUndelivered(requests, pendingMessage == null ? message : null);
        }
    }

    private void clearPendingCancel() {
        undelivered = 0;
        pendingMessage = null;
        clearInterrupt();
    }

    /** Takes our interrupt back, as far as foreign code has not; only the task itself can. */
    private void clearInterrupt() {
        if (interruptSent && Strand.current() == strand) {
            interruptSent = false;
            Thread.interrupted();
        }
    }

    /**
     * Throws a cancellation that waits for delivery. The task itself, at a point without a value.
     */
    void throwIfCancelPending() {
        if (undelivered > 0) {
            throw deliverCancel(pendingMessage);
        }
        clearInterrupt(); // of a request that was withdrawn
    }

    /**
     * Returns what ended a body as the cancellation that it is: foreign code answers one with an
     * exception of its own. That counts as its delivery.
     */
    Throwable asCancellation(Throwable thrown) {
        return undelivered > 0 && ForeignInterrupt.ended(thrown)
                ? deliverCancel(pendingMessage)
                : thrown;
    }

    /** Returns the error of a cancellation; it delivers all requests that wait for it. */
    CancelledError deliverCancel(@Nullable String message) {
        CancelledError error = new CancelledError(message == null ? pendingMessage : message);
        if (undelivered > 0) {
            deliveries++;
            clearPendingCancel();
        }
        return error;
    }

    /**
     * Passes a pending cancellation on to what the task is about to wait on; returns whether it
     * took it.
     */
    boolean passCancelTo(WaitPoint point) {
        if (undelivered > 0 && passCancel(point, pendingMessage)) {
            passed(undelivered);
            clearPendingCancel();
            return true;
        }
        if (undelivered > 0 && cancelCameBack) {
            throw deliverCancel(pendingMessage);
        }
        clearInterrupt();
        return false;
    }

    private void passed(int requests) {
        deliveries++;
        passes++;
        passedOn += requests;
    }

    /**
     * The wait for a task is over. If that one has returned without having seen the requests that
     * were passed on to it, they come back, to be delivered at the next suspension.
     */
    void takePassedBack(Future<?> waitedFor) {
        if (passedOn > 0 && waitedFor instanceof Task<?> task && task.undelivered > 0) {
            deliveries -= passes;
            setUndelivered(undelivered + passedOn, task.pendingMessage);
        }
    }

    void beginWait() {
        passedOn = 0;
        passes = 0;
    }

    int shieldDepth() {
        return shield == null ? 0 : shield.depth;
    }

    void enterShield() {
        ShieldScope scope = new ShieldScope(shield, cancelRequests, deliveries);
        if (undelivered > 0) {
            scope.hold(undelivered, pendingMessage);
            clearPendingCancel();
        }
        shield = scope;
    }

    void exitShield() {
        ShieldScope ended = Objects.requireNonNull(shield);
        shield = ended.outer;
        deliveries = ended.deliveriesBefore;
        if (ended.held() > 0) {
            setUndelivered(undelivered + ended.held(), ended.message());
        }
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
            throw deliverCancel(cancelled.getMessage());
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
            throw Misuse.notInTask(operation, subject);
        }
        if (loop != null && task.loop() != loop) {
            throw Misuse.otherLoop(operation, task, subject);
        }
        return task;
    }

    // ---- Showing

    /** Returns what is known of it now. Any thread; then it may be a moment old. */
    public TaskSnapshot snapshot() {
        WaitPoint wait = waitingOn;
        return new TaskSnapshot(
                name(),
                Snapshots.stateOf(this),
                wait == null ? "" : wait.toString(),
                cancelRequests,
                created() == null ? List.of() : created().frames());
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
                + (cancelRequests > 0 && !done() ? " cancelling=" + cancelRequests : "")
                + (wait == null ? "" : " waiting on " + Snapshots.shortText(wait));
    }
}
