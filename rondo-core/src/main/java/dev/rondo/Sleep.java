package dev.rondo;

import dev.rondo.kernel.Deadline;
import dev.rondo.kernel.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * A task's sleep: a node in the timer heap that wakes the task itself, without a future or a
 * callback.
 */
final class Sleep extends Deadline implements WaitPoint {
    private final Task<?> task;
    private @Nullable CancelledError cancelled; // what ended the wait before its time

    private Sleep(Task<?> task) {
        this.task = task;
    }

    /** Suspends the current task for a time; 0 lets the others run once. */
    static void sleep(Task<?> task, long delayNanos) {
        task.throwIfCancelPending();
        if (delayNanos == 0) {
            task.strand().yieldToOthers();
            task.throwIfCancelPending();
            return;
        }
        Kernel kernel = task.loop().kernel();
        Sleep sleep = new Sleep(task);
        kernel.startTimer(sleep, Delay.deadline(kernel.clock().nanoTime(), delayNanos));
        try {
            task.suspendOn(sleep);
        } catch (IllegalStateException pinned) {
            kernel.stopTimer(sleep);
            throw pinned;
        }
        if (sleep.cancelled != null) {
            throw task.deliverCancel(sleep.cancelled.getMessage(), null);
        }
    }

    @Override
    protected void expire(Kernel kernel) {
        task.wake();
    }

    @Override
    public String purpose() {
        return task.name() + ", " + this;
    }

    /** Ends it for a cancellation; returns false if its time has come already. */
    boolean cancelWait(@Nullable String message) {
        if (!isQueued()) {
            return false;
        }
        task.loop().kernel().stopTimer(this);
        cancelled = new CancelledError(message);
        task.wake();
        return true;
    }

    @Override
    public String toString() {
        return deadlineNanos() == Poller.FOREVER
                ? "sleep for ever"
                : "sleep until " + java.time.Duration.ofNanos(deadlineNanos());
    }
}
