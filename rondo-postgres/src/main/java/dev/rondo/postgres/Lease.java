package dev.rondo.postgres;

import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One task's time with a connection of a pool, from acquire to close. All that it was given goes by
 * this: the connection, its statements, cursors, streams and transactions; so all of them are dead
 * once it is over. The pool has no reference to it, and hears so of one that was never closed.
 *
 * <p>The loop's thread.
 */
final class Lease {
    private static final Duration LOOK = Duration.ofMillis(100); // for a cancellation

    private final PoolPlaces places;
    private final PoolSlot slot;
    private final LeaseListeners listeners;
    private final Set<PooledStatement> statements = new LinkedHashSet<>();
    private final Parking release;
    private @Nullable AutoCloseable flow; // a stream of rows or COPY, which has the connection
    private @Nullable WeakReference<?> watch;
    private boolean over;
    private boolean released;

    Lease(PoolPlaces places, PoolSlot slot) {
        this.places = places;
        this.slot = slot;
        this.listeners = new LeaseListeners(slot.member().connection());
        this.release = new Parking("release of", slot);
    }

    void watchedBy(WeakReference<?> reference) {
        watch = reference;
    }

    PoolMember member() {
        return slot.member();
    }

    LeaseListeners listeners() {
        return listeners;
    }

    boolean isOver() {
        return over;
    }

    // ---- In use

    /**
     * Checks that it is not over.
     *
     * @throws IllegalStateException if it is
     */
    void check() {
        if (over) {
            throw new IllegalStateException(
                    "The connection went back to its pool when it was closed; somebody else may have"
                            + " it now\nacquire() another one, and keep it only until close()");
        }
    }

    /** Counts a statement; see {@link #check}. */
    void use() {
        check();
        slot.used();
    }

    /** Knows a stream that has the connection until it is closed. */
    void opened(AutoCloseable stream) {
        flow = stream;
    }

    void closed(AutoCloseable stream) {
        if (flow == stream) {
            flow = null;
        }
    }

    /** Knows a statement that the server keeps until it is closed. */
    void prepared(PooledStatement statement) {
        statements.add(statement);
    }

    void closed(PooledStatement statement) {
        statements.remove(statement);
    }

    // ---- Its end

    boolean hasNothingOpen() {
        return flow == null && statements.isEmpty() && listeners.isEmpty();
    }

    /** Closes what was left open on the connection. Suspends; the pool bounds it. */
    void endOpen() throws Exception {
        AutoCloseable left = flow;
        flow = null;
        if (left != null) {
            left.close();
        }
        for (PooledStatement statement : new ArrayList<>(statements)) {
            statement.end();
        }
        statements.clear();
        listeners.end(places.loop(), slot);
    }

    /**
     * Gives the connection back. Suspends until it is reset or cut off; not while the task is being
     * cancelled. Does nothing the second time.
     */
    void close() {
        if (end() && slot.is(PoolSlot.State.LEASED)) {
            places.ending().release(slot, this);
            awaitRelease();
        }
    }

    /** Cuts the connection off. Never suspends. Does nothing when it was given back. */
    void terminate() {
        if (end()) {
            places.ending().discard(slot);
        }
    }

    private boolean end() {
        if (over) {
            return false;
        }
        over = true;
        if (watch != null) {
            watch.clear();
        }
        return true;
    }

    /** The pool has done with it. */
    void released() {
        released = true;
        release.wakeAll();
    }

    /**
     * A cancellation that comes meanwhile must not be lost behind what the body of a {@code try}
     * has thrown, so it is not thrown here, but ends the wait.
     */
    private void awaitRelease() {
        while (!released && Rondo.currentTask().isPresent() && !Rondo.cancelRequested()) {
            Rondo.shielded(this::awaitShortly);
        }
    }

    private void awaitShortly() {
        try {
            Rondo.timeout(LOOK, release::await);
        } catch (TimeoutException e) {
            // looks whether it should still wait
        }
    }

    @Override
    public String toString() {
        return "<lease of " + slot + (over ? ", over" : "") + ">";
    }
}
