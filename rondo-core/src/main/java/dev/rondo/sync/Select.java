package dev.rondo.sync;

import dev.rondo.Action;
import dev.rondo.Body;
import dev.rondo.Future;
import dev.rondo.Rondo;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first of several things: an item of a {@link Queue}, an {@link Event} that is set,
 * a {@link Future} or task that is done. Made for {@code import static dev.rondo.sync.Select.*}.
 *
 * <p>Each case has a handler; that of the first source that is ready runs, in the calling task, and
 * its value is the select's. A case that is not chosen leaves no trace: no other item is taken, and
 * nothing is cancelled.
 *
 * <p>Where the handlers have no result, the cases are {@link #whenItemDo}, {@link
 * #whenItemOrEndDo}, {@link #whenDoneDo} and {@link #whenSet(Event, Action)}; the select's value is
 * null then, and nobody looks at it.
 *
 * {@snippet :
 * import static dev.rondo.Rondo.*;
 * import static dev.rondo.sync.Select.*;
 * import dev.rondo.sync.*;
 *
 * void work(Queue<String> jobs, Event stop) {
 *     boolean more = true;
 *     while (more) {
 *         more = select(
 *                 whenSet(stop, () -> false), // goes first when both are ready
 *                 whenItem(jobs, job -> {
 *                     sleep(1); // a handler may suspend
 *                     IO.println(job);
 *                     return true;
 *                 }));
 *     }
 * }
 *
 * void main() {
 *     run(() -> {
 *         Queue<String> jobs = new Queue<>();
 *         Event stop = new Event();
 *         var worker = createTask(() -> work(jobs, stop));
 *         jobs.put("a job");
 *         sleep(2);
 *         stop.set();
 *         worker.await();
 *     });
 * }
 * }
 *
 * <p>A limit of time is a scope around it: {@code timeout(5, () -> select(...))}. Source: Go's
 * {@code select}, kotlinx.coroutines' {@code select}; asyncio has none, and {@code wait} on tasks
 * around {@code get()} loses items.
 */
public final class Select {
    private Select() {}

    /**
     * Waits for the first of some cases and returns what its handler returns.
     *
     * <p>If several are ready when it is called, the first one in the order given wins, and it does
     * not suspend before the handler: so put what must not starve, such as a signal to stop, first.
     * Otherwise it suspends, and what becomes ready first wins, whatever the order. It stands in
     * line at its queues as a {@code get} does: items go to those who wait in the order of their
     * calls.
     *
     * <p>A cancelled wait takes nothing. What was given to it is handled, and a cancellation after
     * that comes at the next suspension: no item is lost.
     *
     * @throws X what the handler throws
     * @throws QueueShutDownException if a queue's case is the first, since it is shut down and
     *     empty, and was made by {@link #whenItem}
     * @throws IllegalArgumentException if there is no case
     * @throws IllegalStateException if it has to wait and the caller is not a task, or if a source
     *     is bound to another loop
     */
    @SafeVarargs
    public static <T extends @Nullable Object, X extends Throwable> T select(
            SelectCase<? extends T, X>... cases) throws X {
        Objects.requireNonNull(cases, "cases");
        if (cases.length == 0) {
            throw new IllegalArgumentException(
                    "select() has nothing to wait for\nGive it a case or more");
        }
        for (SelectCase<? extends T, X> each : cases) {
            Objects.requireNonNull(each, "cases contains null").check();
        }
        for (SelectCase<? extends T, X> each : cases) {
            if (each.isReady()) {
                return each.take();
            }
        }
        return first(cases).handle();
    }

    private static <T extends @Nullable Object, X extends Throwable>
            SelectCase.Place<? extends T, X> first(SelectCase<? extends T, X>[] cases) {
        Selector selector = new Selector(cases);
        if (Rondo.currentTask().isEmpty()) {
            throw new IllegalStateException(
                    "select() has to wait for the first of "
                            + selector
                            + ", but it was not called in a task\n"
                            + "Wait in a task: createTask(() -> ...)");
        }
        List<SelectCase.Place<? extends T, X>> places = new ArrayList<>(cases.length);
        for (SelectCase<? extends T, X> each : cases) {
            places.add(each.waitIn(selector));
        }
        Optional<Future<?>> done;
        try {
            done = selector.await();
        } finally {
            places.forEach(SelectCase.Place::leave);
        }
        for (SelectCase.Place<? extends T, X> place : places) {
            if (place.isFirst(done)) {
                return place;
            }
        }
        throw new AssertionError("a select was woken by none of its sources: " + selector);
    }

    // ---- Cases

    /**
     * Returns a case that takes an item of a queue, as {@link Queue#get} does. If the queue is shut
     * down and empty the case is ready, and throws {@link QueueShutDownException}.
     *
     * @param handler gets the item
     */
    public static <I, T extends @Nullable Object, X extends Throwable> SelectCase<T, X> whenItem(
            Queue<I> queue, SelectHandler<? super I, ? extends T, ? extends X> handler) {
        Objects.requireNonNull(queue, "queue");
        Objects.requireNonNull(handler, "handler");
        return new SelectCase.OfQueue<>(
                queue,
                (Optional<I> item) ->
                        handler.handle(item.orElseThrow(() -> queue.shutDown("select()"))));
    }

    /**
     * Like {@link #whenItem}, for queues that end: the handler gets an item, or empty if the queue
     * is shut down and empty.
     */
    public static <I, T extends @Nullable Object, X extends Throwable>
            SelectCase<T, X> whenItemOrEnd(
                    Queue<I> queue,
                    SelectHandler<? super Optional<I>, ? extends T, ? extends X> handler) {
        Objects.requireNonNull(queue, "queue");
        Objects.requireNonNull(handler, "handler");
        return new SelectCase.OfQueue<>(queue, handler);
    }

    /** Like {@link #whenItem}, for a handler without a result. */
    public static <I, X extends Throwable> SelectCase<@Nullable Void, X> whenItemDo(
            Queue<I> queue, SelectAction<? super I, ? extends X> handler) {
        return whenItem(queue, withoutResult(handler));
    }

    /** Like {@link #whenItemOrEnd}, for a handler without a result. */
    public static <I, X extends Throwable> SelectCase<@Nullable Void, X> whenItemOrEndDo(
            Queue<I> queue, SelectAction<? super Optional<I>, ? extends X> handler) {
        return whenItemOrEnd(queue, withoutResult(handler));
    }

    /**
     * Returns a case that is ready while an event is set. The event may be clear again by the time
     * the handler runs.
     */
    public static <T extends @Nullable Object, X extends Throwable> SelectCase<T, X> whenSet(
            Event event, Body<? extends T, ? extends X> handler) {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(handler, "handler");
        return new SelectCase.OfEvent<>(event, handler);
    }

    /** Like {@link #whenSet(Event, Body)}, for a handler without a result. */
    public static <X extends Throwable> SelectCase<@Nullable Void, X> whenSet(
            Event event, Action<? extends X> handler) {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(handler, "handler");
        return new SelectCase.OfEvent<>(
                event,
                () -> {
                    handler.run();
                    return null;
                });
    }

    /**
     * Returns a case that is ready when a future or task is done. One that failed or was cancelled
     * is done too: then the select throws what its {@link Future#await} throws. A cancelled select
     * does not cancel it.
     *
     * @param handler gets the result
     */
    public static <A extends @Nullable Object, T extends @Nullable Object, X extends Throwable>
            SelectCase<T, X> whenDone(
                    Future<A> future, SelectHandler<? super A, ? extends T, ? extends X> handler) {
        Objects.requireNonNull(future, "future");
        Objects.requireNonNull(handler, "handler");
        return new SelectCase.OfFuture<>(future, handler);
    }

    /** Like {@link #whenDone}, for a handler without a result. */
    public static <A extends @Nullable Object, X extends Throwable>
            SelectCase<@Nullable Void, X> whenDoneDo(
                    Future<A> future, SelectAction<? super A, ? extends X> handler) {
        return whenDone(future, withoutResult(handler));
    }

    private static <A extends @Nullable Object, X extends Throwable>
            SelectHandler<A, @Nullable Void, X> withoutResult(
                    SelectAction<? super A, ? extends X> handler) {
        Objects.requireNonNull(handler, "handler");
        return given -> {
            handler.handle(given);
            return null;
        };
    }
}
