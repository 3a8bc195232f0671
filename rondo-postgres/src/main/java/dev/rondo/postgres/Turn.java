package dev.rondo.postgres;

import dev.rondo.Rondo;
import dev.rondo.Task;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is on a connection: one operation of one task at a time. A second one is refused
 * and not queued, since who waits there would wait for ever as soon as the two need each other, and
 * since statements of two tasks in one transaction are a mistake that a queue would hide.
 *
 * <p>An operation that comes after a cancelled one waits until the server is done with that.
 */
final class Turn {
    private final Session session;
    private @Nullable Object operation; // a text, or what has the connection for longer
    private @Nullable Task<?> owner;

    Turn(Session session) {
        this.session = session;
    }

    /**
     * Begins an operation. Suspends while the server is busy with a cancelled one.
     *
     * @throws IllegalStateException if another one runs, on another thread, outside of tasks, or if
     *     the connection was closed by this side
     */
    void enter(Object what) {
        Task<?> task = current();
        Object other = operation;
        if (other != null) {
            throw busy(task, other);
        }
        if (session.isAskedToEnd()) {
            throw new IllegalStateException(
                    session + " is closed\nConnect again, or have a pool do that");
        }
        operation = what;
        owner = task;
        boolean free = false;
        try {
            session.awaitQuiet();
            free = true;
        } finally {
            if (!free) {
                leave();
            }
        }
    }

    private Task<?> current() {
        session.loop().checkThread("use of a connection");
        return Rondo.currentTask()
                .orElseThrow(() ->
                        new IllegalStateException(
                                session
                                        + " was used outside of a task\nCallbacks may not"
                                        + " suspend; start a task with createTask()"));
    }

    private IllegalStateException busy(Task<?> task, Object other) {
        Task<?> holder = owner;
        return new IllegalStateException(
                "Another operation is in progress on "
                        + session
                        + ": "
                        + (other instanceof String sql ? Exchange.shown(sql) : other)
                        + (holder == null || holder == task ? "" : ", of task " + holder.name())
                        + "\nA connection is for one task at a time: give each task its own by"
                        + " pool.acquire(), or let the pool share them: pool.fetch()"
                        + (holder == task ? "; close a stream of rows before the next query" : ""));
    }

    /** Says what the operation has become that goes on after the call. */
    void keep(Object what) {
        operation = what;
    }

    /** Ends the operation. Never suspends. */
    void leave() {
        operation = null;
        owner = null;
    }

    /** Returns the operation in progress; null if there is none. */
    @Nullable Object operation() {
        return operation;
    }
}
