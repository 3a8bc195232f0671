package dev.rondo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The wait family: suspends until enough of some futures are done, and never cancels any. */
final class WaitFamily {
    /** When a wait is over; asyncio's return_when. */
    enum Until {
        ALL_COMPLETED,
        FIRST_COMPLETED,
        FIRST_EXCEPTION
    }

    private WaitFamily() {}

    static <F extends Future<?>> Waited<F> waitFor(
            String operation, Collection<? extends F> given, Until until, long timeoutNanos) {
        Set<F> futures = new LinkedHashSet<>(Combinators.noNulls(given, "futures"));
        if (futures.isEmpty()) {
            throw new IllegalArgumentException(
                    "Set of Tasks/Futures is empty: " + operation + " has nothing to wait for");
        }
        Task<?> task = Task.currentFor(operation, null, given);
        for (F future : futures) {
            if (future.loop() != task.loop()) {
                throw Misuse.otherLoop(operation, task, future);
            }
            if (future == (Object) task
                    && until == Until.ALL_COMPLETED
                    && timeoutNanos == Long.MAX_VALUE) {
                throw Misuse.awaitsItself(task);
            }
        }
        Counter counter = new Counter(task.loop(), futures, until);
        if (!counter.isOver()) {
            counter.await(timeoutNanos);
        }
        return split(futures);
    }

    private static <F extends Future<?>> Waited<F> split(Set<F> futures) {
        Set<F> done = new LinkedHashSet<>();
        Set<F> pending = new LinkedHashSet<>();
        for (F future : futures) {
            (future.done() ? done : pending).add(future);
        }
        return new Waited<>(
                Collections.unmodifiableSet(done), Collections.unmodifiableSet(pending));
    }

    /** Counts the futures that are done, and wakes the waiting task when they are enough. */
    private static final class Counter {
        private final EventLoop loop;
        private final Set<? extends Future<?>> futures;
        private final Until until;
        private int left;
        private boolean first;
        private boolean failure;
        private @Nullable Future<@Nullable Void> enough;

        Counter(EventLoop loop, Set<? extends Future<?>> futures, Until until) {
            this.loop = loop;
            this.futures = futures;
            this.until = until;
            this.left = futures.size();
            for (Future<?> future : futures) {
                if (future.done()) {
                    count(future);
                }
            }
        }

        private void count(Future<?> future) {
            left--;
            first = true;
            failure |= future.failed();
        }

        boolean isOver() {
            return switch (until) {
                case ALL_COMPLETED -> left == 0;
                case FIRST_COMPLETED -> first;
                case FIRST_EXCEPTION -> left == 0 || failure;
            };
        }

        void await(long timeoutNanos) {
            Future<@Nullable Void> over = loop.createFuture();
            enough = over;
            Deadline deadline =
                    timeoutNanos == Long.MAX_VALUE ? null : startTimer(over, timeoutNanos);
            List<Link> links = new ArrayList<>();
            for (Future<?> future : futures) {
                if (!future.done()) {
                    links.add(new Link(this, future));
                }
            }
            try {
                over.await();
            } finally {
                if (deadline != null) {
                    loop.kernel().timers.remove(deadline);
                }
                links.forEach(Link::detach);
            }
        }

        private Deadline startTimer(Future<@Nullable Void> over, long timeoutNanos) {
            Kernel kernel = loop.kernel();
            Deadline deadline =
                    new Deadline() {
                        @Override
                        void expire(Kernel k) {
                            if (!over.done()) {
                                over.finish(null);
                            }
                        }
                    };
            kernel.timers.add(deadline, Delay.deadline(kernel.clock.nanoTime(), timeoutNanos));
            return deadline;
        }

        void isDone(Future<?> future) {
            count(future);
            if (isOver() && enough != null && !enough.done()) {
                enough.finish(null);
            }
        }
    }

    /** One future's place in a wait. */
    private static final class Link extends Listener {
        private final Counter counter;
        private final Future<?> future;

        Link(Counter counter, Future<?> future) {
            this.counter = counter;
            this.future = future;
            future.addListener(this);
        }

        @Override
        void done(Future<?> done) {
            counter.isDone(done);
        }

        void detach() {
            future.removeListener(this);
        }
    }
}
