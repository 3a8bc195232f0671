package dev.rondo.sim;

import dev.rondo.Task;
import dev.rondo.TaskSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Thrown by a simulation whose program touches the real world: real time, real I/O, real threads.
 * Its runs could not be repeated. A test on virtual time, which promises less, has an error of its
 * own: {@code dev.rondo.test.NotVirtualError}.
 */
public final class NotSimulatedError extends AssertionError {
    private static final long serialVersionUID = 1L;

    // Not all of java.net: class loaders and URLs call the user's code, which may take locks.
    private static final List<String> REAL_IO =
            List.of(
                    "java.net.Datagram",
                    "java.net.InetAddress",
                    "java.net.ServerSocket",
                    "java.net.Socket",
                    "sun.nio.ch.");

    NotSimulatedError(String message) {
        super(message);
    }

    static NotSimulatedError thread(Thread thread) {
        return new NotSimulatedError(
                "The thread "
                        + thread.getName()
                        + " called into a simulation, which runs on one thread"
                        + "\nStart tasks instead of threads; toThread() is simulated");
    }

    /**
     * Returns the error if a task of a host waits for the real world. One that waits for a lock
     * that another task holds is no error: that task will go on.
     */
    static Optional<NotSimulatedError> of(Host host) {
        for (Task<?> task : host.life().loop.allTasks()) {
            if (task.snapshot().state() == TaskSnapshot.State.RUNNING) {
                List<StackTraceElement> stack = task.stack();
                Optional<String> advice =
                        stack.stream().flatMap(frame -> advice(frame).stream()).findFirst();
                if (advice.isPresent()) {
                    return Optional.of(error(host, task, stack, advice.get()));
                }
            }
        }
        return Optional.empty();
    }

    private static NotSimulatedError error(
            Host host, Task<?> task, List<StackTraceElement> stack, String advice) {
        return new NotSimulatedError(
                "Task "
                        + task.name()
                        + " of host "
                        + host.name()
                        + " waits in "
                        + advice
                        + "; it waits at:"
                        + stack.stream()
                                .map(frame -> "\n    at " + frame)
                                .collect(Collectors.joining()));
    }

    private static Optional<String> advice(StackTraceElement frame) {
        String owner = frame.getClassName();
        if (owner.equals("java.lang.Thread") && frame.getMethodName().startsWith("sleep")) {
            return Optional.of(
                    "Thread.sleep, which is real time that a simulation cannot move"
                            + "\nUse Rondo.sleep()");
        }
        if (REAL_IO.stream().anyMatch(owner::startsWith)) {
            return Optional.of(
                    "real I/O, which a simulation cannot repeat\nUse the network of its Host");
        }
        if (owner.startsWith("java.util.concurrent.")
                && List.of("parkNanos", "awaitNanos").contains(frame.getMethodName())) {
            return Optional.of(
                    "a timed wait of the JDK, which is real time that a simulation cannot move"
                            + "\nUse Rondo's primitives with timeout()");
        }
        return Optional.empty();
    }
}
