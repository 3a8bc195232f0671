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
    private static final String EXPIRED_TEXT = "The deadline passed before the body was done";

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
    private final @Nullable Duration delay; // relative, until run() makes it absolute
    private @Nullable Duration when;
    private @Nullable CancelScope scope; // from run() on
    private @Nullable Expiry expiry; // the one that is set

    private Timeout(@Nullable Duration delay, @Nullable Duration when) {
        this.delay = delay;
        this.when = when;
    }

    /** Returns a scope whose time begins when it is run. Not negative. */
    public static Timeout after(Duration delay) {
        Delay.nanos("timeout()", Objects.requireNonNull(delay, "delay"));
        return new Timeout(delay, null);
    }

    /**
     * Returns a scope that ends at a point in {@link EventLoop#time}; one in the past ends it at
     * its first wait.
     */
    public static Timeout at(Duration when) {
        return new Timeout(null, Objects.requireNonNull(when, "when"));
    }

    /** Returns a scope without a deadline, to be given one by {@link #reschedule}. */
    public static Timeout never() {
        return new Timeout(null, null);
    }

    /**
     * Returns the deadline in {@link EventLoop#time}, or empty when there is none or it has not
     * begun.
     */
    public Optional<Duration> when() {
        return Optional.ofNullable(when);
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
        CancelScope current = scope;
        if (state != State.ENTERED || current == null) {
            throw new IllegalStateException(
                    state == State.CREATED
                            ? "Timeout has not been entered"
                            : "Cannot change state of " + state.text + " Timeout");
        }
        EventLoop loop = current.task().loop();
        loop.checkThread("reschedule()");
        stopTimer(loop.kernel());
        when = newWhen.orElse(null);
        if (when != null) {
            startTimer(loop.kernel(), current, Delay.saturated(when));
        }
    }

    private void startTimer(Kernel kernel, CancelScope current, long whenNanos) {
        Expiry next = new Expiry(current);
        expiry = next;
        if (whenNanos <= kernel.clock().nanoTime()) {
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
        private final CancelScope scope;

        Expiry(CancelScope scope) {
            this.scope = scope;
        }

        @Override
        protected void expire(Kernel kernel) {
            if (scope.task().waitingOn() instanceof Sleep sleep
                    && sleep.deadlineNanos() <= kernel.clock().nanoTime()) {
                cancel(); // the sleep is due too; timers fire in their order, so it is cut short
            } else {
                queue(kernel); // it may interrupt a thread, which the bare loop must not do
            }
        }

        void queue(Kernel kernel) {
            kernel.ready(new Handle(scope.task().loop(), this::cancel, new Context()));
        }

        private void cancel() {
            if (expiry == this) { // neither moved nor over since
                assert state == State.ENTERED : Timeout.this;
                expiry = null;
                state = State.EXPIRING;
                scope.cancel();
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
        scope = new CancelScope(current);
        if (delay != null) {
            long now = current.loop().kernel().clock().nanoTime();
            when = Duration.ofNanos(Delay.deadline(now, Delay.saturated(delay)));
        }
        reschedule(when());
    }

    /** Ends the scope of a body that returned; its result counts, even if it is late. */
    private void exit() {
        CancelScope ended = Objects.requireNonNull(scope);
        stopTimer(ended.task().loop().kernel());
        ended.takeBack();
        state = state == State.EXPIRING ? State.EXPIRED : State.EXITED;
    }

    /** Ends the scope of a body that threw; returns what the scope throws. */
    private Throwable exitWith(Throwable thrown) {
        CancelScope ended = Objects.requireNonNull(scope);
        stopTimer(ended.task().loop().kernel());
        if (state != State.EXPIRING) {
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
            return new TimeoutException(EXPIRED_TEXT, thrown);
        }
        if (delivered) {
            thrown.addSuppressed(new TimeoutException(EXPIRED_TEXT)); // what it was thrown in
        }
        return thrown;
    }

    @Override
    public String toString() {
        return "<Timeout ["
                + state.text
                + "]"
                + (state != State.ENTERED ? "" : when == null ? " when=never" : " when=" + when)
                + ">";
    }
}
