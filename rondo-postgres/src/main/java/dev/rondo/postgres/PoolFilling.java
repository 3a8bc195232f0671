package dev.rondo.postgres;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.TimerHandle;
import dev.rondo.postgres.PoolSlot.State;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the connections of a pool, each in a task of its own: whoever waits may leave, and the
 * connection comes to the next one.
 *
 * <p>When one cannot be made, the next is tried after a pause that grows, one at a time, until one
 * is made: a server that comes back is not overrun. Those in line hear of the failure when no
 * connection is left, in use or being made, that they could still get; else they wait on, and the
 * failure is the cause of their {@link PoolTimeoutException} if it comes to that.
 *
 * <p>The loop's thread.
 */
final class PoolFilling {
    /** Makes a connection. */
    @FunctionalInterface
    interface Dialer {
        /** Returns a new connection. Suspends; leaves nothing behind when it throws. */
        PoolMember connect() throws Exception;
    }

    // The first as RetryOptions'; the longest so that a restarted server is seen soon.
    static final Pauses PAUSES = new Pauses(Duration.ofMillis(100), Duration.ofSeconds(5));
    static final long STILLBORN_NANOS = 1_000_000_000L; // ended so soon: not made

    private final PoolPlaces places;
    private final EventLoop loop;
    private final PoolOptions options;
    private final Dialer dialer;
    private final Parking progress = new Parking("first connections of", this);
    private int numbers;
    private int connecting;
    private int failures; // in a row
    private int stillborn; // that were made, and ended before anybody had them, in a row
    private boolean told; // of the failures, somebody
    private @Nullable Throwable lastFailure;
    private @Nullable TimerHandle pause;
    private boolean stopped;

    PoolFilling(PoolPlaces places, EventLoop loop, PoolOptions options, Dialer dialer) {
        this.places = places;
        this.loop = loop;
        this.options = options;
        this.dialer = dialer;
    }

    int connecting() {
        return connecting;
    }

    /** Returns why the last connection could not be made, if none was made since. */
    @Nullable Throwable lastFailure() {
        return lastFailure;
    }

    /**
     * Makes the first connections: one, then the others at once. Suspends until each is made or has
     * failed.
     *
     * @throws Exception if the first could not be made
     */
    void begin() throws Exception {
        if (options.minSize() > 0) {
            make(newSlot());
            grow(0);
            while (connecting > 0) {
                progress.await();
            }
        }
    }

    // ---- How many

    /**
     * Begins to make what is missing: for those in line and so many more, and to have as many as
     * are always there.
     */
    void grow(int more) {
        int size = places.slots().size();
        int wanted =
                Math.max(
                        options.minSize() - places.live(),
                        places.line().waiters() + more - connecting);
        int room = isGoing() ? options.maxSize() - size : probes(size);
        for (int i = Math.min(wanted, room); i > 0 && !stopped; i--) {
            start();
        }
    }

    private boolean isGoing() {
        return failures == 0 && stillborn == 0;
    }

    private int probes(int size) {
        return pause == null && connecting == 0 && size < options.maxSize() ? 1 : 0;
    }

    /** Begins to make one more, since statements go by connections that have others, too. */
    void growBehind() {
        if (connecting == 0 && isGoing() && !stopped && places.slots().size() < options.maxSize()) {
            start();
        }
    }

    private PoolSlot newSlot() {
        PoolSlot slot = new PoolSlot(++numbers, places.generation());
        places.slots().add(slot);
        connecting++;
        return slot;
    }

    private void start() {
        PoolSlot slot = newSlot();
        slot.madeBy(places.start("connect " + slot.number() + " of pool", () -> makeForPool(slot)));
    }

    // ---- One connection

    private void makeForPool(PoolSlot slot) {
        try {
            make(slot);
        } catch (Throwable e) { // of hooks, too; a cancellation is rethrown
            if (e instanceof CancelledError cancelled && Rondo.cancelRequested()) {
                failures++; // the loop ends; or somebody takes the pool's tasks for his
                startPause();
                throw cancelled;
            }
            failed(e);
        } finally {
            progress.wakeAll();
        }
    }

    private void make(PoolSlot slot) throws Exception {
        PoolMember made = null;
        boolean ready = false;
        try {
            made = dialer.connect();
            prepare(made);
            ready = true;
        } finally {
            connecting--;
            slot.madeBy(null);
            if (!ready) {
                places.gone(slot);
                if (made != null) {
                    made.terminate();
                }
            }
        }
        if (!slot.is(State.CONNECTING)) { // the pool was terminated
            made.terminate();
            return;
        }
        failures = 0;
        told = false;
        lastFailure = null;
        slot.made(made, loop.passNanos());
        slot.move(State.CONNECTING, State.IDLE);
        made.onEnd(() -> places.ended(slot));
        if (made.isClosed()) {
            places.ended(slot);
        } else {
            places.free(slot);
        }
    }

    private void prepare(PoolMember made) throws Exception {
        PoolOptions.Hook init = options.init();
        if (init != null) {
            Rondo.timeout(options.acquireTimeout(), () -> init.run(made.connection()));
            if (made.isInTransaction()) {
                throw new IllegalStateException(
                        "The init hook has left a transaction open\nEnd it by connection.transaction(...)");
            }
        }
    }

    // ---- Failures

    private void failed(Throwable failure) {
        failures++;
        lastFailure = failure;
        startPause();
        if (connecting > 0) {
            return; // the last of those that are being made will tell
        }
        if (places.live() == 0 && !places.line().isEmpty()) {
            told = true;
            places.line().fail(failure);
        } else if (!told && !stopped) {
            told = true;
            loop.callExceptionHandler(
                    new ExceptionContext(
                            "A connection of the pool could not be made; it is tried again",
                            failure));
        }
    }

    /** One that ended before anybody had it, and soon, is as good as one that was not made. */
    void diedUnused(PoolSlot slot) {
        if (loop.passNanos() - slot.madeNanos() < STILLBORN_NANOS) {
            stillborn++;
            startPause();
        }
    }

    /** A connection was given to somebody, or has lived for a while. */
    void proved() {
        stillborn = 0;
    }

    private void startPause() {
        if (pause == null && !stopped) {
            pause =
                    loop.callLater(
                            PAUSES.after(Math.max(1, Math.max(failures, stillborn)), loop),
                            () -> {
                                pause = null;
                                grow(0);
                            });
        }
    }

    /** Makes no more. */
    void stop() {
        stopped = true;
        if (pause != null) {
            Objects.requireNonNull(pause).cancel();
            pause = null;
        }
    }

    @Override
    public String toString() {
        return "the pool";
    }
}
