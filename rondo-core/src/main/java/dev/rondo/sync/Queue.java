package dev.rondo.sync;

import dev.rondo.Parking;
import dev.rondo.Task;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Passes items from tasks that put to tasks that get, first in, first out.
 *
 * <p>With a maximum size, {@link #put} suspends while it is full, so that who produces goes no
 * faster than who consumes; without one nothing slows producers down.
 *
 * <p>Fair: items go out, and room is given, in the order of the calls. An item that is put while a
 * task waits for one goes straight to that task and is never seen in {@link #size}; room that
 * becomes free goes straight to the item that waited longest. So nobody can come between, and a
 * cancellation loses no item: a get that was cancelled took none, a put that was cancelled left
 * none, and once either has happened the call returns normally and the cancellation comes at the
 * next suspension.
 *
 * <p>Iterating gets items, suspending for each, until the queue is shut down and empty; any number
 * of tasks may iterate at a time. {@link #producer} lets several producers end it together.
 *
 * <p>Belongs to one loop; see the {@link dev.rondo.sync package}. asyncio: {@code Queue}.
 *
 * {@snippet :
 * Queue<URI> pages = new Queue<>(100);
 * createTask(() -> {
 *     for (URI page : pages) { // ends when the queue is shut down and empty
 *         fetch(page);
 *     }
 * });
 * pages.put(URI.create("https://example.org/"));
 * pages.shutdown();
 * }
 *
 * @param <T> the items, never null
 */
public sealed class Queue<T> extends LoopBound implements Iterable<T>
        permits LifoQueue, PriorityQueue {
    private final int maxSize; // 0 for none
    // The loop's thread.
    private final java.util.Queue<T> items;
    private final Parking getters = new Parking("get of", this); // Invariant: one waits => no item
    private final Watches<ItemWatch<T>> watches = new Watches<>(); // likewise, of tasks that select
    private final Parking putters = new Parking("put of", this); // Invariant: one waits => is full
    private final Parking joiners = new Parking("join of", this);
    private int turns; // taken by those who wait for an item, so that the two lines are one
    private long unfinished; // Invariant: who joins waits only while it is above 0
    private boolean shutDown; // Invariant: nobody waits to put or get while it is set
    private int producers; // that are open

    /** Creates a queue without a maximum size. Any thread. */
    public Queue() {
        this(0);
    }

    /**
     * Creates a queue. Any thread.
     *
     * @param maxSize how many items it holds at most; 0 for no limit, as in asyncio
     * @throws IllegalArgumentException if it is negative
     */
    public Queue(int maxSize) {
        this(maxSize, new ArrayDeque<>());
    }

    Queue(int maxSize, java.util.Queue<T> items) {
        if (maxSize < 0) {
            throw new IllegalArgumentException(
                    "maxSize must be >= 0, but it is " + maxSize + "\n0 stands for no limit");
        }
        this.maxSize = maxSize;
        this.items = items;
    }

    // ---- Asking

    /** Returns how many items are in it. asyncio: {@code qsize}. */
    public final int size() {
        return items.size();
    }

    /** Returns how many items it holds at most; 0 for no limit. asyncio: {@code maxsize}. */
    public final int maxSize() {
        return maxSize;
    }

    /** Returns whether no item is in it. asyncio: {@code empty}. */
    public final boolean isEmpty() {
        return items.isEmpty();
    }

    /** Returns whether it holds as many items as it may. asyncio: {@code full}. */
    public final boolean isFull() {
        return maxSize > 0 && items.size() >= maxSize;
    }

    /** Returns whether it was shut down. */
    public final boolean isShutDown() {
        return shutDown;
    }

    // ---- Putting

    /**
     * Puts an item, suspending while the queue is full. A cancelled wait leaves no item behind.
     * asyncio: {@code put}.
     *
     * @throws QueueShutDownException if the queue is shut down, or is while the task waits
     * @throws NullPointerException if the item is null
     * @throws IllegalStateException if it has to wait and the caller is not a task, or if the queue
     *     is bound to another loop
     */
    public final void put(T item) {
        Task<?> caller = checkCaller("put()");
        if (offer("put()", item)) {
            return;
        }
        toWait(caller, "put()");
        ItemPlace<T> place = ItemPlace.with(item);
        putters.awaitWith(place);
        if (!place.wasLetIn()) {
            throw shutDown("put()");
        }
    }

    /**
     * Puts an item if there is room for it; never suspends. asyncio: {@code put_nowait}.
     *
     * @throws QueueFullException if there is no room
     * @throws QueueShutDownException if the queue is shut down
     * @throws NullPointerException if the item is null
     * @throws IllegalStateException if the queue is bound to another loop
     */
    public final void putNow(T item) {
        checkCaller("putNow()");
        if (!offer("putNow()", item)) {
            throw new QueueFullException(
                    "Queue is full: putNow() on " + this + "\nput() waits, tryPut() tells");
        }
    }

    /**
     * Puts an item if there is room for it; never suspends. Like {@link #putNow} otherwise.
     *
     * @return whether it was put
     */
    public final boolean tryPut(T item) {
        checkCaller("tryPut()");
        return offer("tryPut()", item);
    }

    private boolean offer(String operation, T item) {
        Objects.requireNonNull(item, "A queue takes no null; put an Optional, or shut it down");
        if (shutDown) {
            throw shutDown(operation);
        }
        if (!handOver(item)) {
            if (isFull()) {
                return false;
            }
            items.add(item);
        }
        unfinished++;
        return true;
    }

    /** Gives an item to who has waited longest for one; returns false if nobody waits. */
    private boolean handOver(T item) {
        ItemPlace<T> getter = firstOf(getters);
        ItemWatch<T> watch = watches.first();
        if (watch != null && (getter == null || watch.place().isBefore(getter))) {
            watch.place().deliver(item);
            watches.win(watch);
            return true;
        }
        if (getter == null) {
            return false;
        }
        getter.deliver(item);
        getters.wakeOne();
        return true;
    }

    /** Returns the place of the task that has waited longest in a line for items; null if none. */
    @SuppressWarnings("unchecked") // only put and get wait there
    private @Nullable ItemPlace<T> firstOf(Parking line) {
        return (ItemPlace<T>) line.firstPlace();
    }

    // ---- Getting

    /**
     * Takes the next item, suspending while there is none. A cancelled wait takes no item. asyncio:
     * {@code get}.
     *
     * @throws QueueShutDownException if the queue is shut down and empty, or is while the task
     *     waits
     * @throws IllegalStateException if it has to wait and the caller is not a task, or if the queue
     *     is bound to another loop
     */
    public final T get() {
        T item = takeOrEnd("get()");
        if (item == null) {
            throw shutDown("get()");
        }
        return item;
    }

    /**
     * Takes the next item if there is one; never suspends. asyncio: {@code get_nowait}.
     *
     * @throws QueueEmptyException if there is none
     * @throws QueueShutDownException if the queue is shut down and empty
     * @throws IllegalStateException if the queue is bound to another loop
     */
    public final T getNow() {
        T item = takeNow("getNow()");
        if (item == null) {
            throw new QueueEmptyException(
                    "Queue is empty: getNow() on " + this + "\nget() waits, tryGet() tells");
        }
        return item;
    }

    /**
     * Takes the next item if there is one; never suspends. Like {@link #getNow} otherwise.
     *
     * @return the item, or empty if there is none
     */
    public final Optional<T> tryGet() {
        return Optional.ofNullable(takeNow("tryGet()"));
    }

    /** Takes the next item, suspending; returns null if the queue is shut down and empty. */
    final @Nullable T takeOrEnd(String operation) {
        Task<?> caller = checkCaller(operation);
        if (!items.isEmpty()) {
            return take();
        }
        if (shutDown) {
            return null;
        }
        toWait(caller, operation);
        ItemPlace<T> place = ItemPlace.forItem(++turns);
        getters.awaitWith(place);
        return place.delivered();
    }

    /** Has a select take part in the line for items. */
    final ItemWatch<T> watch(Selector selector) {
        ItemWatch<T> watch = new ItemWatch<>(selector, ItemPlace.forItem(++turns));
        watches.add(watch);
        return watch;
    }

    /** Forgets a select that is over. */
    final void unwatch(ItemWatch<T> watch) {
        watches.remove(watch);
    }

    private @Nullable T takeNow(String operation) {
        checkCaller(operation);
        if (shutDown && items.isEmpty()) {
            throw shutDown(operation);
        }
        return take();
    }

    private @Nullable T take() {
        T item = items.poll();
        if (item != null) {
            admit();
        }
        return item;
    }

    /** Gives room that became free to the item that has waited longest. */
    private void admit() {
        for (ItemPlace<T> putter = firstOf(putters); putter != null; putter = firstOf(putters)) {
            boolean added = addItemOf(putter);
            putters.wakeOne();
            if (added) {
                unfinished++;
                return;
            }
        }
    }

    private boolean addItemOf(ItemPlace<T> putter) {
        try {
            return items.add(putter.take());
        } catch (RuntimeException e) { // a comparator's: it belongs to who brought the item
            putter.refuse(e);
            return false;
        }
    }

    // ---- Work

    /**
     * Says that an item that was got is worked off; one call an item. Never suspends. asyncio:
     * {@code task_done}.
     *
     * @throws IllegalStateException if it was called for all items already, or if the queue is
     *     bound to another loop
     */
    public final void taskDone() {
        checkCaller("taskDone()");
        if (unfinished == 0) {
            throw new IllegalStateException(
                    "taskDone() called too many times: "
                            + this
                            + "\nCall it once for each item that get() returned");
        }
        unfinished--;
        wakeJoiners();
    }

    /**
     * Suspends until {@link #taskDone} was called for every item that was put; returns at once if
     * so. A cancelled wait leaves nothing behind. asyncio: {@code join}.
     *
     * @throws IllegalStateException if it has to wait and the caller is not a task, or if the queue
     *     is bound to another loop
     */
    public final void join() {
        Task<?> caller = checkCaller("join()");
        if (unfinished > 0) {
            toWait(caller, "join()");
            joiners.await();
        }
    }

    private void wakeJoiners() {
        if (unfinished == 0) {
            joiners.wakeAll();
        }
    }

    // ---- The end

    /**
     * Ends it: puts fail from now on, those that wait included, and gets fail when the items that
     * are in it have been taken. Never suspends; may be called again. asyncio: {@code shutdown}.
     *
     * @throws IllegalStateException if the queue is bound to another loop
     */
    public final void shutdown() {
        shutdown(false);
    }

    /**
     * Like {@link #shutdown()}.
     *
     * @param immediate whether to drop the items that are in it, each as if {@link #taskDone} was
     *     called for it
     */
    public final void shutdown(boolean immediate) {
        checkCaller("shutdown()");
        shutDown = true;
        if (immediate) {
            unfinished = Math.max(0, unfinished - items.size()); // taskDone() may have come early
            items.clear();
            wakeJoiners();
        }
        getters.wakeAll();
        watches.winAll();
        putters.wakeAll();
    }

    final QueueShutDownException shutDown(String operation) {
        return new QueueShutDownException("Queue is shut down: " + operation + " on " + this);
    }

    /**
     * Opens one of several producers: the queue is shut down when the last of them is closed. Open
     * them all before the first can be closed.
     *
     * @throws QueueShutDownException if the queue is shut down
     * @throws IllegalStateException if the queue is bound to another loop
     */
    public final QueueProducer<T> producer() {
        checkCaller("producer()");
        if (shutDown) {
            throw shutDown("producer()");
        }
        producers++;
        return new QueueProducer<>(this);
    }

    /** Counts a producer that was closed. */
    final void producerClosed() {
        checkCaller("close()");
        producers--;
        if (producers == 0) {
            shutdown(false);
        }
    }

    /**
     * Returns an iterator that takes items. {@code hasNext} suspends until there is one, which
     * {@code next} then returns, or until the queue is shut down and empty.
     */
    @Override
    public final Iterator<T> iterator() {
        return new QueueIterator<>(this);
    }

    @Override
    final void forgetWaiters() {
        getters.forgetAll();
        watches.forgetAll();
        putters.forgetAll();
        joiners.forgetAll();
    }

    // ---- Showing

    /** Returns what is known of it now. */
    public final QueueSnapshot snapshot() {
        return new QueueSnapshot(
                items.size(),
                maxSize,
                getters.waiters() + watches.open(),
                putters.waiters(),
                joiners.waiters(),
                unfinished,
                producers,
                shutDown);
    }

    @Override
    public final String toString() {
        QueueSnapshot now = snapshot();
        return show(
                "size="
                        + now.size()
                        + (maxSize == 0 ? "" : "/" + maxSize)
                        + (now.getters() == 0 ? "" : " getters=" + now.getters())
                        + (now.putters() == 0 ? "" : " putters=" + now.putters())
                        + (now.joiners() == 0 ? "" : " joiners=" + now.joiners())
                        + (unfinished == 0 ? "" : " unfinished=" + unfinished)
                        + (producers == 0 ? "" : " producers=" + producers)
                        + (shutDown ? " shut down" : ""),
                0);
    }
}
