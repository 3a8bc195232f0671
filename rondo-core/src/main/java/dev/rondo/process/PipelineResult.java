package dev.rondo.process;

import java.util.List;

/**
 * How the commands of a pipeline have ended. Immutable; any thread.
 *
 * @param results that of each, in their order; only the last has an output
 */
public record PipelineResult(List<ProcessResult> results) {
    private static final int PIPE_IN_SHELLS = 128 + Signal.PIPE.number();

    /** Copies the list. */
    public PipelineResult {
        results = List.copyOf(results);
    }

    /** Returns the return code of each. */
    public List<Integer> returnCodes() {
        return results.stream().map(ProcessResult::returnCode).toList();
    }

    /** Returns what the last has written. */
    public byte[] stdout() {
        return results.getLast().stdout();
    }

    /** Returns what the last has written, as text in UTF-8. */
    public String text() {
        return results.getLast().text();
    }

    /**
     * Returns this if all have succeeded. That one but the last was ended by {@link Signal#PIPE}
     * (141, as the JDK and shells tell it) is no failure: the next did not want more, as {@code
     * head} does.
     *
     * @throws ProcessException of the first whose return code is not 0
     */
    public PipelineResult check() {
        for (int i = 0; i < results.size(); i++) {
            ProcessResult result = results.get(i);
            int code = result.returnCode();
            boolean unwanted = code == -Signal.PIPE.number() || code == PIPE_IN_SHELLS;
            if (!unwanted || i == results.size() - 1) {
                result.check();
            }
        }
        return this;
    }
}
