package dev.rondo;

import org.jspecify.annotations.Nullable;

/** The texts of users' mistakes: what happened, to what, and what to do. */
final class Misuse {
    private Misuse() {}

    static IllegalStateException notInTask(String operation) {
        Strand strand = Strand.current();
        if (strand != null) {
            return new IllegalStateException(
                    operation
                            + " was called in a callback, which cannot suspend: "
                            + strand.owner()
                            + "\n"
                            + "Create a task in the callback and await there: createTask(() ->"
                            + " ...)");
        }
        if (Thread.currentThread().isVirtual()) {
            return new IllegalStateException(
                    "no running event loop: "
                            + operation
                            + " was called on "
                            + describe(Thread.currentThread())
                            + ", which is not a task\n"
                            + "Use createTask() for code that awaits; from other threads use"
                            + " runCoroutineThreadsafe() or Future.get()");
        }
        return new IllegalStateException(
                "no running event loop: "
                        + operation
                        + " needs a task\n"
                        + "Run the code with Rondo.run(() -> ...); from other threads use"
                        + " runCoroutineThreadsafe() or Future.get()");
    }

    static IllegalStateException noLoop(String operation) {
        return new IllegalStateException(
                "no running event loop: "
                        + operation
                        + " was called on "
                        + describe(Thread.currentThread())
                        + "\n"
                        + "Call it inside Rondo.run(() -> ...), or use the method of the same name"
                        + " of an EventLoop");
    }

    static IllegalStateException otherLoop(String operation, Task<?> task, Object subject) {
        return new IllegalStateException(
                "Task "
                        + task.name()
                        + " got "
                        + operation
                        + " on an object of another loop: "
                        + subject
                        + "\n"
                        + "Use runCoroutineThreadsafe() of that loop and await wrapFuture() of what"
                        + " it returns");
    }

    static IllegalStateException wrongThread(String operation, @Nullable Thread owner) {
        return new IllegalStateException(
                "Non-thread-safe operation invoked on an event loop other than the current one: "
                        + operation
                        + " on "
                        + describe(Thread.currentThread())
                        + (owner == null ? "" : ", but the loop runs on " + describe(owner))
                        + "\nUse callSoonThreadsafe() or runCoroutineThreadsafe()");
    }

    static IllegalStateException alreadyRunning(String operation) {
        return new IllegalStateException(
                operation
                        + " cannot be called from a running event loop\n"
                        + "This code runs in a task already: call the code itself, or"
                        + " createTask(...) to run it beside this one");
    }

    /** Refuses to run a loop that runs already, or inside of another one. */
    static void refuseRun(EventLoop loop, String operation) {
        if (loop.isRunning()) {
            throw new IllegalStateException(
                    "This event loop is already running: " + operation + " on " + loop);
        }
        if (Strand.current() != null) {
            throw new IllegalStateException(
                    "Cannot run the event loop while another loop is running: "
                            + operation
                            + "\n"
                            + "This code runs in a task or callback; give the other loop a thread"
                            + " of its own");
        }
    }

    static IllegalStateException closed(EventLoop loop) {
        return new IllegalStateException(
                "Event loop is closed: " + loop + "\nMake a new one, or keep this one open longer");
    }

    private static String describe(Thread thread) {
        return (thread.isVirtual() ? "virtual thread " : "thread ")
                + (thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName());
    }
}
