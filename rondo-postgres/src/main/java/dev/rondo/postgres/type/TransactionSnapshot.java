package dev.rondo.postgres.type;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Which transactions were seen at a time: {@code pg_snapshot}.
 *
 * @param least the first that was still running; all before it are visible or dead
 * @param end the first that had not begun
 * @param running those between that were running
 */
public record TransactionSnapshot(long least, long end, List<Long> running) {
    /** Copies the list. */
    public TransactionSnapshot {
        running = List.copyOf(running);
    }

    /** Returns the server's text. */
    @Override
    public String toString() {
        return running.stream()
                .map(String::valueOf)
                .collect(Collectors.joining(",", least + ":" + end + ":", ""));
    }
}
