package dev.rondo.postgres;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.Timeout;
import dev.rondo.TimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Gets a connection of a pool for a task: at once, which is the common case and needs no scope;
 * else in line, inside of a time limit.
 *
 * <p>What is given to a task in line is its own from that moment on, also when its time is over or
 * it is cancelled in the same pass: it gets it, and gives it back. A wait that ends without one has
 * taken nothing.
 */
final class PoolWaiting {
    private final PoolPlaces places;
    private final EventLoop loop;
    private final PoolReport report;
    private final UnclosedLeases unclosed;

    PoolWaiting(PoolPlaces places, PoolReport report, UnclosedLeases unclosed) {
        this.places = places;
        this.loop = places.loop();
        this.report = report;
        this.unclosed = unclosed;
    }

    /** Returns a connection for the calling task alone. Suspends if none is idle. */
    PoolSlot own(String task, Duration limit) {
        PoolSlot slot = places.tryLease(task);
        PoolSlot got = slot == null ? inLine(task, true, limit) : slot;
        report.acquired();
        return got;
    }

    /** Returns a connection for one statement. Suspends if none can take it. */
    PoolSlot share(Duration limit) {
        PoolSlot slot = places.tryJoin();
        PoolSlot got = slot == null ? inLine(currentTask(), false, limit) : slot;
        report.shared();
        return got;
    }

    static String currentTask() {
        return Rondo.currentTask().map(Task::name).orElse("a callback");
    }

    private PoolSlot inLine(String task, boolean forItself, Duration limit) {
        unclosed.report();
        long since = loop.time().toNanos();
        Timeout scope = Timeout.after(limit);
        try {
            PoolSlot slot = scope.run(() -> inLine(task, forItself));
            report.waited(loop.time().toNanos() - since);
            return slot;
        } catch (TimeoutException e) {
            if (!scope.expired()) {
                throw e;
            }
            throw report.late(limit, task);
        }
    }

    private PoolSlot inLine(String task, boolean forItself) {
        while (true) {
            PoolLine.Waiter waiter = places.line().newWaiter(task);
            places.expect(forItself);
            try {
                places.line().await(waiter, forItself);
            } finally {
                if (waiter.slot() == null) {
                    places.admit(); // what was reserved for it may be for others
                }
            }
            PoolSlot slot = waiter.slot();
            if (slot == null) {
                throw failed(waiter.failure());
            }
            if (!slot.is(PoolSlot.State.GONE)) { // lost since it was given
                return slot;
            }
            if (places.isClosed()) {
                throw ConnectionPool.closed();
            }
        }
    }

    private static RuntimeException failed(@Nullable Throwable failure) {
        return failure instanceof PoolPlaces.PoolClosedException
                ? ConnectionPool.closed()
                : new ConnectException(
                        "No connection could be made: "
                                + (failure == null ? "" : failure.getMessage()),
                        failure);
    }
}
