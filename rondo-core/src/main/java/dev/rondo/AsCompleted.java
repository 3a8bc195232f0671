package dev.rondo;

import dev.rondo.kernel.Deadline;
import dev.rondo.kernel.Kernel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The futures of a set in the order in which they get done; those that are done before the first
 * wait in their own. {@code next()} suspends until there is one.
 *
 * @param <F> the futures
 */
final class AsCompleted<F extends Future<?>> implements Iterable<F> {
    private static final Link NO_LINK = new Link(0);

    private final EventLoop loop;
    private final ArrayDeque<F> done = new ArrayDeque<>();
    private final Map<F, Link> pending = new LinkedHashMap<>(); // and who listens to each
    private Iterations.@Nullable Entry entry; // while it listens
    private boolean late; // nobody listens any more
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
        for (F future : new LinkedHashSet<F>(NoNulls.in(futures, "futures"))) {
            if (future.loop() != loop) {
                throw Misuse.foreignFuture(future, loop);
            }
            pending.put(future, NO_LINK);
        }
    }

    /** Listens to those that are not done: from the first wait on, which many never come to. */
    private void listen() {
        Iterations.Entry entered = loop.host().iterations().enter(this);
        entry = entered;
        pending.replaceAll((future, none) -> Link.to(future, entered.number()));
    }

    /** Takes those that are done and not listened to, in the given order. */
    private void collect() {
        for (F future : List.copyOf(pending.keySet())) {
            if (future.done()) {
                completed(future);
            }
        }
    }

    /** Listens to one future. It holds a number, so that an iteration that is left can go. */
    private static final class Link extends Completion {
        private final int number;

        Link(int number) {
            this.number = number;
        }

        static Link to(Future<?> future, int number) {
            Iterations known = future.loop().host().iterations();
            // Those of iterations that are gone lie at the end, if a future sees many.
            while (future.lastCompletion() instanceof Link last
                    && known.find(last.number) == null) {
                future.removeCompletion(last);
            }
            Link link = new Link(number);
            future.addCompletion(link);
            return link;
        }

        @Override
        void done(Future<?> future) {
            if (future.loop().host().iterations().find(number)
                    instanceof AsCompleted<?> iteration) {
                iteration.completed(future);
            }
        }
    }

    @SuppressWarnings("unchecked") // it listens to its own futures only
    private void completed(Future<?> future) {
        pending.remove(future);
        if (pending.isEmpty()) {
            leave();
        }
        Future<Optional<F>> reader = nextReader();
        if (reader == null) {
            done.add((F) future);
        } else {
            reader.finish(Optional.of((F) future));
        }
        while (pending.isEmpty() && (reader = nextReader()) != null) {
            reader.finish(Optional.empty());
        }
    }

    private void leave() {
        if (entry != null) {
            entry.leave();
            entry = null;
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
        if (entry == null) {
            collect();
            F one = done.poll();
            if (one != null) {
                return one;
            }
            if (late) {
                throw tooLate();
            }
            listen();
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
        late = true;
        pending.forEach(Future::removeCompletion);
        leave();
        return new TimeoutException(
                "asCompleted() waited "
                        + timeout
                        + "; "
                        + pending.size()
                        + " futures are not done");
    }
}
