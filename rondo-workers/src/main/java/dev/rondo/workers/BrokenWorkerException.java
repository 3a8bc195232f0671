package dev.rondo.workers;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A worker ended under a call: it was killed, ran out of memory, called {@code System.exit}, or
 * said what nobody understands. The call may have run in part; it was not run again.
 * concurrent.futures: {@code BrokenProcessPool}, there the end of the whole pool.
 */
public final class BrokenWorkerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String worker;
    private final int exitCode; // -1 for none
    private final List<String> lastLines;

    /**
     * Creates one, for executors of other kinds too.
     *
     * @param worker its name
     * @param why what happened, without the name
     * @param exitCode of its process, if it had one
     * @param lastLines the end of what it wrote to standard error
     */
    public BrokenWorkerException(
            String worker,
            String why,
            OptionalInt exitCode,
            List<String> lastLines,
            @Nullable Throwable cause) {
        super(text(worker, why, lastLines), cause);
        this.worker = worker;
        this.exitCode = exitCode.orElse(-1);
        this.lastLines = List.copyOf(lastLines);
    }

    private static String text(String worker, String why, List<String> lastLines) {
        String said =
                lastLines.isEmpty() ? "" : "\nIts last words: " + String.join("\n  ", lastLines);
        return "The worker " + worker + " " + why + said;
    }

    /** Returns the worker's name. */
    public String worker() {
        return worker;
    }

    /** Returns the exit code of its process if it had one: 128 and a signal's number for that. */
    public OptionalInt exitCode() {
        return exitCode < 0 ? OptionalInt.empty() : OptionalInt.of(exitCode);
    }

    /** Returns the last lines of its standard error, at most 20. */
    public List<String> lastLines() {
        return lastLines;
    }
}
