package dev.rondo.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A program could not be started, or not be run as wanted. The message has the command, its
 * arguments shortened; of one that has run, the exit code and the last lines of its error output.
 */
public final class ProcessException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    private static final int LAST_LINES = 10;
    private static final int LAST_BYTES = 2000;

    /** What went wrong. */
    public enum Reason {
        /** There is no such program, or what its first line says is to run it. */
        NOT_FOUND,
        /** It is a folder, or its permissions do not allow it. */
        NOT_EXECUTABLE,
        /** The system does not know what it is: as a script without {@code #!}. */
        NOT_A_PROGRAM,
        /** The folder that it is to start in is not there, or is none. */
        NO_DIRECTORY,
        /** A file that it is to read or write cannot be opened. */
        NO_FILE,
        /** Arguments and environment are longer than the system takes. */
        TOO_LONG,
        /** This process, or the system, has too many descriptors. */
        TOO_MANY_FILES,
        /** The user, or the system, has too many processes. */
        TOO_MANY_PROCESSES,
        /** The system has no memory for it. */
        NO_MEMORY,
        /** The command wants what cannot be had here: see <em>native only</em>. */
        NOT_SUPPORTED,
        /** It has ended with a return code that is not 0. */
        FAILED,
        /** It took longer than its time limit, and was ended. */
        TIME_LIMIT,
        /** It wrote more than its output limit, and was ended. */
        TOO_MUCH_OUTPUT,
        /** Any other. */
        OTHER
    }

    private final Reason reason;
    private final String command;
    private final transient @Nullable ProcessResult result; // results are not serializable

    private ProcessException(
            Reason reason,
            String command,
            String message,
            @Nullable ProcessResult result,
            IOException cause) {
        super(message, cause);
        this.reason = reason;
        this.command = command;
        this.result = result;
    }

    /** Returns one for a program that could not be started. */
    static ProcessException start(Reason reason, String command, String text, IOException cause) {
        return new ProcessException(
                reason, command, "Cannot start " + command + ": " + text, null, cause);
    }

    static ProcessException start(Reason reason, String command, String text) {
        return start(reason, command, text, new IOException(text));
    }

    static ProcessException failed(ProcessResult result) {
        return ended(Reason.FAILED, result, "ended with " + how(result));
    }

    static ProcessException ended(Reason reason, ProcessResult result, String text) {
        return new ProcessException(
                reason,
                result.command(),
                result.command() + ": " + text + lastLines(result),
                result,
                new IOException(text));
    }

    private static String how(ProcessResult result) {
        return result.returnCode() >= 0
                ? "exit code " + result.returnCode()
                : "signal " + result.signal().map(Signal::name).orElse("" + -result.returnCode());
    }

    private static String lastLines(ProcessResult result) {
        byte[] all = result.stderr();
        int from = Math.max(0, all.length - LAST_BYTES);
        String text = new String(all, from, all.length - from, StandardCharsets.UTF_8).strip();
        String[] lines = text.split("\n", -1);
        StringBuilder last = new StringBuilder();
        for (int i = Math.max(0, lines.length - LAST_LINES); i < lines.length; i++) {
            last.append('\n').append(lines[i]);
        }
        return text.isEmpty() ? "" : last.toString();
    }

    /** Returns what went wrong. */
    public Reason reason() {
        return reason;
    }

    /** Returns the command, shortened. */
    public String command() {
        return command;
    }

    /**
     * Returns how the program has ended, and what it had written until then; empty if it was not
     * started, or if this was serialized.
     */
    public Optional<ProcessResult> result() {
        return Optional.ofNullable(result);
    }
}
