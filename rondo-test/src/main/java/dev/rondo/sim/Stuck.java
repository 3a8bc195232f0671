package dev.rondo.sim;

import dev.rondo.Task;
import dev.rondo.TaskSnapshot;
import java.time.Duration;

/** Says of a simulation that does not come to its end what every task waits for. */
final class Stuck {
    private static final int MOST_TASKS = 50; // a report is to be read
    private static final int MOST_FRAMES = 8;

    private Stuck() {}

    static AssertionError nothingToWaitFor(World world) {
        return new AssertionError(
                "Nothing can go on: every task waits for ever, and neither a timer nor an event is"
                        + " left"
                        + tasks(world));
    }

    static NotSimulatedError waitsForThreads(World world) {
        return new NotSimulatedError(
                "Nothing can go on but what waits for other threads or for the system, which are"
                        + " not simulated"
                        + "\nStart tasks instead of threads; toThread() is simulated, but code in it"
                        + " must not wait"
                        + tasks(world));
    }

    static AssertionError tooManySteps(World world) {
        return new AssertionError(
                "The program was not over after "
                        + world.options.maxSteps()
                        + " steps; does it wait in a loop?"
                        + "\nRaise SimulationOptions.withMaxSteps() if it needs more"
                        + tasks(world));
    }

    static AssertionError tooLong(World world) {
        return new AssertionError(
                "The program was not over after "
                        + world.options.timeLimit()
                        + " of virtual time"
                        + "\nRaise SimulationOptions.withTimeLimit() if it needs more"
                        + tasks(world));
    }

    /** Returns every task with what it waits on and where. */
    private static String tasks(World world) {
        StringBuilder text = new StringBuilder();
        text.append("\nVirtual time: ").append(Duration.ofNanos(world.now()));
        int count = 0;
        for (Host host : world.hosts()) {
            text.append("\n").append(host);
            if (host.state() != Host.State.UP) {
                continue;
            }
            for (Task<?> task : host.life().loop.allTasks()) {
                if (++count > MOST_TASKS) {
                    return text.append("\n  and more").toString();
                }
                append(text, task);
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Task<?> task) {
        TaskSnapshot snapshot = task.snapshot();
        text.append("\n  ").append(snapshot.name()).append(' ').append(snapshot.state());
        if (!snapshot.waitingOn().isEmpty()) {
            text.append(" on ").append(snapshot.waitingOn());
        }
        task.stack().stream()
                .limit(MOST_FRAMES)
                .forEach(frame -> text.append("\n      at ").append(frame));
    }
}
