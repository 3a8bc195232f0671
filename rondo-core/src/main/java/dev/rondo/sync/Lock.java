package dev.rondo.sync;

import dev.rondo.CancelledError;
import dev.rondo.Owned;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.Task;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets one task at a time into code that suspends. Code that does not suspend needs no lock: no
 * other task of the loop runs in between.
 *
 * <p>Fair: tasks get it in the order of their calls, and {@link #release} hands it over to the next
 * one, so that nobody can come between. It knows the task that has it, for the wait graph and for
 * one check: it is not reentrant, and a task that acquires it twice would wait for itself, so that
 * is refused. But any task may release it, and so may a callback, as in asyncio.
 *
 * <p>Belongs to one loop; see the {@link dev.rondo.sync package}. asyncio: {@code Lock}.
 *
 * {@snippet :
 * Lock lock = new Lock();
 * Account account = lock.with(() -> {
 *     Account loaded = load(id); // suspends
 *     save(loaded.plus(100)); // suspends
 *     return loaded;
 * });
 * }
 */
public final class Lock extends Acquirable implements Owned {
    // The loop's thread.
    private final Parking line = new Parking(this); // each with its task as its place
    private boolean locked; // Invariant: nobody waits while it is not locked
    private @Nullable Task<?> owner; // null while it is not locked, or locked by no task

    /** Creates a lock that nobody has. Any thread. */
    public Lock() {}

    /** Returns whether somebody has it. */
    public boolean locked() {
        return locked;
    }

    /**
     * Acquires it, suspending while somebody else has it. A cancelled wait leaves the line and
     * nothing behind; once the lock was handed over, the call returns with it and the cancellation
     * comes at the next suspension. asyncio: {@code acquire}.
     *
     * @throws IllegalStateException if it has to wait and the caller is not a task, if the calling
     *     task has it already, or if the lock is bound to another loop
     */
    @Override
    public void acquire() {
        Task<?> caller = checkCaller("acquire()");
        if (!locked) {
            take(caller);
            return;
        }
        Task<?> task = toWait(caller, "acquire()");
        if (task == owner) {
            throw reentered(task);
        }
        line.awaitWith(task);
    }

    /**
     * Acquires it if nobody has it; never suspends.
     *
     * @return whether it was acquired; false for the task that has it already
     * @throws IllegalStateException if the lock is bound to another loop
     */
    public boolean tryAcquire() {
        Task<?> caller = checkCaller("tryAcquire()");
        if (locked) {
            return false;
        }
        take(caller);
        return true;
    }

    /**
     * Acquires it for the calling task, whatever is cancelled meanwhile.
     *
     * @throws CancelledError when it has the lock, if it was cancelled while it waited
     */
    void acquireAnyway(Task<?> task) {
        if (locked) {
            Rondo.shielded(() -> line.awaitWith(task));
            Rondo.throwIfCancelled();
        } else {
            take(task);
        }
    }

    private void take(@Nullable Task<?> task) {
        locked = true;
        owner = task;
    }

    private IllegalStateException reentered(Task<?> task) {
        return new IllegalStateException(
                "Task "
                        + task.name()
                        + " acquires "
                        + this
                        + " again, which it has: it would wait for itself for ever\n"
                        + "Use the lock you have: acquire it once, outside of all that needs it; for"
                        + " a wait that another task is to end use an Event or a Semaphore");
    }

    /**
     * Hands it over to the task that has waited longest, or sets it free; never suspends. asyncio:
     * {@code release}.
     *
     * @throws IllegalStateException if nobody has it, or if it is bound to another loop
     */
    @Override
    public void release() {
        checkCaller("release()");
        if (!locked) {
            throw new IllegalStateException(
                    "Lock is not acquired: release() on "
                            + this
                            + "\nlock.with(() -> ...) acquires and releases in pairs");
        }
        Task<?> next = (Task<?>) line.firstPlace();
        owner = next;
        locked = next != null;
        line.wakeOne();
    }

    @Override
    void forgetWaiters() {
        line.forgetAll();
        owner = null;
    }

    /**
     * Returns the task that has it, unless that has ended without a release: then somebody else is
     * to release it.
     */
    @Override
    public List<Task<?>> owners() {
        Task<?> task = owner;
        return task == null || task.done() ? List.of() : List.of(task);
    }

    /** Returns what is known of it now. */
    public LockSnapshot snapshot() {
        return new LockSnapshot(locked, Optional.ofNullable(owner).map(Task::name), line.waiters());
    }

    @Override
    public String toString() {
        return show(locked ? "locked" : "unlocked", line.waiters());
    }
}
