package dev.rondo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place where tasks wait in line until somebody wakes them: what every wait of Rondo's own is
 * made of, but those for a {@link Future}, a time or a thread.
 *
 * <p>It can be used again and again, and a wait makes no object: the line goes through the tasks,
 * each of which waits in one place at a time. Who wakes a task takes it out of the line, so what
 * the wait was for can be given to it at once, and nobody comes between; a cancellation takes its
 * task out and touches no other. A wake-up that came before a cancellation is delivered, and the
 * cancellation comes at the next suspension. So there is no moment at which something was given to
 * a task that does not get it.
 *
 * <p>It knows what it is for, as an object, which {@link Task#snapshot} and the wait graph show.
 *
 * <p>Rejected: a future a wait, as asyncio has them. It costs two objects, stays in its line until
 * its task runs, and has to be asked whether it was cancelled meanwhile by everybody who completes
 * it.
 *
 * <p>Belongs to the loop of the tasks that wait; the waking methods may also be called by a poller
 * during its poll. None but {@code await} suspends.
 *
 * {@snippet :
 * Parking delivery = new Parking("delivery to", shelf);
 * while (shelf.isEmpty()) {
 *     delivery.await(); // whoever fills the shelf calls delivery.wakeOne()
 * }
 * sell(shelf.remove());
 * }
 */
public final class Parking implements WaitPoint {
    private final String doing; // before the object in a text; may be empty
    private final Object what;
    private final boolean owned; // whether the wait graph goes on behind it
    // The loop's thread. Invariant: every task in the line has task.waitingOn == this.
    private @Nullable Task<?> first;
    private @Nullable Task<?> last;
    private int waiters;

    /** Creates one on which tasks wait for an object, whose text the graph shows. Any thread. */
    public Parking(Object what) {
        this("", what);
    }

    /**
     * Creates one on which tasks wait for something to happen to an object. Any thread.
     *
     * @param doing what they wait for, to be read before the object: "read of"
     * @param what the object
     */
    public Parking(String doing, Object what) {
        this.doing = Objects.requireNonNull(doing, "doing");
        this.what = Objects.requireNonNull(what, "what");
        this.owned = what instanceof Owned || what instanceof Future<?>;
    }

    /**
     * Suspends the calling task, at the end of the line, until it is woken. Always a cancellation
     * point; a cancellation leaves nothing behind.
     *
     * @throws CancelledError if the task is cancelled before it is woken
     * @throws IllegalStateException if the caller is not a task, or one of another loop than those
     *     that wait here
     */
    public void await() {
        suspend(null);
    }

    /**
     * Like {@link #await()}, with an object that whoever wakes it finds by {@link #firstPlace}: to
     * be filled with what the wait was for, or with what the task has brought.
     */
    public void awaitWith(Object place) {
        suspend(Objects.requireNonNull(place, "place"));
    }

    private void suspend(@Nullable Object place) {
        Task<?> task = Task.currentFor("await()", null, this);
        Task<?> before = first;
        if (before != null && before.loop() != task.loop()) {
            throw Misuse.otherLoop("await()", task.name(), this);
        }
        if (owned) {
            task.loop().host().deadlocks().waits(task, this);
        }
        task.parkIn(this, place);
    }

    /**
     * Like {@link #await()}, but ends also when one of some futures is done: at once if one is.
     * What is done to the futures is nothing; a cancellation leaves nothing behind in them either.
     *
     * @return the future that ended it, the first one of those that were done before; empty if the
     *     task was woken
     * @throws IllegalStateException as {@link #await()}, or if a future is of another loop
     */
    public Optional<Future<?>> awaitOr(Collection<? extends Future<?>> futures) {
        Task<?> task = Task.currentFor("awaitOr()", null, this);
        for (Future<?> future : NoNulls.in(futures, "futures")) {
            if (future.loop() != task.loop()) {
                throw Misuse.otherLoop("awaitOr()", task.name(), future);
            }
            if (future.done()) {
                return Optional.of(future);
            }
        }
        List<Arrival> arrivals = new ArrayList<>(futures.size());
        try {
            for (Future<?> future : futures) {
                arrivals.add(new Arrival(this, task, future));
            }
            suspend(null);
        } finally {
            arrivals.forEach(Arrival::forget);
        }
        return arrivals.stream().filter(a -> a.ended).findFirst().map(a -> a.future);
    }

    /** Wakes a task when a future is done, if it waits here then. */
    private static final class Arrival extends Completion {
        private final Parking parking;
        private final Task<?> task;
        private final Future<?> future;
        private boolean ended; // the wait

        Arrival(Parking parking, Task<?> task, Future<?> future) {
            this.parking = parking;
            this.task = task;
            this.future = future;
            future.addCompletion(this);
        }

        @Override
        void done(Future<?> done) {
            if (task.waitingOn() == parking) {
                ended = true;
                parking.remove(task);
                task.wake();
            }
        }

        void forget() {
            future.removeCompletion(this);
        }
    }

    /**
     * Wakes the task that has waited longest; returns false if there is none.
     *
     * @throws IllegalStateException on a thread that is not the loop's
     */
    public boolean wakeOne() {
        Task<?> task = first;
        if (task == null) {
            return false;
        }
        task.loop().checkParkingThread();
        remove(task);
        task.wake();
        return true;
    }

    /** Wakes all tasks that wait now, and returns how many. See {@link #wakeOne}. */
    public int wakeAll() {
        int woken = 0;
        while (wakeOne()) {
            woken++;
        }
        return woken;
    }

    /** Returns how many tasks wait. */
    public int waiters() {
        return waiters;
    }

    /** Returns whether no task waits. */
    public boolean isEmpty() {
        return first == null;
    }

    /**
     * Returns what the task that {@link #wakeOne} would wake gave to {@link #awaitWith}; null if no
     * task waits, or it gave none.
     */
    public @Nullable Object firstPlace() {
        Task<?> task = first;
        return task == null ? null : task.place();
    }

    /** Returns the object that it was made for. */
    public Object what() {
        return what;
    }

    boolean isOwned() {
        return owned;
    }

    /** Forgets who waits: their loop is closed, and they never go on. */
    public void forgetAll() {
        for (Task<?> task = first; task != null; task = first) {
            remove(task);
        }
    }

    // ---- The line, which goes through the tasks

    void add(Task<?> task) {
        Task<?> before = last;
        task.parkedBefore = before;
        if (before == null) {
            first = task;
        } else {
            before.parkedBehind = task;
        }
        last = task;
        waiters++;
    }

    /** Takes a task out of the line; does nothing when it is not in it. */
    void remove(Task<?> task) {
        if (task.parkedBefore == null && first != task) {
            return;
        }
        Task<?> before = task.parkedBefore;
        Task<?> behind = task.parkedBehind;
        if (before == null) {
            first = behind;
        } else {
            before.parkedBehind = behind;
        }
        if (behind == null) {
            last = before;
        } else {
            behind.parkedBefore = before;
        }
        task.parkedBefore = null;
        task.parkedBehind = null;
        waiters--;
    }

    /** Returns what is waited for. */
    @Override
    public String toString() {
        return doing.isEmpty() ? what.toString() : doing + " " + what;
    }
}
