package dev.rondo.process;

import java.util.List;
import java.util.OptionalInt;

/**
 * What is known of a child at a moment.
 *
 * @param pid the system's number
 * @param command the command, shortened
 * @param returnCode empty while it runs
 * @param openPipes the names of its pipes that are open on this side, in the order of their numbers
 */
public record SubprocessSnapshot(
        long pid, String command, OptionalInt returnCode, List<String> openPipes) {
    /** Copies the list. */
    public SubprocessSnapshot {
        openPipes = List.copyOf(openPipes);
    }
}
