package dev.rondo.sync;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.Task;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the types of this package share: the loop that an object belongs to.
 *
 * <p>An object can be made anywhere and used without a loop as long as nobody has to wait. The
 * first task that waits binds it to its loop, and from then on calls from elsewhere are refused,
 * since they would race with that loop. When the loop is closed the object is free again; whoever
 * still waited on it never goes on and is forgotten.
 *
 * <p>Rejected: asyncio's check, which is made only by calls that wait. A lock shared by two loops
 * then seems to work until the first contention.
 */
abstract sealed class LoopBound permits Barrier, Condition, Event, Lock, Queue, Semaphore {
    private @Nullable EventLoop loop; // the loop's thread

    /** Forgets who waits: their loop is closed. */
    abstract void forgetWaiters();

    /** Refuses callers that do not run on the loop that this is bound to. */
    final void checkCaller(String operation) {
        EventLoop bound = loop;
        if (bound != null) {
            checkCaller(operation, bound);
        }
    }

    private void checkCaller(String operation, EventLoop bound) {
        if (bound.isRunning()) {
            if (callersLoop(operation) != bound) {
                throw otherLoop(operation);
            }
        } else if (bound.isClosed()) {
            loop = null;
            forgetWaiters();
        } else if (Rondo.currentTask().isPresent()) {
            throw otherLoop(operation); // the bound one rests, so the caller is a task of another
        }
    }

    private EventLoop callersLoop(String operation) {
        try {
            return Rondo.runningLoop();
        } catch (IllegalStateException none) {
            Thread thread = Thread.currentThread();
            throw new IllegalStateException(
                    this
                            + " is bound to a running event loop: "
                            + operation
                            + " was called on "
                            + (thread.isVirtual() ? "virtual thread " : "thread ")
                            + (thread.getName().isEmpty()
                                    ? "#" + thread.threadId()
                                    : thread.getName())
                            + "\nCall it in a task of that loop; from other threads go through"
                            + " callSoonThreadsafe() or runCoroutineThreadsafe()",
                    none);
        }
    }

    private IllegalStateException otherLoop(String operation) {
        return new IllegalStateException(
                this
                        + " is bound to a different event loop: "
                        + operation
                        + " was called in "
                        + Rondo.currentTask().map(Task::name).orElse("a callback of another loop")
                        + "\nIt belongs to the loop whose task first waited on it; make one for"
                        + " each loop");
    }

    /**
     * Returns the loop of the calling task, which has to wait, and binds this to it. After {@link
     * #checkCaller}.
     */
    final EventLoop bind(String operation) {
        Optional<Task<?>> task = Rondo.currentTask();
        if (task.isEmpty()) {
            throw new IllegalStateException(
                    operation
                            + " has to wait for "
                            + this
                            + ", but it was not called in a task\n"
                            + "Wait in a task: createTask(() -> ...)");
        }
        EventLoop current = task.get().loop();
        loop = current;
        return current;
    }

    /** Returns the text of {@link #toString}. */
    final String show(String state, int waiters) {
        return "<"
                + getClass().getSimpleName()
                + " ["
                + state
                + (waiters == 0 ? "" : ", waiters:" + waiters)
                + "]>";
    }
}
