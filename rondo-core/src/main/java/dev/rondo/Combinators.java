package dev.rondo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link Rondo} that waits for several things at once. A class of its own only to keep
 * the files readable: users see its functions as Rondo's.
 */
abstract sealed class Combinators permits Rondo {
    Combinators() {}

    /**
     * Runs awaitables at once and returns a future of their results, in their order. The first
     * failure is its failure; the others go on, and what fails later goes to the exception handler.
     * Cancelling it cancels them all. A future given twice counts once. asyncio: {@code gather}.
     *
     * <p>For work that must not outlive the caller, {@link Rondo#taskGroup} is the better choice.
     */
    @SafeVarargs
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Awaitable<? extends T>... awaitables) {
        Objects.requireNonNull(awaitables, "awaitables");
        return gather(Arrays.asList(awaitables), false);
    }

    /** Like {@link #gather(Awaitable...)}, for bodies, each of which becomes a task. */
    @SafeVarargs
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Callable<? extends T>... bodies) {
        List<Awaitable<? extends T>> tasks = new ArrayList<>();
        Objects.requireNonNull(bodies, "bodies");
        for (Callable<? extends T> body : noNulls(Arrays.asList(bodies), "bodies")) {
            tasks.add(Rondo.createTask(body));
        }
        return gather(tasks, false);
    }

    /** Like {@link #gather(Awaitable...)}, for bodies without results. */
    public static Future<List<@Nullable Void>> gather(Action<?>... bodies) {
        List<Awaitable<@Nullable Void>> tasks = new ArrayList<>();
        Objects.requireNonNull(bodies, "bodies");
        for (Action<?> body : noNulls(Arrays.asList(bodies), "bodies")) {
            tasks.add(Rondo.createTask(body));
        }
        return gather(tasks, false);
    }

    /** Returns a future of an empty list: there is nothing to gather. */
    public static Future<List<@Nullable Void>> gather() {
        return gather(List.<Awaitable<@Nullable Void>>of(), false);
    }

    /** Like {@link #gather(Awaitable...)}. */
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Collection<? extends Awaitable<? extends T>> awaitables) {
        return gather(awaitables, false);
    }

    /**
     * Like {@link #gather(Awaitable...)}, but failures and cancellations are results: the list
     * holds the throwables.
     */
    public static Future<List<@Nullable Object>> gatherExceptions(
            Collection<? extends Awaitable<?>> awaitables) {
        return gather(awaitables, true);
    }

    private static <T extends @Nullable Object> Future<List<T>> gather(
            Collection<? extends Awaitable<? extends T>> awaitables, boolean returnExceptions) {
        noNulls(awaitables, "awaitables");
        EventLoop loop = loopOf(awaitables);
        loop.checkThread("gather()");
        IdentityHashMap<Awaitable<?>, Future<? extends T>> begun = new IdentityHashMap<>();
        List<Future<? extends T>> children = new ArrayList<>(awaitables.size());
        for (Awaitable<? extends T> awaitable : awaitables) {
            children.add(
                    awaitable instanceof Future<?>
                            ? Rondo.ensureFuture(awaitable, loop)
                            : begun.computeIfAbsent(
                                    awaitable, a -> Rondo.ensureFuture(awaitable, loop)));
        }
        if (children.isEmpty()) {
            Future<List<T>> nothing = loop.createFuture();
            nothing.setResult(List.of());
            return nothing;
        }
        return new Gathering<>(loop, children, returnExceptions);
    }

    private static EventLoop loopOf(Collection<? extends Awaitable<?>> awaitables) {
        for (Awaitable<?> awaitable : awaitables) {
            if (awaitable instanceof Future<?> future) {
                return future.loop();
            }
        }
        return Rondo.loopFor("gather()");
    }

    /** Returns a collection that is not null and contains no null. */
    static <C extends Collection<?>> C noNulls(C things, String name) {
        for (Object thing : Objects.requireNonNull(things, name)) {
            Objects.requireNonNull(thing, () -> name + " contains null");
        }
        return things;
    }

    /**
     * Suspends until all futures are done. Cancels nothing and throws nothing of theirs. asyncio:
     * {@code wait}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static <F extends Future<?>> Waited<F> waitAll(Collection<? extends F> futures) {
        return WaitFamily.waitFor(
                "waitAll()", futures, WaitFamily.Until.ALL_COMPLETED, Long.MAX_VALUE);
    }

    /**
     * Like {@link #waitAll(Collection)}, for a limited time; when it is over, the rest is returned
     * as pending.
     */
    public static <F extends Future<?>> Waited<F> waitAll(
            Collection<? extends F> futures, Duration atMost) {
        return WaitFamily.waitFor(
                "waitAll()",
                futures,
                WaitFamily.Until.ALL_COMPLETED,
                Delay.nanos("waitAll()", Objects.requireNonNull(atMost, "atMost")));
    }

    /**
     * Suspends until one of the futures is done. asyncio: {@code wait} with {@code
     * FIRST_COMPLETED}.
     */
    public static <F extends Future<?>> Waited<F> waitFirst(Collection<? extends F> futures) {
        return WaitFamily.waitFor(
                "waitFirst()", futures, WaitFamily.Until.FIRST_COMPLETED, Long.MAX_VALUE);
    }

    /** Like {@link #waitFirst(Collection)}, for a limited time. */
    public static <F extends Future<?>> Waited<F> waitFirst(
            Collection<? extends F> futures, Duration atMost) {
        return WaitFamily.waitFor(
                "waitFirst()",
                futures,
                WaitFamily.Until.FIRST_COMPLETED,
                Delay.nanos("waitFirst()", Objects.requireNonNull(atMost, "atMost")));
    }

    /**
     * Suspends until one of the futures failed or all are done. asyncio: {@code wait} with {@code
     * FIRST_EXCEPTION}.
     */
    public static <F extends Future<?>> Waited<F> waitFirstException(
            Collection<? extends F> futures) {
        return WaitFamily.waitFor(
                "waitFirstException()", futures, WaitFamily.Until.FIRST_EXCEPTION, Long.MAX_VALUE);
    }

    /** Like {@link #waitFirstException(Collection)}, for a limited time. */
    public static <F extends Future<?>> Waited<F> waitFirstException(
            Collection<? extends F> futures, Duration atMost) {
        return WaitFamily.waitFor(
                "waitFirstException()",
                futures,
                WaitFamily.Until.FIRST_EXCEPTION,
                Delay.nanos("waitFirstException()", Objects.requireNonNull(atMost, "atMost")));
    }

    /**
     * Returns the futures in the order in which they get done; the iterator's {@code next} suspends
     * until there is one. They are the same objects that were given. asyncio: {@code as_completed}.
     */
    public static <F extends Future<?>> Iterable<F> asCompleted(Collection<? extends F> futures) {
        return new AsCompleted<>(Rondo.loopFor("asCompleted()"), futures, null);
    }

    /**
     * Like {@link #asCompleted(Collection)}, but {@code next} throws {@link TimeoutException} when
     * the time is over.
     */
    public static <F extends Future<?>> Iterable<F> asCompleted(
            Collection<? extends F> futures, Duration atMost) {
        Objects.requireNonNull(atMost, "atMost");
        return new AsCompleted<>(Rondo.loopFor("asCompleted()"), futures, atMost);
    }

    /**
     * Returns an awaitable's result if it is there in time; otherwise it is cancelled, and when its
     * cleanup is through {@link TimeoutException} is thrown. With a time of zero a future must be
     * done already, and a coroutine is closed without having run. asyncio: {@code wait_for}.
     */
    public static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, Duration atMost) {
        Objects.requireNonNull(awaitable, "awaitable");
        Objects.requireNonNull(atMost, "atMost");
        Delay.nanos("waitFor()", atMost);
        Task.currentFor("waitFor()", null, awaitable);
        if (!atMost.isZero()) {
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

    /** Like {@link #waitFor(Awaitable, Duration)}, in seconds: not negative, not NaN. */
    public static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, double seconds) {
        Objects.requireNonNull(awaitable, "awaitable");
        return waitFor(awaitable, Delay.seconds("waitFor()", seconds));
    }

    private static <T extends @Nullable Object> T cancelNow(Future<T> future) {
        future.cancel(null);
        waitAll(List.of(future));
        if (future.cancelled()) {
            throw new TimeoutException(
                    "The deadline passed before the future was done: " + future,
                    new CancelledError(future.cancelMessage()));
        }
        return future.result();
    }

    /**
     * Returns a future that follows an awaitable, but whose cancellation does not reach it.
     * asyncio: {@code shield}.
     */
    public static <T extends @Nullable Object> Future<T> shield(Awaitable<T> awaitable) {
        return Shield.around(Rondo.ensureFuture(awaitable));
    }

    /**
     * Runs attempts in a staggered race: each starts when the one before failed, or after a delay;
     * the first success wins and the others are cancelled. Suspends until they have ended. asyncio:
     * {@code staggered_race}; RFC 8305.
     *
     * @param delay empty to start the next one only after a failure
     */
    public static <T extends @Nullable Object> RaceResult<T> staggeredRace(
            List<? extends Callable<T>> attempts, Optional<Duration> delay) {
        return new StaggeredRace<>(attempts, delay).run();
    }
}
