package dev.rondo;

import dev.rondo.kernel.Deadline;
import dev.rondo.kernel.Kernel;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A scope whose body is cancelled when a deadline passes; the scope then throws {@link
 * TimeoutException}, outside of the body only. Scopes nest, and the deadline can be moved. Used
 * once.
 *
 * <pre>
 *   CREATED --run()--> ENTERED --deadline--> EXPIRING --body ends--> EXPIRED
 *                         `---------------body ends----------------> EXITED
 * </pre>
 *
 * <p>Belongs to the task that runs it. asyncio: {@code Timeout}; {@link Rondo#timeout} is the
 * shorthand.
 *
 * {@snippet :
 * Timeout limit = Timeout.after(Duration.ofSeconds(5));
 * limit.run(() -> {
 *     while (receive()) {
 *         limit.reschedule(loop.time().plusSeconds(5)); // five more for each message
 *     }
 * });
 * }
 */
public final class Timeout {
    private enum State {
        CREATED("created"),
        ENTERED("active"),
        EXPIRING("expiring"),
        EXPIRED("expired"),
        EXITED("finished");

        private final String text;

        State(String text) {
            this.text = text;
        }
    }

    private State state = State.CREATED;
    private static final long NEVER = Long.MAX_VALUE;

    private long delayNanos; // from the begin of run(); -1 when it was given as a point in time
    private long whenNanos;
    private @Nullable Task<?> task; // from run() on
    private long entered; // what CancelScope has to know of that moment
    private @Nullable CancelScope scope; // from the deadline on: most scopes do not come to it
    private @Nullable Expiry expiry; // the one that is set

    private Timeout(long delayNanos, long whenNanos) {
        this.delayNanos = delayNanos;
        this.whenNanos = whenNanos;
    }

    /** Returns a scope whose time begins when it is run. Not negative. */
    public static Timeout after(Duration delay) {
        return new Timeout(Delay.nanos("timeout()", Objects.requireNonNull(delay, "delay")), NEVER);
    }

    /**
     * Returns a scope that ends at a point in {@link EventLoop#time}; one in the past ends it at
     * its first wait.
     */
    public static Timeout at(Duration when) {
        return new Timeout(-1, Delay.saturated(Objects.requireNonNull(when, "when")));
    }

    /** Returns a scope without a deadline, to be given one by {@link #reschedule}. */
    public static Timeout never() {
        return new Timeout(-1, NEVER);
    }

    /**
     * Returns the deadline in {@link EventLoop#time}, or empty when there is none or it has not
     * begun.
     */
    public Optional<Duration> when() {
        return whenNanos == NEVER ? Optional.empty() : Optional.of(Duration.ofNanos(whenNanos));
    }

    /** Returns whether the deadline passed while the body ran. */
    public boolean expired() {
        return state == State.EXPIRING || state == State.EXPIRED;
    }

    /**
     * Moves the deadline to a point in {@link EventLoop#time}.
     *
     * @throws IllegalStateException if the scope has not begun, is over or expired
     */
    public void reschedule(Duration newWhen) {
        reschedule(Optional.of(Objects.requireNonNull(newWhen, "newWhen")));
    }

    /** Like {@link #reschedule(Duration)}; empty takes the deadline away. */
    public void reschedule(Optional<Duration> newWhen) {
        Objects.requireNonNull(newWhen, "newWhen");
        if (state != State.ENTERED) {
            throw new IllegalStateException(
                    state == State.CREATED
                            ? "Timeout has not been entered"
                            : "Cannot change state of " + state.text + " Timeout");
        }
        Task<?> current = running();
        current.loop().checkThread("reschedule()");
        stopTimer(current.loop().kernel());
        delayNanos = -1;
        whenNanos = newWhen.isEmpty() ? NEVER : Delay.saturated(newWhen.get());
        Kernel kernel = current.loop().kernel();
        startTimer(kernel, current, kernel.clock().nanoTime());
    }

    private Task<?> running() {
        return Objects.requireNonNull(task);
    }

    private void startTimer(Kernel kernel, Task<?> current, long now) {
        if (whenNanos == NEVER) {
            return;
        }
        Expiry next = new Expiry(current);
        expiry = next;
        if (whenNanos <= now) {
            next.queue(kernel); // before what the body makes ready from here on
        } else {
            kernel.startTimer(next, whenNanos);
        }
    }

    private void stopTimer(Kernel kernel) {
        if (expiry != null) {
            kernel.stopTimer(expiry);
            expiry = null;
        }
    }

    /** The deadline in the timer heap, then in the ready queue. */
    private final class Expiry extends Deadline {
        private final Task<?> task;

        Expiry(Task<?> task) {
            this.task = task;
        }

        @Override
        protected void expire(Kernel kernel) {
            if (task.waitingOn() instanceof Sleep sleep
                    && sleep.deadlineNanos() <= kernel.clock().nanoTime()) {
                cancel(); // the sleep is due too; timers fire in their order, so it is cut short
            } else {
                queue(kernel); // it may interrupt a thread, which the bare loop must not do
            }
        }

        @Override
        public String purpose() {
            return task.name() + ", timeout";
        }

        void queue(Kernel kernel) {
            kernel.ready(new Handle(task.loop(), this::cancel, new Context()));
        }

        private void cancel() {
            if (expiry == this) { // neither moved nor over since
                assert state == State.ENTERED : Timeout.this;
                expiry = null;
                state = State.EXPIRING;
                CancelScope made = new CancelScope(task, entered);
                scope = made;
                made.cancel();
            }
        }
    }

    /**
     * Runs a body in the scope and returns its result.
     *
     * @throws X what the body threw
     * @throws TimeoutException if the deadline passed and the body ended for it
     * @throws IllegalStateException if the caller is not a task, or the scope was used before
     */
    public <T extends @Nullable Object, X extends Throwable> T run(Body<T, X> body) throws X {
        Objects.requireNonNull(body, "body");
        enter();
        T value;
        try {
            value = body.run();
        } catch (Throwable e) { // every exit passes here; all are rethrown
            throw Rethrow.<X>asIs(exitWith(e));
        }
        exit();
        return value;
    }

    /** Like {@link #run(Body)}, for a body without a result. */
    public <X extends Throwable> void run(Action<X> body) throws X {
        Objects.requireNonNull(body, "body");
        this.<@Nullable Void, X>run(() -> {
            body.run();
            return null;
        });
    }

    private void enter() {
        Task<?> current = Task.currentFor("timeout()", null, this);
        if (state != State.CREATED) {
            throw new IllegalStateException(
                    "Timeout has already been entered\nMake a new one for every use");
        }
        state = State.ENTERED;
        task = current;
        entered = CancelScope.entering(current);
        Kernel kernel = current.loop().kernel();
        long now = kernel.clock().nanoTime();
        if (delayNanos >= 0) {
            whenNanos = Delay.deadline(now, delayNanos);
        }
        startTimer(kernel, current, now);
    }

    /** Ends the scope of a body that returned; its result counts, even if it is late. */
    private void exit() {
        stopTimer(running().loop().kernel());
        CancelScope ended = scope;
        if (ended != null) {
            ended.takeBack();
        }
        state = state == State.EXPIRING ? State.EXPIRED : State.EXITED;
    }

    /** Ends the scope of a body that threw; returns what the scope throws. */
    private Throwable exitWith(Throwable thrown) {
        stopTimer(running().loop().kernel());
        CancelScope ended = scope;
        if (ended == null) {
            state = State.EXITED;
            return thrown;
        }
        state = State.EXPIRED;
        Throwable outcome = ended.task().asCancellation(thrown);
        boolean delivered = ended.takeBack();
        if (ended.cancelled()) { // by others too: theirs is never hidden
            return outcome instanceof CancelledError error ? ended.deliver(error) : outcome;
        }
        if (outcome instanceof CancelledError) {
            return new TimeoutException(expiredText(), thrown);
        }
        if (delivered) {
            thrown.addSuppressed(new TimeoutException(expiredText())); // what it was thrown in
        }
        return thrown;
    }

    private String expiredText() {
        return "The timeout "
                + (delayNanos >= 0
                        ? "of " + Delay.text(delayNanos)
                        : "at " + Delay.text(whenNanos) + " of the loop's time")
                + " was over in task "
                + running().name();
    }

    @Override
    public String toString() {
        return "<Timeout ["
                + state.text
                + "]"
                + (state != State.ENTERED
                        ? ""
                        : " when=" + when().map(Duration::toString).orElse("never"))
                + ">";
    }
}
