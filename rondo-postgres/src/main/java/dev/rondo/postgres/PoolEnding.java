package dev.rondo.postgres;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import dev.rondo.postgres.PoolSlot.State;
import org.jspecify.annotations.Nullable;

/**
 * What has to be done to a connection of a pool between two users, and at its end. Each is a task
 * of the pool's: it goes on when whoever gave the connection back is cancelled or leaves, and it is
 * bounded by the release timeout, after which the connection is cut off.
 */
final class PoolEnding {
    private final PoolPlaces places;
    private final EventLoop loop;
    private final PoolOptions options;

    PoolEnding(PoolPlaces places, EventLoop loop, PoolOptions options) {
        this.places = places;
        this.loop = loop;
        this.options = options;
    }

    // ---- Between two users

    /** Returns whether a connection of a lease needs no word with the server. */
    private boolean isClean(PoolSlot slot, Lease lease) {
        PoolMember member = slot.member();
        return options.reset() == null
                && options.resetQuery().filter(String::isBlank).isPresent()
                && lease.hasNothingOpen()
                && member.inFlight() == 0
                && !member.isInTransaction();
    }

    /** Takes back what one task had: resets it if that is needed. Never suspends. */
    void release(PoolSlot slot, Lease lease) {
        slot.heldBy(null);
        slot.move(State.LEASED, State.RELEASING);
        if (places.isClosed()) {
            close(slot);
            lease.released();
        } else if (isClean(slot, lease)) {
            slot.move(State.RELEASING, State.IDLE);
            places.free(slot);
            lease.released();
        } else {
            reset(slot, lease);
        }
    }

    /** Has a connection that is RELEASING reset, or cut off. */
    void reset(PoolSlot slot, @Nullable Lease lease) {
        places.start("release " + slot.number() + " of pool", () -> resetNow(slot, lease));
    }

    private void resetNow(PoolSlot slot, @Nullable Lease lease) {
        boolean clean = false;
        Throwable failure = null;
        try {
            clean = Rondo.timeout(options.releaseTimeout(), () -> clean(slot, lease));
        } catch (Throwable e) { // of hooks, too; a cancellation is rethrown
            if (e instanceof CancelledError cancelled && Rondo.cancelRequested()) {
                throw cancelled;
            }
            failure = e;
        } finally {
            if (!clean) {
                discard(slot);
            } else if (slot.is(State.RELEASING)) {
                slot.move(State.RELEASING, State.IDLE);
                places.free(slot);
            }
            if (lease != null) {
                lease.released();
            }
        }
        if (failure != null && !(failure instanceof ConnectionLostException)) {
            report(slot, failure);
        }
    }

    private void report(PoolSlot slot, Throwable failure) {
        String why =
                failure instanceof TimeoutException
                        ? " was not reset in " + PoolTimes.text(options.releaseTimeout())
                        : " could not be reset";
        loop.callExceptionHandler(
                new ExceptionContext(
                        "Connection "
                                + slot.number()
                                + " of the pool (process "
                                + slot.member().processId()
                                + ")"
                                + why
                                + " and was cut off",
                        failure));
    }

    /** Resets one and returns whether it can be used again. Suspends. */
    private boolean clean(PoolSlot slot, @Nullable Lease lease) throws Exception {
        PoolMember member = slot.member();
        Connection connection = member.connection();
        if (lease != null) {
            lease.endOpen();
        }
        member.settle();
        if (member.isInTransaction()) {
            connection.execute("ROLLBACK");
        }
        PoolOptions.Hook hook = options.reset();
        if (hook != null) {
            hook.run(connection);
        } else if (options.resetQuery().isEmpty()) {
            connection.reset();
        } else if (!options.resetQuery().get().isBlank()) {
            connection.execute(options.resetQuery().get());
            if (options.resetForgetsStatements()) {
                member.forgetStatements();
            }
        }
        return !member.isInTransaction() && !member.isClosed();
    }

    /** Waits for what cancelled statements have left in flight on a shared connection. */
    void settle(PoolSlot slot) {
        if (!slot.isSettling()) {
            slot.settle(true);
            places.start("settle " + slot.number() + " of pool", () -> settleNow(slot));
        }
    }

    private void settleNow(PoolSlot slot) {
        boolean settled = false;
        try {
            slot.member().settle();
            settled = true;
        } catch (ConnectionLostException e) {
            // it ended meanwhile, which the place has heard
        } finally {
            slot.settle(false);
            if (!settled) {
                discard(slot);
            } else if (slot.is(State.SHARED) && slot.calls() == 0) {
                if (slot.member().inFlight() == 0) {
                    places.quiet(slot);
                } else {
                    settle(slot);
                }
            }
        }
    }

    // ---- Its end

    /** Cuts one off, and has somebody in line have its place. Never suspends. */
    void discard(PoolSlot slot) {
        if (!slot.is(State.GONE)) {
            cutOff(slot);
            places.admit();
        }
    }

    /** Cuts one off. Never suspends. */
    void cutOff(PoolSlot slot) {
        places.gone(slot);
        slot.member().terminate();
    }

    /** Closes one that nobody uses, in a task; its place is free when it is closed. */
    void close(PoolSlot slot) {
        places.toClosing(slot);
        places.start("close " + slot.number() + " of pool", () -> closeNow(slot));
    }

    private void closeNow(PoolSlot slot) {
        try {
            Rondo.timeout(options.releaseTimeout(), () -> slot.member().close());
        } catch (TimeoutException | ConnectionLostException e) {
            // it is cut off, as it would be by a server that is gone
        } finally {
            discard(slot);
        }
    }
}
