package dev.rondo.sync;

import dev.rondo.Action;
import dev.rondo.Body;
import dev.rondo.CancelledError;
import dev.rondo.struct.Linked;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets one task at a time into code that suspends. Code that does not suspend needs no lock: no
 * other task of the loop runs in between.
 *
 * <p>Fair: tasks get it in the order of their calls, and {@link #release} hands it over to the next
 * one, so that nobody can come between. It has no owner and is not reentrant: any task may release
 * it, and a task that acquires it twice waits for itself.
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
public final class Lock extends LoopBound {
    // The loop's thread.
    private final Linked<Waiter<@Nullable Void>> waiters = new Linked<>();
    private boolean locked; // Invariant: nobody waits while it is not locked

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
     * @throws IllegalStateException if it has to wait and the caller is not a task, or if the lock
     *     is bound to another loop
     */
    public void acquire() {
        checkCaller("acquire()");
        if (locked) {
            Waiter.awaitIn(waiters, new Waiter<@Nullable Void>(bind("acquire()")));
        } else {
            locked = true;
        }
    }

    /**
     * Acquires it if nobody has it; never suspends.
     *
     * @return whether it was acquired
     * @throws IllegalStateException if the lock is bound to another loop
     */
    public boolean tryAcquire() {
        checkCaller("tryAcquire()");
        if (locked) {
            return false;
        }
        locked = true;
        return true;
    }

    /** Acquires it whatever is cancelled meanwhile; returns the last cancellation that came. */
    @Nullable CancelledError acquireAnyway(String operation) {
        checkCaller(operation);
        if (locked) {
            return new ReturningWaiter(bind(operation)).awaitAnyway(waiters);
        }
        locked = true;
        return null;
    }

    /**
     * Hands it over to the task that has waited longest, or sets it free; never suspends. asyncio:
     * {@code release}.
     *
     * @throws IllegalStateException if nobody has it, or if it is bound to another loop
     */
    public void release() {
        checkCaller("release()");
        if (!locked) {
            throw new IllegalStateException(
                    "Lock is not acquired: release() on "
                            + this
                            + "\nlock.with(() -> ...) acquires and releases in pairs");
        }
        Waiter<@Nullable Void> next = Waiter.takeFirst(waiters);
        if (next == null) {
            locked = false;
        } else {
            next.answer(null);
        }
    }

    /**
     * Runs a body that has the lock, and releases it. Suspends as {@link #acquire} does. asyncio:
     * {@code async with lock}.
     *
     * @return what the body returned
     * @throws X what the body threw
     */
    public <T extends @Nullable Object, X extends Throwable> T with(Body<T, X> body) throws X {
        Objects.requireNonNull(body, "body");
        acquire();
        try {
            return body.run();
        } finally {
            release();
        }
    }

    /** Like {@link #with(Body)}, for a body without a result. */
    public <X extends Throwable> void with(Action<X> body) throws X {
        Objects.requireNonNull(body, "body");
        acquire();
        try {
            body.run();
        } finally {
            release();
        }
    }

    @Override
    void forgetWaiters() {
        Waiter.forget(waiters);
    }

    /** Returns what is known of it now. */
    public LockSnapshot snapshot() {
        return new LockSnapshot(locked, Waiter.count(waiters));
    }

    @Override
    public String toString() {
        return show(locked ? "locked" : "unlocked", Waiter.count(waiters));
    }
}
