package dev.rondo.sync;

import dev.rondo.Future;
import dev.rondo.Parking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task's wait in {@link Select#select}: it stands in line at every source at once.
 *
 * <p>The first source that is ready ends the wait at that moment and gives what it has, so it is
 * decided by whoever makes a source ready, not when the task runs; from then on, and from a
 * cancellation on, every other source passes over it. That is what keeps items from being lost.
 *
 * <p>Rejected: a task for each source, of which the first cancels the others. One that is cancelled
 * in the moment in which it gets an item has to put it back, where it is no longer the first.
 */
final class Selector {
    private final List<SelectCase<?, ?>> cases;
    private final Parking line = new Parking("the first of", this); // one task
    private final List<Future<?>> futures = new ArrayList<>();
    private @Nullable Watch winner;

    Selector(SelectCase<?, ?>[] cases) {
        this.cases = List.copyOf(Arrays.asList(cases));
    }

    /** Returns whether its task still waits. */
    boolean isOpen() {
        return !line.isEmpty();
    }

    /** Adds a future, whose end ends the wait. */
    void add(Future<?> future) {
        futures.add(future);
    }

    /** Suspends until a source ends it; returns the future that did, or empty for a watch. */
    Optional<Future<?>> await() {
        return line.awaitOr(futures);
    }

    /** Ends the wait for one of its watches. */
    void end(Watch watch) {
        winner = watch;
        line.wakeOne();
    }

    @Nullable Watch winner() {
        return winner;
    }

    @Override
    public String toString() {
        return cases.toString();
    }
}
