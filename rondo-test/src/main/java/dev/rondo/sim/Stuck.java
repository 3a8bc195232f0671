package dev.rondo.sim;

import java.time.Duration;

/** Says of a simulation that does not come to its end what every task waits for. */
final class Stuck {
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

    /** Returns every host with its tasks. */
    private static String tasks(World world) {
        StringBuilder text = new StringBuilder();
        text.append("\nVirtual time: ").append(Duration.ofNanos(world.now()));
        for (Host host : world.hosts()) {
            text.append("\n").append(host);
            if (host.state() == Host.State.UP) {
                text.append(TaskDump.of(host.life().loop.allTasks()));
            }
        }
        return text.toString();
    }
}
