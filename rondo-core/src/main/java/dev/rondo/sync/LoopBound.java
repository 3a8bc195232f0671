package dev.rondo.sync;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.Task;
import org.jspecify.annotations.Nullable;

/**
 * What the types of this package share: the loop that an object belongs to.
 *
 * <p>An object that a task or callback makes belongs to its loop; one that is made outside of a
 * loop, and filled there perhaps, to the loop whose task or callback uses it first. From then on
 * calls from elsewhere are refused, since they would race with that loop: other loops' always,
 * other threads' while it runs. When the loop is closed the object is free again; whoever still
 * waited on it never goes on and is forgotten.
 *
 * <p>Rejected: asyncio's check, which is made only by calls that wait, and binding at the first
 * wait. An object that two loops or threads share then seems to work until the first contention.
 */
abstract sealed class LoopBound permits Acquirable, Barrier, Event, Queue, RateLimiter {
    // Written by the loop that takes the object, read by any thread that tries to use it. Volatile,
    // so that a thread that got the object by a race sees what it races with.
    private volatile @Nullable EventLoop loop = Rondo.currentLoop().orElse(null);

    /** Forgets who waits: their loop is closed. */
    abstract void forgetWaiters();

    /**
     * Refuses callers that do not run on the loop that this is bound to, and binds it if it is not.
     *
     * @return the calling task, or null if the caller is none
     */
    final @Nullable Task<?> checkCaller(String operation) {
        Task<?> task = Rondo.currentTask().orElse(null);
        if (task == null || task.loop() != loop) {
            checkStranger(operation);
        }
        return task;
    }

    /** Returns the loop that it is bound to. */
    final @Nullable EventLoop loop() {
        return loop;
    }

    /** A caller that is no task of the loop that this is bound to. */
    private void checkStranger(String operation) {
        EventLoop bound = loop;
        if (bound != null && bound.isClosed()) {
            forgetWaiters();
            bound = null;
        }
        EventLoop callers = Rondo.currentLoop().orElse(null);
        if (bound == null) {
            loop = callers;
        } else if (callers == null) {
            if (bound.isRunning()) {
                throw otherThread(operation);
            }
        } else if (callers != bound) {
            throw otherLoop(operation);
        }
    }

    private IllegalStateException otherThread(String operation) {
        Thread thread = Thread.currentThread();
        return new IllegalStateException(
                this
                        + " is bound to a running event loop: "
                        + operation
                        + " was called on "
                        + (thread.isVirtual() ? "virtual thread " : "thread ")
                        + (thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName())
                        + "\nCall it in a task of that loop; from other threads go through"
                        + " callSoonThreadsafe() or runCoroutineThreadsafe()");
    }

    private IllegalStateException otherLoop(String operation) {
        return new IllegalStateException(
                this
                        + " is bound to a different event loop: "
                        + operation
                        + " was called in "
                        + Rondo.currentTask().map(Task::name).orElse("a callback of another loop")
                        + "\nIt belongs to the loop whose task or callback made it or used it"
                        + " first; make one for each loop");
    }

    /** Returns the task that has to wait, which {@link #checkCaller} found. */
    final Task<?> toWait(@Nullable Task<?> caller, String operation) {
        if (caller == null) {
            throw new IllegalStateException(
                    operation
                            + " has to wait for "
                            + this
                            + ", but it was not called in a task\n"
                            + "Wait in a task: createTask(() -> ...)");
        }
        return caller;
    }

    /** Returns the text of {@link #toString}. */
    final String show(String state, int waiters) {
        return "<"
                + getClass().getSimpleName()
                + " "
                + state
                + (waiters == 0 ? "" : " waiters=" + waiters)
                + ">";
    }
}
