package dev.rondo;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a runner ends its loop: cancel all tasks, wait for them, report what failed, end the
 * executor.
 *
 * <p>asyncio cancels once and waits for ever, so a task that swallows its cancellation hangs the
 * process at exit. Here a task that is still there after ten seconds is named in a warning and
 * cancelled again, and what is left after the shutdown time is reported and given up.
 */
final class Shutdown {
    private static final long PATIENCE_NANOS =
            10_000_000_000L; // cleanup may take its time; a refusal is named soon

    private Shutdown() {}

    static void run(EventLoop loop, Duration atMost) {
        if (loop.isClosed()) {
            return;
        }
        if (!loop.allTasks().isEmpty()) {
            loop.runUntilComplete(() -> {
                cancelAll(loop, atMost);
                return null;
            });
        }
        loop.runUntilComplete(() -> loop.shutdownDefaultExecutor(atMost));
    }

    private static void cancelAll(EventLoop loop, Duration atMost) {
        Task<?> self = Task.currentFor("close()", loop, loop);
        Clock clock = loop.kernel().clock;
        long deadline = Delay.deadline(clock.nanoTime(), Delay.saturated(atMost));
        List<Task<?>> left = others(loop, self);
        while (!left.isEmpty() && clock.nanoTime() < deadline) {
            left.forEach(task -> task.cancel("the loop shuts down"));
            long patience = Math.min(deadline - clock.nanoTime(), PATIENCE_NANOS);
            Rondo.waitAll(left, Duration.ofNanos(Math.max(0, patience)));
            left.forEach(task -> report(loop, task));
            List<Task<?>> stubborn = left.stream().filter(task -> !task.done()).toList();
            if (!stubborn.isEmpty()) {
                warn(stubborn);
            }
            left = others(loop, self); // with those that the cancelled ones created
        }
        for (Task<?> task : left) {
            loop.callExceptionHandler(
                    new ExceptionContext(
                                    "Task "
                                            + task.name()
                                            + " ignored its cancellation at shutdown and was given"
                                            + " up\n"
                                            + "Let CancelledError pass when it is caught")
                            .withFuture(task));
        }
    }

    private static List<Task<?>> others(EventLoop loop, Task<?> self) {
        return loop.allTasks().stream().filter(task -> task != self).collect(Collectors.toList());
    }

    private static void report(EventLoop loop, Task<?> task) {
        if (task.done() && task.failed()) {
            loop.callExceptionHandler(
                    new ExceptionContext(
                                    "unhandled exception during Rondo.run() shutdown",
                                    task.retrieveFailure())
                            .withFuture(task));
        }
    }

    private static void warn(List<Task<?>> stubborn) {
        System.getLogger("dev.rondo")
                .log(
                        System.Logger.Level.WARNING,
                        "Shutting down, but these tasks go on after their cancellation; they are"
                                + " cancelled again: "
                                + stubborn.stream()
                                        .map(Task::toString)
                                        .collect(Collectors.joining(", ")));
    }
}
