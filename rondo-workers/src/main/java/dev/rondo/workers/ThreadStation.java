package dev.rondo.workers;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Runs calls on the seat's own thread. */
final class ThreadStation implements Station {
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread thread = Thread.currentThread();
    // Guarded by lock. Invariant: the thread is interrupted only while the call is its.
    private @Nullable Call<?> running;

    @Override
    public void run(Call<?> call) {
        begin(call);
        Object value = null;
        Throwable failure = null;
        try {
            value = call.code.run();
        } catch (Throwable e) { // whatever ends the code is the call's outcome
            failure = e;
        } finally {
            begin(null);
        }
        if (failure == null) {
            call.succeed(value);
        } else {
            call.completeExceptionally(failure);
        }
    }

    private void begin(@Nullable Call<?> call) {
        lock.lock();
        try {
            running = call;
            Thread.interrupted(); // what was left of the one before
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isUsable() {
        return true;
    }

    @Override
    public void interrupt(Call<?> call) {
        lock.lock();
        try {
            if (running == call) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean abandon(Call<?> call) {
        return false; // a thread cannot be killed
    }

    @Override
    public void end(Duration grace) {}

    @Override
    public void destroy(boolean forcibly) {
        lock.lock();
        try {
            if (running != null) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.empty();
    }
}
