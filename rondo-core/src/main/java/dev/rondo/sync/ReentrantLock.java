package dev.rondo.sync;

import dev.rondo.Context;
import dev.rondo.Owned;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.Task;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lock that the task which has it may acquire again: for methods that each need it and call each
 * other. It is free when it was released as often as it was acquired.
 *
 * <p>It belongs to the task that acquired it, so nobody else may release it, and a callback can do
 * neither. A task that it starts, or a group's tasks, are other tasks: they wait. Where no method
 * calls another a {@link Lock} is enough, and finds the second acquire that nobody meant.
 *
 * <p>Fair: tasks get it in the order of their calls, and the last {@link #release} hands it over to
 * the next one. It is not handed over when its task ends without releasing it, since what it guards
 * may be half done: then those in line fail, and so does whoever comes later, until a task releases
 * it all the same. Belongs to one loop; see the {@link dev.rondo.sync package}. asyncio has none;
 * Python: {@code threading.RLock}.
 *
 * {@snippet :
 * ReentrantLock lock = new ReentrantLock();
 * lock.with(() -> {
 *     println("outside");
 *     lock.with(() -> println("inside")); // does not wait for itself
 * });
 * }
 */
public final class ReentrantLock extends Acquirable implements Owned {
    // The loop's thread.
    private final Parking line = new Parking(this); // each with its task as its place
    private @Nullable Task<?> owner;
    private int holds; // Invariant: 0 if and only if there is no owner, and then nobody waits
    private final Consumer<Object> atEnd = this::ended; // of an owner for which others have waited
    private @Nullable Task<?> watched; // the owner whose end that hears of
    private String deserter = ""; // the last one that ended while others waited

    /** Creates a lock that nobody has. Any thread. */
    public ReentrantLock() {}

    /** Returns whether somebody has it. */
    public boolean locked() {
        return owner != null;
    }

    /** Returns whether the calling task has it. Any thread. */
    public boolean isHeld() {
        Task<?> task = owner;
        return task != null && Rondo.currentTask().orElse(null) == task;
    }

    /**
     * Acquires it, suspending while another task has it; once more if this task has it already. A
     * cancelled wait leaves the line and nothing behind; once the lock was handed over, the call
     * returns with it and the cancellation comes at the next suspension.
     *
     * @throws IllegalStateException if the caller is not a task, if the task that has it ended
     *     without releasing it, or ends so while this one waits, if it was acquired more often than
     *     an int can count, or if it is bound to another loop
     */
    @Override
    public void acquire() {
        Task<?> task = owning(checkCaller("acquire()"), "acquire()");
        if (!tryTake(task)) {
            waitInLine(task, Objects.requireNonNull(owner));
        }
    }

    private void waitInLine(Task<?> task, Task<?> before) {
        if (before.done()) {
            throw abandoned(before.name());
        }
        watch(before);
        line.awaitWith(task);
        if (owner != task) {
            throw abandoned(deserter);
        }
    }

    /**
     * Acquires it if no other task has it; never suspends.
     *
     * @return whether it was acquired
     * @throws IllegalStateException as {@link #acquire}, but false if its task has ended
     */
    public boolean tryAcquire() {
        return tryTake(owning(checkCaller("tryAcquire()"), "tryAcquire()"));
    }

    private boolean tryTake(Task<?> task) {
        if (owner != null && owner != task) {
            return false;
        }
        if (holds == Integer.MAX_VALUE) {
            throw new IllegalStateException("ReentrantLock acquired too many times: " + this);
        }
        owner = task;
        holds++;
        return true;
    }

    private Task<?> owning(@Nullable Task<?> caller, String operation) {
        if (caller == null) {
            throw new IllegalStateException(
                    operation
                            + " on "
                            + this
                            + " was not called in a task, and only a task can own it\n"
                            + "Call it in a task: createTask(() -> ...); a Lock or a Semaphore has"
                            + " no owner");
        }
        return caller;
    }

    private IllegalStateException abandoned(String name) {
        return new IllegalStateException(
                "Task "
                        + name
                        + " ended without releasing "
                        + this
                        + "\nUse lock.with(() -> ...), which releases whatever happens; release()"
                        + " by any task sets it free now");
    }

    /**
     * Takes one acquire back; the last one hands it over to the task that has waited longest, or
     * sets it free. Never suspends. When its task has ended without releasing it, any task may, and
     * once is enough.
     *
     * @throws IllegalStateException if the calling task does not have it, or if it is bound to
     *     another loop
     */
    @Override
    public void release() {
        Task<?> caller = owning(checkCaller("release()"), "release()");
        Task<?> task = owner;
        if (task == null) {
            throw new IllegalStateException(
                    "ReentrantLock is not acquired: release() on "
                            + this
                            + "\nlock.with(() -> ...) acquires and releases in pairs");
        }
        boolean ended = task.done();
        if (task != caller && !ended) {
            throw new IllegalStateException(
                    "Task "
                            + caller.name()
                            + " releases "
                            + this
                            + ", which Task "
                            + task.name()
                            + " has\nOnly the task that acquired it may release it; where another"
                            + " is to, use a Lock or a Semaphore");
        }
        holds = ended ? 0 : holds - 1;
        if (holds == 0) {
            handOver();
        }
    }

    private void handOver() {
        Task<?> next = (Task<?>) line.firstPlace();
        owner = next;
        holds = next == null ? 0 : 1;
        line.wakeOne();
        watch(line.isEmpty() ? null : next);
    }

    /** Hears of the end of one owner, or of none: one callback, however many wait. */
    private void watch(@Nullable Task<?> task) {
        Task<?> before = watched;
        if (before != task) {
            if (before != null) {
                before.removeDoneCallback(atEnd);
            }
            if (task != null) {
                task.addDoneCallback(atEnd, new Context());
            }
            watched = task;
        }
    }

    private void ended(Object task) {
        if (task == owner) { // and nobody has set it free in between
            deserter = owner.name();
            line.wakeAll();
        }
    }

    /** The loop is closed, and its tasks never go on: nobody has it. */
    @Override
    void forgetWaiters() {
        line.forgetAll();
        owner = null;
        holds = 0;
        watched = null;
    }

    /** Returns the task that has it, unless that has ended. */
    @Override
    public List<Task<?>> owners() {
        Task<?> task = owner;
        return task == null || task.done() ? List.of() : List.of(task);
    }

    /** Returns what is known of it now. */
    public ReentrantLockSnapshot snapshot() {
        return new ReentrantLockSnapshot(
                Optional.ofNullable(owner).map(Task::name), holds, line.waiters());
    }

    @Override
    public String toString() {
        Task<?> task = owner;
        return show(
                task == null ? "unlocked" : "locked by " + task.name() + " holds=" + holds,
                line.waiters());
    }
}
