package dev.rondo.test;

import dev.rondo.EventLoop;
import dev.rondo.Task;
import dev.rondo.TaskSnapshot;
import dev.rondo.sim.TaskDump;
import java.util.List;
import java.util.Optional;

/**
 * Ends a test on virtual time in which a task waits for the real world: {@code Thread.sleep}, real
 * I/O, a wait of the JDK with a time limit. The message says where and what to do. (A simulation
 * must be repeatable too, and refuses more: {@link dev.rondo.sim.NotSimulatedError}.)
 */
public final class NotVirtualError extends AssertionError {
    private static final long serialVersionUID = 1L;

    // Not all of these packages: class loaders are in them too.
    private static final List<String> REAL_IO =
            List.of(
                    "java.net.Datagram",
                    "java.net.InetAddress",
                    "java.net.ServerSocket",
                    "java.net.Socket",
                    "sun.nio.ch.DatagramChannelImpl",
                    "sun.nio.ch.Net",
                    "sun.nio.ch.NioSocketImpl",
                    "sun.nio.ch.SelectorImpl",
                    "sun.nio.ch.ServerSocketChannelImpl",
                    "sun.nio.ch.SocketChannelImpl");

    private NotVirtualError(String message) {
        super(message);
    }

    /**
     * Looks for such a task among those that wait in foreign calls. A lock that another task holds
     * is none.
     *
     * @param timedToo whether waits with a time limit count, which may end by themselves
     */
    static Optional<NotVirtualError> in(EventLoop loop, boolean timedToo) {
        for (Task<?> task : loop.allTasks()) {
            if (task.snapshot().state() == TaskSnapshot.State.RUNNING) {
                Optional<NotVirtualError> error = in(task, timedToo);
                if (error.isPresent()) {
                    return error;
                }
            }
        }
        return Optional.empty();
    }

    /** Looks at one task, which may be running. Any thread. */
    static Optional<NotVirtualError> in(Task<?> task, boolean timedToo) {
        List<StackTraceElement> stack = task.stack();
        return stack.stream()
                .flatMap(frame -> advice(frame, timedToo).stream())
                .findFirst()
                .map(advice ->
                        new NotVirtualError(
                                "Task "
                                        + task.name()
                                        + " waits in "
                                        + advice
                                        + "; or run the test in real time: time = Time.REAL"
                                        + "\nIt waits at:"
                                        + TaskDump.text(stack)));
    }

    private static Optional<String> advice(StackTraceElement frame, boolean timedToo) {
        String owner = frame.getClassName();
        String method = frame.getMethodName();
        if (owner.equals("java.lang.Thread") && method.startsWith("sleep")) {
            return Optional.of(
                    "Thread.sleep, which is real time that a virtual clock cannot move"
                            + "\nUse Rondo.sleep()");
        }
        if (REAL_IO.stream().anyMatch(owner::startsWith)) {
            return Optional.of(
                    "real I/O, which takes real time while the clock stands still"
                            + "\nUse the Network of the test");
        }
        if (timedToo
                && owner.startsWith("java.util.concurrent.")
                && (method.equals("parkNanos") || method.equals("awaitNanos"))) {
            return Optional.of(
                    "a timed wait of the JDK, which is real time that a virtual clock cannot move"
                            + "\nUse Rondo's primitives with timeout()");
        }
        return Optional.empty();
    }
}
