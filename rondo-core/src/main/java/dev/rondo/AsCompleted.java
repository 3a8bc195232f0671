package dev.rondo;

import dev.rondo.kernel.Deadline;
import dev.rondo.kernel.Kernel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    // Those that wait in next(), the longest first. Each gets a future handed over, or nothing when
    // none is left or its time is over.
    private final ArrayDeque<Future<Optional<F>>> readers = new ArrayDeque<>();

    AsCompleted(EventLoop loop, Collection<? extends F> futures, @Nullable Duration timeout) {
        this.loop = loop;
        this.timeout = timeout;
        this.deadlineNanos =
                timeout == null
                        ? Long.MAX_VALUE
                        : Delay.deadline(
                                loop.kernel().clock().nanoTime(),
                                Delay.nanos("asCompleted()", timeout));
        this.pending = new LinkedHashSet<>(NoNulls.in(futures, "futures"));
        for (F future : pending) {
            if (future.loop() != loop) {
                throw Misuse.foreignFuture(future, loop);
            }
        }
        for (F future : new LinkedHashSet<>(pending)) {
            future.addCompletion(
                    new Completion() {
                        @Override
                        void done(Future<?> f) {
                            completed(future);
                        }
                    });
        }
    }

    private void completed(F future) {
        pending.remove(future);
        Future<Optional<F>> reader = nextReader();
        if (reader == null) {
            done.add(future);
        } else {
            reader.finish(Optional.of(future));
        }
        while (pending.isEmpty() && (reader = nextReader()) != null) {
            reader.finish(Optional.empty());
        }
    }

    private @Nullable Future<Optional<F>> nextReader() {
        Future<Optional<F>> reader = readers.poll();
        while (reader != null && reader.done()) { // cancelled, or too late
            reader = readers.poll();
        }
        return reader;
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
                F first = done.poll();
                return first == null ? waitForNext() : first;
            }
        };
    }

    private F waitForNext() {
        if (pending.isEmpty()) {
            throw noneLeft();
        }
        Kernel kernel = loop.kernel();
        Future<Optional<F>> waiting = loop.createFuture();
        readers.add(waiting);
        Deadline timer =
                new Deadline() {
                    @Override
                    protected void expire(Kernel k) {
                        if (!waiting.done()) {
                            waiting.finish(Optional.empty());
                        }
                    }

                    @Override
                    public String purpose() {
                        return "limit of asCompleted()";
                    }
                };
        if (timeout != null) {
            kernel.startTimer(timer, deadlineNanos);
        }
        try {
            Optional<F> handed = waiting.await();
            if (handed.isPresent()) {
                return handed.get();
            }
            F justDone = done.poll(); // between the end of the time and now
            if (justDone != null) {
                return justDone;
            }
            throw pending.isEmpty() ? noneLeft() : tooLate();
        } finally {
            kernel.stopTimer(timer);
            readers.remove(waiting);
        }
    }

    private static RuntimeException noneLeft() {
        return new NoSuchElementException("All futures were returned");
    }

    private RuntimeException tooLate() {
        return new TimeoutException(
                "asCompleted() waited "
                        + timeout
                        + "; "
                        + pending.size()
                        + " futures are not done");
    }
}
