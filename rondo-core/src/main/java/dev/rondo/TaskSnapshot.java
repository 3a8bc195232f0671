package dev.rondo;

import java.util.List;

/**
 * What was known of a task at one moment.
 *
 * @param name its name
 * @param state what it was doing
 * @param waitingOn what it was waiting on: something of Rondo's, or the call of the JDK that it was
 *     in ("LinkedBlockingQueue.take"); or empty
 * @param cancelling how many requests to cancel were open
 * @param body what it runs: the class that wrote the lambda ("lambda in Crawler"), or a coroutine's
 *     name
 * @param created where it was made, innermost frame first; empty outside debug mode
 */
public record TaskSnapshot(
        String name,
        State state,
        String waitingOn,
        int cancelling,
        String body,
        List<StackTraceElement> created) {
    /** What a task can be doing. */
    public enum State {
        /** Waiting for its turn. */
        READY,
        /** Running, or blocked in code that is not Rondo's. */
        RUNNING,
        /** Suspended in a wait of Rondo's. */
        WAITING,
        /** Done with a result. */
        FINISHED,
        /** Done with an exception. */
        FAILED,
        /** Cancelled. */
        CANCELLED
    }
}
