package dev.rondo.workers;

import java.util.List;

/**
 * Workers at a moment, and what they did.
 *
 * @param kind threads, processes, or another implementation's word
 * @param parallelism how many calls they run at once
 * @param open whether they take calls
 * @param waiting calls that wait for a worker
 * @param running calls that run, cancelled ones too while they go on
 * @param done calls that returned
 * @param failed calls that threw, whose worker broke or that were dropped
 * @param cancelled calls that were cancelled
 * @param broken workers that broke
 * @param workers those that are there
 */
public record WorkersSnapshot(
        String kind,
        int parallelism,
        boolean open,
        int waiting,
        int running,
        long done,
        long failed,
        long cancelled,
        long broken,
        List<WorkerSnapshot> workers) {
    /** Copies the list. */
    public WorkersSnapshot {
        workers = List.copyOf(workers);
    }
}
