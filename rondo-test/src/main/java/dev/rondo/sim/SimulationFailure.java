package dev.rondo.sim;

import dev.rondo.ExceptionGroup;
import java.util.List;

/** Says that a simulation failed, with what, and how to repeat it. */
public final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1L;
    static final int LAST_LINES = 40; // of the event log, in the message

    private static final String NOT_SIMULATED =
            ": it depends on something that is not simulated\n"
                    + "Look for real time, random numbers, threads, the order of hash tables,"
                    + " and state that runs share (see the guide, simulation.md)";

    static final String MISFIT =
            "The program has changed since that seed was printed: it makes other choices, so this"
                    + " is another run than the one that failed";

    private final transient Seed seed;

    private SimulationFailure(String message, Throwable cause, Seed seed) {
        super(message, cause);
        this.seed = seed;
    }

    static SimulationFailure of(Throwable cause, Seed seed, List<String> eventLog) {
        StringBuilder text = new StringBuilder();
        text.append("The simulation failed: ").append(cause);
        appendMembers(text, cause);
        appendReplay(text, seed);
        appendLog(text, eventLog);
        return new SimulationFailure(text.toString(), cause, seed);
    }

    /** Like {@link #of(Throwable, Seed, List)}, for a seed that does not belong to the program. */
    static SimulationFailure ofMisfit(Throwable cause, Seed seed, List<String> eventLog) {
        StringBuilder text = new StringBuilder();
        text.append("The simulation failed: ").append(cause);
        text.append('\n').append(MISFIT);
        appendMembers(text, cause);
        appendReplay(text, seed);
        appendLog(text, eventLog);
        return new SimulationFailure(text.toString(), cause, seed);
    }

    static SimulationFailure of(
            Throwable cause, Seed seed, long runs, Seed shortest, List<String> eventLog) {
        StringBuilder text = new StringBuilder();
        text.append("The simulation failed in run ").append(runs).append(": ").append(cause);
        appendMembers(text, cause);
        appendReplay(text, seed);
        text.append("\nShortest schedule: -Drondo.seed=").append(shortest);
        appendLog(text, eventLog);
        return new SimulationFailure(text.toString(), cause, seed);
    }

    static SimulationFailure notRepeated(Seed seed, Throwable failure) {
        String message =
                "The simulation failed with seed "
                        + seed
                        + ": "
                        + failure
                        + "\nbut not, or not so, when it was repeated"
                        + NOT_SIMULATED;
        return new SimulationFailure(message, failure, seed);
    }

    /** Says of a program in which one choice did not lead to the same next one. */
    static SimulationFailure notDeterministic(Seed seed) {
        String message = "Two runs of the program differ that made the same choices";
        return new SimulationFailure(message + NOT_SIMULATED, new AssertionError(message), seed);
    }

    private static void appendMembers(StringBuilder text, Throwable cause) {
        if (cause instanceof ExceptionGroup group) {
            group.leaves().forEach(leaf -> text.append("\n  ").append(leaf));
        }
    }

    private static void appendReplay(StringBuilder text, Seed seed) {
        text.append("\nReplay with: -Drondo.seed=").append(seed);
    }

    private static void appendLog(StringBuilder text, List<String> eventLog) {
        if (!eventLog.isEmpty()) {
            int from = Math.max(0, eventLog.size() - LAST_LINES);
            text.append("\nEvents").append(from > 0 ? ", the last " + LAST_LINES : "").append(':');
            eventLog.subList(from, eventLog.size())
                    .forEach(line -> text.append("\n  ").append(line));
        }
    }

    /** Returns what repeats the run that failed. */
    public Seed seed() {
        return seed;
    }
}
