package dev.rondo;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The futures of a set in the order in which they get done. {@code next()} suspends until there is
 * one.
 *
 * @param <F> the futures
 */
final class AsCompleted<F extends Future<?>> implements Iterable<F> {
    private final EventLoop loop;
    private final ArrayDeque<F> done = new ArrayDeque<>();
    private final Set<F> pending;
    private final @Nullable Duration timeout;
    private final long deadlineNanos;
    private @Nullable Future<@Nullable Void> arrival; // while the iterating task waits

    AsCompleted(EventLoop loop, Collection<? extends F> futures, @Nullable Duration timeout) {
        this.loop = loop;
        this.timeout = timeout;
        this.deadlineNanos =
                timeout == null
                        ? Long.MAX_VALUE
                        : Delay.deadline(
                                loop.kernel().clock.nanoTime(),
                                Delay.nanos("asCompleted()", timeout));
        this.pending = new LinkedHashSet<>(Combinators.noNulls(futures, "futures"));
        for (F future : pending) {
            if (future.loop() != loop) {
                throw Misuse.foreignFuture(future, loop);
            }
        }
        for (F future : new LinkedHashSet<>(pending)) {
            future.addListener(
                    new Listener() {
                        @Override
                        void done(Future<?> f) {
                            completed(future);
                        }
                    });
        }
    }

    private void completed(F future) {
        pending.remove(future);
        done.add(future);
        Future<@Nullable Void> waiting = arrival;
        if (waiting != null && !waiting.done()) {
            waiting.finish(null);
        }
    }

    @Override
    public Iterator<F> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !done.isEmpty() || !pending.isEmpty();
            }

            @Override
            public F next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("All futures were returned");
                }
                return takeNext();
            }
        };
    }

    private F takeNext() {
        while (true) {
            F first = done.poll();
            if (first != null) {
                return first;
            }
            Future<@Nullable Void> waiting = loop.createFuture();
            arrival = waiting;
            waitFor(waiting);
        }
    }

    private void waitFor(Future<@Nullable Void> waiting) {
        if (deadlineNanos == Long.MAX_VALUE) {
            waiting.await();
            return;
        }
        long left = deadlineNanos - loop.kernel().clock.nanoTime();
        Rondo.waitAll(java.util.List.of(waiting), Duration.ofNanos(Math.max(0, left)));
        if (!waiting.done()) {
            throw new TimeoutException(
                    "asCompleted() waited "
                            + timeout
                            + "; "
                            + pending.size()
                            + " futures are not done");
        }
    }
}
