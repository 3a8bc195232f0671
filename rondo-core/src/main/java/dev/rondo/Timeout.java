package dev.rondo;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

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
        CREATED,
        ENTERED,
        EXPIRING,
        EXPIRED,
        EXITED
    }

    private State state = State.CREATED;
    private @Nullable Duration delay; // relative, until run() makes it absolute
    private @Nullable Duration when;
    private @Nullable Task<?> task;
    private @Nullable Deadline timer;
    private int cancelling; // requests that were open when the scope began
    private int depth; // of shielding where the scope stands

    private Timeout(@Nullable Duration delay, @Nullable Duration when) {
        this.delay = delay;
        this.when = when;
    }

    /** Returns a scope whose time begins when it is run. Not negative. */
    public static Timeout after(Duration delay) {
        Delay.nanos("timeout()", delay);
        return new Timeout(delay, null);
    }

    /**
     * Returns a scope that ends at a point in {@link EventLoop#time}; one in the past ends it at
     * its first wait.
     */
    public static Timeout at(Duration when) {
        return new Timeout(null, java.util.Objects.requireNonNull(when, "when"));
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
        reschedule(Optional.of(newWhen));
    }

    /** Like {@link #reschedule(Duration)}; empty takes the deadline away. */
    public void reschedule(Optional<Duration> newWhen) {
        Task<?> owner = task;
        if (state != State.ENTERED || owner == null) {
            throw new IllegalStateException(
                    state == State.CREATED
                            ? "Timeout has not been entered"
                            : "Cannot change state of "
                                    + state.name().toLowerCase(Locale.ROOT)
                                    + " Timeout");
        }
        Kernel kernel = owner.loop().kernel();
        stopTimer(kernel);
        when = newWhen.orElse(null);
        if (when != null) {
            Deadline deadline =
                    new Deadline() {
                        @Override
                        void expire(Kernel k) {
                            k.ready.add(new Handle(k.loop, Timeout.this::expire, new Context()));
                        }
                    };
            timer = deadline;
            kernel.timers.add(deadline, Delay.saturated(when));
        }
    }

    private void stopTimer(Kernel kernel) {
        if (timer != null) {
            kernel.timers.remove(timer);
            timer = null;
        }
    }

    private void expire() {
        Task<?> owner = task;
        if (state == State.ENTERED && owner != null) {
            timer = null;
            state = State.EXPIRING;
            owner.cancelAtDepth(null, depth);
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
        cancelling = current.cancellingInside();
        depth = current.shieldDepth();
        if (delay != null) {
            when =
                    Duration.ofNanos(
                            Delay.deadline(
                                    current.loop().kernel().clock.nanoTime(),
                                    Delay.saturated(delay)));
        }
        reschedule(when());
    }

    /** Ends the scope of a body that returned. */
    private void exit() {
        Task<?> owner = java.util.Objects.requireNonNull(task);
        stopTimer(owner.loop().kernel());
        if (state == State.EXPIRING) {
            state = State.EXPIRED;
            owner.uncancel(); // the body was quicker than its cancellation; its result counts
        } else {
            state = State.EXITED;
        }
    }

    /** Ends the scope of a body that threw; returns what the scope throws. */
    private Throwable exitWith(Throwable thrown) {
        Task<?> owner = java.util.Objects.requireNonNull(task);
        stopTimer(owner.loop().kernel());
        if (state != State.EXPIRING) {
            state = State.EXITED;
            return thrown;
        }
        state = State.EXPIRED;
        Throwable ended = owner.asCancellation(thrown);
        owner.uncancel();
        if (owner.cancellingInside() <= cancelling && ended instanceof CancelledError) {
            return new TimeoutException("The deadline passed before the body was done", thrown);
        }
        return ended;
    }

    @Override
    public String toString() {
        return "<Timeout ["
                + (state == State.ENTERED ? "active" : state.name().toLowerCase(Locale.ROOT))
                + "]"
                + (when == null ? "" : " when=" + when)
                + ">";
    }
}
