package dev.rondo;

import dev.rondo.kernel.Deadline;
import dev.rondo.kernel.Kernel;
import java.time.Duration;
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
        FIRST_EXCEPTION,
        ALL_RESULTS // or the first that has none: it failed or was cancelled
    }

    private WaitFamily() {}

    static <F extends Future<?>> Waited<F> waitFor(
            String operation, Collection<? extends F> given, Until until, long timeoutNanos) {
        Set<F> futures = new LinkedHashSet<>(NoNulls.in(given, "futures"));
        if (futures.isEmpty()) {
            throw new IllegalArgumentException(
                    "Set of Tasks/Futures is empty: " + operation + " has nothing to wait for");
        }
        wait(operation, futures, until, timeoutNanos);
        return split(futures);
    }

    /** Returns the results of futures in their order, or throws as the first that has none. */
    static <T extends @Nullable Object> List<T> awaitAll(
            Collection<? extends Future<? extends T>> given) {
        List<Future<? extends T>> futures = new ArrayList<>(NoNulls.in(given, "futures"));
        if (futures.isEmpty()) {
            return List.of();
        }
        Future<?> bad =
                wait("awaitAll()", new LinkedHashSet<>(futures), Until.ALL_RESULTS, Long.MAX_VALUE);
        if (bad != null) {
            bad.await(); // throws, and says who awaited it
        }
        List<T> results = new ArrayList<>(futures.size());
        for (Future<? extends T> future : futures) {
            results.add(future.result());
        }
        return Collections.unmodifiableList(results);
    }

    /** Waits, and returns the first that failed or was cancelled, if the wait is for results. */
    private static @Nullable Future<?> wait(
            String operation, Set<? extends Future<?>> futures, Until until, long timeoutNanos) {
        Task<?> task = Task.currentFor(operation, null, futures);
        for (Future<?> future : futures) {
            if (future.loop() != task.loop()) {
                throw Misuse.otherLoop(operation, task.name(), future);
            }
            if (future == (Object) task
                    && (until == Until.ALL_COMPLETED || until == Until.ALL_RESULTS)
                    && timeoutNanos == Long.MAX_VALUE) {
                throw Misuse.awaitsItself(task.name());
            }
        }
        Counter counter = new Counter(task.loop(), futures, until);
        if (!counter.isOver()) {
            counter.await(timeoutNanos);
        }
        return counter.bad;
    }

    /** Returns an awaitable's result if it is there in time; else it is cancelled. */
    static <T extends @Nullable Object> T waitFor(
            Awaitable<T> awaitable, long nanos, Duration atMost) {
        Task.currentFor("waitFor()", null, awaitable);
        if (nanos > 0) {
            return Timeout.after(atMost).run(awaitable::await);
        }
        return switch (awaitable) {
            case Future<T> future -> future.done() ? future.result() : cancelNow(future);
            case Coroutine<T> coroutine -> {
                coroutine.close();
                throw new TimeoutException("No time to run " + coroutine);
            }
        };
    }

    private static <T extends @Nullable Object> T cancelNow(Future<T> future) {
        future.cancel(null);
        waitFor("waitFor()", List.of(future), Until.ALL_COMPLETED, Long.MAX_VALUE);
        if (future.cancelled()) {
            throw new TimeoutException(
                    "The deadline passed before the future was done: " + future,
                    future.cancelledError());
        }
        return future.result();
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
    private static final class Counter implements Owned {
        private final EventLoop loop;
        private final Set<? extends Future<?>> futures;
        private final Until until;
        private final Parking enough;
        private int left;
        private boolean first;
        private boolean failure;
        private @Nullable Future<?> bad; // the first that has no result

        Counter(EventLoop loop, Set<? extends Future<?>> futures, Until until) {
            this.loop = loop;
            this.futures = futures;
            this.until = until;
            this.enough = new Parking(this);
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
            if (bad == null && (future.failed() || future.cancelled())) {
                bad = future;
            }
        }

        boolean isOver() {
            return switch (until) {
                case ALL_COMPLETED -> left == 0;
                case FIRST_COMPLETED -> first;
                case FIRST_EXCEPTION -> left == 0 || failure;
                case ALL_RESULTS -> left == 0 || bad != null;
            };
        }

        void await(long timeoutNanos) {
            Deadline deadline = timeoutNanos == Long.MAX_VALUE ? null : startTimer(timeoutNanos);
            List<Link> links = new ArrayList<>();
            for (Future<?> future : futures) {
                if (!future.done()) {
                    links.add(new Link(this, future));
                }
            }
            try {
                enough.await();
            } finally {
                if (deadline != null) {
                    loop.kernel().stopTimer(deadline);
                }
                links.forEach(Link::detach);
            }
        }

        private Deadline startTimer(long timeoutNanos) {
            Kernel kernel = loop.kernel();
            Deadline deadline =
                    new Deadline() {
                        @Override
                        protected void expire(Kernel k) {
                            enough.wakeAll();
                        }

                        @Override
                        public String purpose() {
                            return "limit of the wait for " + enough;
                        }
                    };
            kernel.startTimer(deadline, Delay.deadline(kernel.clock().nanoTime(), timeoutNanos));
            return deadline;
        }

        void isDone(Future<?> future) {
            count(future);
            if (isOver()) {
                enough.wakeAll();
            }
        }

        /** Returns the tasks that are waited for, if it is for all of them. */
        @Override
        public Collection<? extends Task<?>> owners() {
            List<Task<?>> owners = new ArrayList<>();
            if (until == Until.ALL_COMPLETED || futures.size() == 1) {
                for (Future<?> future : futures) {
                    if (!future.done() && future instanceof Task<?> task) {
                        owners.add(task);
                    }
                }
            }
            return owners;
        }

        @Override
        public String bond() {
            return "is among";
        }

        @Override
        public String toString() {
            return "<"
                    + switch (until) {
                        case ALL_COMPLETED -> "all of ";
                        case FIRST_COMPLETED -> "the first of ";
                        case FIRST_EXCEPTION -> "the first failure of ";
                        case ALL_RESULTS -> "the results of ";
                    }
                    + futures.size()
                    + (futures.size() == 1 ? " future, " : " futures, ")
                    + left
                    + " to go>";
        }
    }

    /** One future's place in a wait. */
    private static final class Link extends Completion {
        private final Counter counter;
        private final Future<?> future;

        Link(Counter counter, Future<?> future) {
            this.counter = counter;
            this.future = future;
            future.addCompletion(this);
        }

        @Override
        void done(Future<?> done) {
            counter.isDone(done);
        }

        void detach() {
            future.removeCompletion(this);
        }
    }
}
