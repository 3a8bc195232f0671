package dev.rondo;

import dev.rondo.kernel.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a runner ends its loop: cancel all tasks, wait for them, report what failed, end the
 * executor.
 *
 * <p>asyncio cancels once and waits for ever, so a task that swallows its cancellation hangs the
 * process at exit. Here a task that is still there after ten seconds is named in a warning and
 * cancelled again, and what is left after the shutdown time is reported and given up.
 *
 * <p>No task does this, but the runner's thread between runs of the loop: cleanup code that cancels
 * {@link Rondo#allTasks} must not cancel the shutdown.
 */
final class Shutdown {
    private static final long PATIENCE_NANOS =
            10_000_000_000L; // cleanup may take its time; a refusal is named soon

    private Shutdown() {}

    static void run(EventLoop loop, Duration atMost) {
        if (loop.isClosed()) {
            return;
        }
        cancelAll(loop, atMost);
        // Past the task factory, which may be as broken as what is shut down.
        loop.runUntilComplete(
                loop.newTask(() -> loop.shutdownDefaultExecutor(atMost), TaskOptions.defaults()));
    }

    private static void cancelAll(EventLoop loop, Duration atMost) {
        Clock clock = loop.kernel().clock();
        long deadline = Delay.deadline(clock.nanoTime(), Delay.saturated(atMost));
        List<Task<?>> left = loop.allTasks();
        while (!left.isEmpty()) {
            left.forEach(task -> task.cancel("the loop shuts down"));
            long patience = Math.min(Deadline.left(deadline, clock.nanoTime()), PATIENCE_NANOS);
            waitFor(loop, left, Duration.ofNanos(patience));
            left.forEach(task -> report(loop, task));
            List<Task<?>> stubborn = left.stream().filter(task -> !task.done()).toList();
            left = loop.allTasks(); // with those that the cancelled ones created
            if (clock.nanoTime() >= deadline) {
                left.forEach(task -> giveUp(loop, task, atMost));
                return;
            }
            if (!stubborn.isEmpty()) {
                warn(stubborn);
            }
        }
    }

    /** Runs the loop until all tasks are done or a time is over. */
    private static void waitFor(EventLoop loop, List<Task<?>> tasks, Duration atMost) {
        Countdown countdown = new Countdown(loop, tasks.size());
        List<Completion> completions = new ArrayList<>();
        for (Task<?> task : tasks) {
            Completion completion = countdown.newCompletion();
            completions.add(completion);
            task.addCompletion(completion);
        }
        TimerHandle limit = loop.callLater(atMost, countdown::end);
        try {
            while (!countdown.over) {
                loop.runForever(); // again if cleanup code stopped it
            }
        } finally {
            limit.cancel();
            for (int i = 0; i < tasks.size(); i++) {
                tasks.get(i).removeCompletion(completions.get(i));
            }
        }
    }

    private static void report(EventLoop loop, Task<?> task) {
        if (task.done() && task.failed()) {
            Throwable failure = task.retrieveFailure();
            if (!(failure instanceof KeyboardInterrupt)) { // that one ended a run, which threw it
                loop.callExceptionHandler(
                        new ExceptionContext(
                                        "unhandled exception during Rondo.run() shutdown", failure)
                                .withFuture(task));
            }
        }
    }

    private static void giveUp(EventLoop loop, Task<?> task, Duration atMost) {
        loop.kernel().forget(task.strand()); // reported here, so not at the loop's closing
        loop.callExceptionHandler(
                new ExceptionContext(
                                "Task "
                                        + task.name()
                                        + " had not ended when the shutdown timeout of "
                                        + atMost
                                        + " was over, and was given up\n"
                                        + "Let CancelledError pass when it is caught")
                        .withFuture(task));
    }

    private static void warn(List<Task<?>> stubborn) {
        Failures.logger()
                .log(
                        System.Logger.Level.WARNING,
                        "Shutting down, but these tasks go on after their cancellation; they are"
                                + " cancelled again: "
                                + stubborn.stream()
                                        .map(Task::toString)
                                        .collect(Collectors.joining(", ")));
    }

    /** Stops the loop when a number of tasks are done. Loop thread. */
    private static final class Countdown {
        private final EventLoop loop;
        private int left;
        private boolean over;

        Countdown(EventLoop loop, int count) {
            this.loop = loop;
            this.left = count;
        }

        Completion newCompletion() {
            return new Completion() {
                @Override
                void done(Future<?> done) {
                    if (--left == 0) {
                        end();
                    }
                }
            };
        }

        void end() {
            over = true;
            loop.stop();
        }
    }
}
