package dev.rondo.workers;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.Future;
import dev.rondo.sync.Queue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A map at work: pulls items into chunks as there is room, and hands results out as they are taken.
 * Belongs to its loop.
 */
final class Mapping<A extends @Nullable Object, R extends @Nullable Object> {
    /** A chunk on its way. */
    private final class Trip {
        final Chunk<A, R> chunk;
        int triesLeft;
        Future<Chunk.Outcome<R>> outcome;

        Trip(Chunk<A, R> chunk) {
            this.chunk = chunk;
            this.triesLeft = options.retries();
            this.outcome = begin();
        }

        private Future<Chunk.Outcome<R>> begin() {
            Future<Chunk.Outcome<R>> begun = loop.runInExecutor(workers, chunk);
            begun.addDoneCallback(this::done);
            return begun;
        }

        private void done(Future<Chunk.Outcome<R>> ended) {
            if (over || ended.cancelled()) {
                return;
            }
            boolean isBroken =
                    ended.exception().filter(BrokenWorkerException.class::isInstance).isPresent();
            if (isBroken && triesLeft > 0) {
                triesLeft--;
                retried++;
                try {
                    outcome = begin();
                    return;
                } catch (IllegalStateException e) {
                    // The workers take no more: it stays broken.
                }
            }
            if (ended.exception().isEmpty()) {
                Chunk.Outcome<R> result = ended.result();
                done += result.results().size();
                options.progress().accept(new MapProgress(done, total, retried));
            }
            arrived.putNow(this);
        }
    }

    private final Workers workers;
    private final EventLoop loop;
    private final Iterator<? extends A> items;
    private final OptionalLong total;
    private final MapOptions options;
    private final SerializableFunction<A, R> function;
    private final int buffer;
    private final Set<Trip> onTheWay = new LinkedHashSet<>(); // and arrived, not yet taken
    private final Queue<Trip> arrived = new Queue<>();
    private final Set<Trip> early = new LinkedHashSet<>(); // arrived before those before them
    private final Deque<R> results = new ArrayDeque<>();
    private @Nullable Throwable failure; // behind the results
    private boolean over;
    private long done;
    private int retried;

    Mapping(
            Workers workers,
            EventLoop loop,
            Iterable<? extends A> items,
            MapOptions options,
            SerializableFunction<A, R> function) {
        this.workers = workers;
        this.loop = loop;
        this.items = items.iterator();
        this.total =
                items instanceof Collection<?> collection
                        ? OptionalLong.of(collection.size())
                        : OptionalLong.empty();
        this.options = Objects.requireNonNull(options, "options");
        this.function = Objects.requireNonNull(function, "function");
        this.buffer = options.buffer().orElse(2 * workers.parallelism());
        fill();
    }

    private void fill() {
        while (!over && failure == null && onTheWay.size() < buffer && items.hasNext()) {
            List<A> some = new ArrayList<>();
            while (some.size() < options.chunk() && items.hasNext()) {
                some.add(items.next());
            }
            onTheWay.add(new Trip(new Chunk<>(some, function)));
        }
    }

    boolean hasNext() {
        loop.checkThread("hasNext() of a map");
        return !results.isEmpty()
                || failure != null
                || (!over && (!onTheWay.isEmpty() || items.hasNext()));
    }

    R next() {
        loop.checkThread("next() of a map");
        if (!hasNext()) {
            throw new NoSuchElementException("The map has no more results");
        }
        while (results.isEmpty() && failure == null) {
            try {
                fill();
                unpack(nextTrip());
            } catch (CancelledError e) {
                close();
                throw e;
            }
        }
        if (results.isEmpty()) {
            throw fail();
        }
        return results.removeFirst();
    }

    /** Waits for the trip whose results are next. */
    private Trip nextTrip() {
        Trip first = onTheWay.iterator().next();
        while (true) {
            if (options.isOrdered() && early.remove(first)) {
                return first;
            }
            Trip trip = arrived.get();
            if (!options.isOrdered() || trip == first) {
                return trip;
            }
            early.add(trip);
        }
    }

    private void unpack(Trip trip) {
        onTheWay.remove(trip);
        try {
            Chunk.Outcome<R> outcome = trip.outcome.result();
            results.addAll(outcome.results());
            if (outcome.failure() != null) {
                failure = outcome.failure().thrown();
            } else {
                fill();
            }
        } catch (CompletionException e) { // checked, or thrown as such
            failure = e;
        } catch (CancelledError e) {
            failure = new CompletionException("A call of the map was cancelled", e);
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    private RuntimeException fail() {
        Throwable thrown = Objects.requireNonNull(failure);
        failure = null;
        close();
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
        throw new CompletionException(thrown);
    }

    void close() {
        over = true;
        failure = null;
        results.clear();
        for (Trip trip : new ArrayList<>(onTheWay)) {
            trip.outcome.cancel();
        }
        onTheWay.clear();
        early.clear();
    }
}
