package dev.rondo.test;

import dev.rondo.EventLoop;
import dev.rondo.Task;
import dev.rondo.TaskSnapshot;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Every task of a loop with what it waits on and where: what a test that hangs has to say. */
final class TaskDump {
    private static final int MOST_TASKS = 100; // a report is to be read
    private static final int MOST_FRAMES = 12;

    private TaskDump() {}

    /** Returns the tasks of a loop. Its thread, or any while it does not run. */
    static String of(EventLoop loop) {
        return of(loop.allTasks());
    }

    static String of(Collection<? extends Task<?>> tasks) {
        return tasks.stream().limit(MOST_TASKS).map(TaskDump::of).collect(Collectors.joining())
                + (tasks.size() > MOST_TASKS
                        ? "\n  and " + (tasks.size() - MOST_TASKS) + " more"
                        : "");
    }

    static String of(Task<?> task) {
        TaskSnapshot snapshot = task.snapshot();
        return "\n  "
                + snapshot.name()
                + " "
                + snapshot.state()
                + (snapshot.waitingOn().isEmpty() ? "" : " on " + snapshot.waitingOn())
                + text(task.stack());
    }

    /** Returns a stack, a line for each frame. */
    static String text(List<StackTraceElement> stack) {
        return stack.stream()
                .limit(MOST_FRAMES)
                .map(frame -> "\n      at " + frame)
                .collect(Collectors.joining());
    }
}
