package dev.rondo;

import dev.rondo.engine.Strand;
import org.jspecify.annotations.Nullable;

/** The texts of users' mistakes: what happened, to what, and what to do. */
final class Misuse {
    private Misuse() {}

    static IllegalStateException notInTask(String what) {
        Strand strand = Strand.current();
        if (strand != null) {
            return new IllegalStateException(
                    what
                            + " was called in a callback, which cannot suspend: "
                            + strand.owner()
                            + "\n"
                            + "Create a task in the callback and await there: createTask(() ->"
                            + " ...)");
        }
        return new IllegalStateException(
                "no running event loop: "
                        + what
                        + " was called on "
                        + describe(Thread.currentThread())
                        + ", which is not a task\n"
                        + (Thread.currentThread().isVirtual()
                                ? "Use createTask() for code that awaits"
                                : "Run the code with Rondo.run(() -> ...)")
                        + "; from other threads use runCoroutineThreadsafe() or Future.get()");
    }

    static IllegalStateException noLoop(String operation) {
        return new IllegalStateException(
                "no running event loop: "
                        + operation
                        + " was called on "
                        + describe(Thread.currentThread())
                        + "\n"
                        + "Call it inside Rondo.run(() -> ...), or use the method of the same name"
                        + " of an EventLoop; from other threads use runCoroutineThreadsafe()");
    }

    static IllegalStateException otherLoop(String operation, String task, Object subject) {
        return new IllegalStateException(
                "Task "
                        + task
                        + " called "
                        + operation
                        + " on an object of another loop: "
                        + subject
                        + "\n"
                        + "Await wrapFuture() of a future of another loop; give other work to that"
                        + " loop with runCoroutineThreadsafe()");
    }

    static IllegalArgumentException foreignFuture(Object future, Object loop) {
        return new IllegalArgumentException(
                "The future belongs to a different loop than the one specified: "
                        + future
                        + " is not of "
                        + loop
                        + "\nUse wrapFuture() to follow a future of another loop");
    }

    static IllegalStateException awaitsItself(String task) {
        return new IllegalStateException(
                "Task "
                        + task
                        + " cannot await itself\nStart a child in a TaskGroup and await that");
    }

    static IllegalStateException wrongThread(String operation, @Nullable Thread owner) {
        return new IllegalStateException(
                "Non-thread-safe operation invoked on an event loop other than the current one: "
                        + operation
                        + " was called on "
                        + describe(Thread.currentThread())
                        + (owner == null ? "" : ", but the loop runs on " + describe(owner))
                        + "\nUse callSoonThreadsafe() or runCoroutineThreadsafe()");
    }

    static IllegalStateException alreadyRunning(String operation) {
        Strand strand = Strand.current();
        return new IllegalStateException(
                operation
                        + " cannot be called from a running event loop"
                        + (strand == null ? "" : ": this is " + strand.owner())
                        + "\n"
                        + "Call the code itself, or createTask(...) to run it beside this one");
    }

    static IllegalStateException runsAlready(String operation, Object loop) {
        return new IllegalStateException(
                "This event loop is already running: "
                        + operation
                        + " on "
                        + loop
                        + "\n"
                        + "Create tasks in it; from other threads use"
                        + " runCoroutineThreadsafe()");
    }

    static IllegalStateException runsInside(String operation, Object owner) {
        return new IllegalStateException(
                "Cannot run the event loop while another loop is running: "
                        + operation
                        + " was called in "
                        + owner
                        + "\n"
                        + "This code runs in a task or callback; give the other loop a thread"
                        + " of its own");
    }

    static IllegalStateException closed(Object loop) {
        return new IllegalStateException(
                "Event loop is closed: " + loop + "\nMake a new one, or keep this one open longer");
    }

    /** For who waits outside a loop that closes. */
    static IllegalStateException neverDone(Object awaited) {
        return new IllegalStateException(
                "The event loop was closed before this was done: "
                        + awaited
                        + "\nKeep the loop running until its work is done");
    }

    static InvalidStateException notSet(String what, Object future) {
        return new InvalidStateException(
                what + " is not set: " + future + "\nAwait it, or ask done() first");
    }

    static InvalidStateException doneBefore(String operation, Object future) {
        return new InvalidStateException(
                "Invalid state: "
                        + operation
                        + "() on a future that is done: "
                        + future
                        + "\nIt is completed once; ask done() first");
    }

    static UnsupportedOperationException ofTask(String operation, String task) {
        return new UnsupportedOperationException(
                "Task does not support "
                        + operation
                        + "(): "
                        + task
                        + " gets its outcome from its body\n"
                        + "Return or throw it there, or use createFuture()");
    }

    private static String describe(Thread thread) {
        return (thread.isVirtual() ? "virtual thread " : "thread ")
                + (thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName());
    }
}
