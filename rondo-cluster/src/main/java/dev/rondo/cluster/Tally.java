package dev.rondo.cluster;

import dev.rondo.workers.BrokenWorkerException;
import dev.rondo.workers.WorkerSnapshot;
import dev.rondo.workers.WorkersSnapshot;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** How calls ended; guarded by the lock of the workers. */
final class Tally {
    long done;
    long failed;
    long cancelled;
    long broken;

    void count(CompletableFuture<?> call) {
        if (!call.isCompletedExceptionally()) {
            done++;
        } else if (call.isCancelled() || call.exceptionNow() instanceof CancellationException) {
            cancelled++;
        } else if (call.exceptionNow() instanceof BrokenWorkerException) {
            broken++;
        } else {
            failed++;
        }
    }

    WorkersSnapshot snapshot(
            int parallelism, boolean open, int waiting, int running, List<WorkerSnapshot> members) {
        return new WorkersSnapshot(
                "cluster",
                parallelism,
                open,
                waiting,
                running,
                done,
                failed,
                cancelled,
                broken,
                members);
    }
}
