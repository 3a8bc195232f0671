package dev.rondo.postgres;

import java.time.Duration;
import java.util.List;

/**
 * A pool at a moment.
 *
 * @param size connections, those included that are being made
 * @param idle those that nobody uses
 * @param acquired those that somebody has for himself
 * @param waiting tasks in line
 * @param inFlight statements that were sent on shared connections and not answered
 * @param holders who has a connection for himself, the longest first
 * @param acquires how many acquires have succeeded
 * @param timeouts how many have failed by their time limit
 * @param waited how long all of them have waited together
 */
public record PoolSnapshot(
        int size,
        int idle,
        int acquired,
        int waiting,
        int inFlight,
        List<Holder> holders,
        long acquires,
        long timeouts,
        Duration waited) {
    /**
     * Who has a connection.
     *
     * @param task the task's name
     * @param since for how long
     * @param processId the server's process
     */
    public record Holder(String task, Duration since, int processId) {}
}
