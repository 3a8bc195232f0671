package dev.rondo.postgres;

import java.time.Duration;
import java.util.List;

/**
 * A pool at a moment.
 *
 * @param size connections, with those that are being made and being closed
 * @param idle those that nobody uses
 * @param acquired those that somebody has for himself
 * @param shared those that carry statements of the pool's own
 * @param connecting those that are being made
 * @param waiting tasks in line
 * @param inFlight statements that were sent on shared connections and not answered
 * @param holders who has a connection for himself, the longest first
 * @param acquires how many acquires have succeeded
 * @param statements how many statements of the pool's own have got a connection
 * @param timeouts how many waits for a connection have failed by their time limit
 * @param waited how long all that have got one have waited together
 * @param isClosed whether the pool is closed
 */
public record PoolSnapshot(
        int size,
        int idle,
        int acquired,
        int shared,
        int connecting,
        int waiting,
        int inFlight,
        List<Holder> holders,
        long acquires,
        long statements,
        long timeouts,
        Duration waited,
        boolean isClosed) {
    /**
     * Who has a connection.
     *
     * @param task the task's name
     * @param since for how long
     * @param processId the server's process
     */
    public record Holder(String task, Duration since, int processId) {}

    /** Copies the list. */
    public PoolSnapshot {
        holders = List.copyOf(holders);
    }
}
