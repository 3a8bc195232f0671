package dev.rondo.sim;

import dev.rondo.Task;
import dev.rondo.TaskSnapshot;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Every task with what it waits on and where: what a program that hangs has to say.
 *
 * {@snippet :
 * println(TaskDump.of(loop.allTasks()));
 * }
 */
public final class TaskDump {
    private static final int MOST_TASKS = 100; // a report is to be read
    private static final int MOST_FRAMES = 12;

    private TaskDump() {}

    /**
     * Returns a line for each task and each frame of its stack, each with a line break before it;
     * of a hundred tasks at most. Called on their loop's thread, or on any while it does not run.
     */
    public static String of(Collection<? extends Task<?>> tasks) {
        return tasks.stream().limit(MOST_TASKS).map(TaskDump::of).collect(Collectors.joining())
                + (tasks.size() > MOST_TASKS
                        ? "\n  and " + (tasks.size() - MOST_TASKS) + " more"
                        : "");
    }

    private static String of(Task<?> task) {
        TaskSnapshot snapshot = task.snapshot();
        return "\n  "
                + snapshot.name()
                + " "
                + snapshot.state()
                + (snapshot.waitingOn().isEmpty() ? "" : " on " + snapshot.waitingOn())
                + text(task.stack());
    }

    /** Returns a stack, a line for each frame, with a line break before it. Any thread. */
    public static String text(List<StackTraceElement> stack) {
        return stack.stream()
                .limit(MOST_FRAMES)
                .map(frame -> "\n      at " + frame)
                .collect(Collectors.joining());
    }
}
