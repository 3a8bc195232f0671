package dev.rondo.workers;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A worker's place in a pool: a thread that takes one call after the other to its station, and gets
 * a new station when the old one broke or has had its calls.
 */
final class Seat {
    private final Pool pool;
    private final String name;
    private final Stations stations;
    private final WorkerOptions options;
    // Written by the seat's thread.
    private volatile @Nullable Station station;
    private final AtomicLong calls = new AtomicLong(); // all of this seat
    private int callsOfStation;

    /** Makes a station on the calling thread; blocks. */
    interface Stations {
        Station start(String name);
    }

    Seat(Pool pool, String name, Stations stations, WorkerOptions options) {
        this.pool = pool;
        this.name = name;
        this.stations = stations;
        this.options = options;
    }

    void start() {
        Threads.start("rondo-" + name, this::run);
    }

    private void run() {
        try {
            Call<?> call;
            while ((call = pool.take(this)) != null) {
                Station ready = ready(call);
                if (ready != null) {
                    runOn(ready, call);
                }
                pool.over(call);
            }
        } finally {
            endStation(options.grace());
            pool.left(this);
        }
    }

    /** Returns a station that can take the call, or none if the pool broke over that. */
    private @Nullable Station ready(Call<?> call) {
        Station current = station;
        if (current != null && !current.isUsable()) {
            endStation(Duration.ZERO); // it died between calls: nobody's call is lost
            current = null;
        }
        while (current == null) {
            try {
                current = stations.start(name);
            } catch (BrokenWorkerException e) {
                if (pool.broke(e)) {
                    call.completeExceptionally(pool.refusal());
                    return null;
                }
                continue;
            }
            station = current;
            callsOfStation = 0;
            pool.stationStarted(this, current); // it may have been told to go in the meantime
            if (!initialize(current)) {
                call.completeExceptionally(pool.refusal());
                return null;
            }
        }
        return current;
    }

    private boolean initialize(Station fresh) {
        if (options.initializer().isEmpty()) {
            return true;
        }
        Call<@Nullable Void> first = pool.hiddenCall(Bodies.of(options.initializer().get()));
        Throwable failure;
        try {
            fresh.run(first);
            failure = first.isCompletedExceptionally() ? first.exceptionNow() : null;
        } catch (BrokenWorkerException e) {
            failure = e;
        }
        if (failure != null) {
            pool.breakDown("The initializer of " + name + " failed: " + failure, failure);
        }
        return failure == null;
    }

    private void runOn(Station current, Call<?> call) {
        calls.incrementAndGet();
        callsOfStation++;
        try {
            current.run(call);
            pool.worked();
        } catch (BrokenWorkerException e) {
            endStation(Duration.ZERO);
            if (!call.isCancelled()) { // else it was killed for that
                call.completeExceptionally(e);
                pool.broke(e);
            }
            return;
        } catch (Throwable e) { // out of memory for an argument, say
            call.completeExceptionally(e);
        }
        if (callsOfStation >= options.maxCalls().orElse(Integer.MAX_VALUE)) {
            endStation(options.grace());
        }
    }

    private void endStation(Duration grace) {
        Station ending = station;
        if (ending != null) {
            ending.end(grace);
            station = null;
        }
    }

    String name() {
        return name;
    }

    long calls() {
        return calls.get();
    }

    OptionalLong pid() {
        Station current = station;
        return current == null ? OptionalLong.empty() : current.pid();
    }

    void interrupt(Call<?> call) {
        Station current = station;
        if (current != null) {
            current.interrupt(call);
        }
    }

    boolean abandon(Call<?> call) {
        Station current = station;
        return current == null || current.abandon(call);
    }

    void destroy(boolean forcibly) {
        Station current = station;
        if (current != null) {
            current.destroy(forcibly);
        }
    }
}
