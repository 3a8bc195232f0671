package dev.rondo.sync;

import dev.rondo.CancelledError;
import dev.rondo.Parking;
import dev.rondo.Task;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * A {@link Lock} whose holders can wait until another holder signals that something has changed.
 *
 * <p>The names are those of {@link java.util.concurrent.locks.Condition}, since {@code wait} and
 * {@code notify} belong to {@link Object}:
 *
 * <pre>
 *   asyncio          here
 *   wait()           await()
 *   wait_for(p)      awaitUntil(p)
 *   notify(n=1)      signal(), signal(n)
 *   notify_all()     signalAll()
 *   async with cond  with(() -> ...)
 * </pre>
 *
 * <p>Fair: signals reach tasks in the order in which they began to wait. A signal is not lost: a
 * task that got one and is cancelled before it has the lock back passes the signal on. Belongs to
 * one loop; see the {@link dev.rondo.sync package}. asyncio: {@code Condition}.
 *
 * {@snippet :
 * Condition stock = new Condition();
 * createTask(() -> stock.with(() -> {
 *     stock.awaitUntil(() -> !shelf.isEmpty()); // gives the lock up while it waits
 *     sell(shelf.removeFirst());
 * }));
 * stock.with(() -> {
 *     shelf.add(delivery());
 *     stock.signal();
 * });
 * }
 */
public final class Condition extends Acquirable {
    private final Lock lock;
    private final Parking line = new Parking(this); // the loop's thread

    /** Creates a condition with a lock of its own. Any thread. */
    public Condition() {
        this(new Lock());
    }

    /** Creates a condition over a lock, which several conditions may share. Any thread. */
    public Condition(Lock lock) {
        this.lock = Objects.requireNonNull(lock, "lock");
    }

    // ---- The lock

    /** Returns whether somebody has the lock. */
    public boolean locked() {
        return lock.locked();
    }

    /** Acquires the lock. See {@link Lock#acquire}. */
    @Override
    public void acquire() {
        lock.acquire();
    }

    /** Acquires the lock if nobody has it; never suspends. See {@link Lock#tryAcquire}. */
    public boolean tryAcquire() {
        return lock.tryAcquire();
    }

    /** Releases the lock. See {@link Lock#release}. */
    @Override
    public void release() {
        lock.release();
    }

    // ---- Waiting

    /**
     * Releases the lock, suspends until a signal comes, and acquires the lock again. Others may
     * have come first meanwhile, so check again what was waited for, as {@link #awaitUntil} does.
     *
     * <p>A cancellation, too, is thrown only when the lock is acquired again; one that comes after
     * the signal only if the task has to wait for the lock, and then the signal goes to the next
     * one who waits. If the lock is free the call returns, and the cancellation comes at the next
     * suspension. asyncio: {@code wait}.
     *
     * @throws IllegalStateException if the lock is not acquired, if the caller is not a task, or if
     *     the condition is bound to another loop
     */
    public void await() {
        Task<?> caller = checkCaller("await()");
        checkLocked("await()");
        Task<?> task = toWait(caller, "await()");
        lock.release();
        boolean signalled = false;
        try {
            line.await();
            signalled = true;
        } finally { // also when it was cancelled, or cannot suspend where it is
            takeLockBack(task, signalled);
        }
    }

    private void takeLockBack(Task<?> task, boolean signalled) {
        try {
            lock.acquireAnyway(task);
        } catch (CancelledError late) {
            if (signalled) {
                wake(1);
            }
            throw late;
        }
    }

    /**
     * Waits as {@link #await} does, again and again, until a predicate is true; it is asked first
     * and with the lock held. Does not suspend if it is true at once. asyncio: {@code wait_for}.
     *
     * @throws IllegalStateException as {@link #await} does, if it has to wait
     */
    public void awaitUntil(BooleanSupplier predicate) {
        Objects.requireNonNull(predicate, "predicate");
        while (!predicate.getAsBoolean()) {
            await();
        }
    }

    // ---- Signalling

    /**
     * Wakes the task that has waited longest, if any; never suspends. It goes on when it has the
     * lock, which the caller still holds. asyncio: {@code notify}.
     *
     * @throws IllegalStateException if the lock is not acquired, or if the condition is bound to
     *     another loop
     */
    public void signal() {
        signal(1);
    }

    /**
     * Like {@link #signal()}, for the tasks that have waited longest: a number of them, or all if
     * there are fewer.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public void signal(int tasks) {
        if (tasks < 0) {
            throw new IllegalArgumentException(
                    "signal() takes a number of tasks, but got " + tasks);
        }
        checkCaller("signal()");
        checkLocked("signal()");
        wake(tasks);
    }

    /** Like {@link #signal()}, for all tasks that wait. asyncio: {@code notify_all}. */
    public void signalAll() {
        checkCaller("signalAll()");
        checkLocked("signalAll()");
        wake(Integer.MAX_VALUE);
    }

    private void wake(int tasks) {
        for (int i = 0; i < tasks && line.wakeOne(); i++) {}
    }

    private void checkLocked(String operation) {
        if (!lock.locked()) {
            throw new IllegalStateException(
                    operation
                            + " needs the lock, but it is not acquired: "
                            + this
                            + "\nCall it inside condition.with(() -> ...)");
        }
    }

    @Override
    void forgetWaiters() {
        line.forgetAll();
    }

    /** Returns what is known of it now. */
    public ConditionSnapshot snapshot() {
        return new ConditionSnapshot(lock.snapshot(), line.waiters());
    }

    @Override
    public String toString() {
        return show(lock.locked() ? "locked" : "unlocked", line.waiters());
    }
}
