package dev.rondo.process;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How a child has ended and what it has written, as far as that came through pipes. Any thread.
 * Python: {@code CompletedProcess}.
 */
public final class ProcessResult {
    private final String command;
    private final int returnCode;
    private final byte[] stdout;
    private final byte[] stderr;
    private final boolean complete;

    ProcessResult(String command, int returnCode, byte[] stdout, byte[] stderr, boolean complete) {
        this.command = command;
        this.returnCode = returnCode;
        this.stdout = stdout;
        this.stderr = stderr;
        this.complete = complete;
    }

    /** Returns the command, shortened. */
    public String command() {
        return command;
    }

    /** Returns its exit code, 0 to 255, or the negative number of the signal that ended it. */
    public int returnCode() {
        return returnCode;
    }

    /** Returns whether the return code is 0. */
    public boolean succeeded() {
        return returnCode == 0;
    }

    /** Returns the signal that ended it; empty if none did, or one that has no name here. */
    public Optional<Signal> signal() {
        return Signal.ofReturnCode(returnCode);
    }

    /**
     * Returns what it wrote to its output; empty if that was no pipe. The same array each time, not
     * a copy: do not change it.
     */
    public byte[] stdout() {
        return stdout;
    }

    /** Returns what it wrote to its error output, as {@link #stdout} does. */
    public byte[] stderr() {
        return stderr;
    }

    /** Returns its output as text in UTF-8. */
    public String text() {
        return text(StandardCharsets.UTF_8);
    }

    /** Returns its output as text. */
    public String text(Charset charset) {
        return new String(stdout, charset);
    }

    /** Returns its error output as text in UTF-8. */
    public String errorText() {
        return new String(stderr, StandardCharsets.UTF_8);
    }

    /**
     * Returns whether all pipes were read to their end; false if another process had them when the
     * child had ended, and its grace time was over, or if the child was ended for a limit.
     */
    public boolean isComplete() {
        return complete;
    }

    /**
     * Returns this if it has succeeded.
     *
     * @throws ProcessException if the return code is not 0; its message has the last lines of the
     *     error output
     */
    public ProcessResult check() {
        if (!succeeded()) {
            throw ProcessException.failed(this);
        }
        return this;
    }

    @Override
    public String toString() {
        return "<ProcessResult %s returnCode=%d stdout=%d bytes stderr=%d bytes%s>"
                .formatted(
                        command,
                        returnCode,
                        stdout.length,
                        stderr.length,
                        complete ? "" : " incomplete");
    }
}
