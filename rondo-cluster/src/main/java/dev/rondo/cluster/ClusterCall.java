package dev.rondo.cluster;

import dev.rondo.SerializableBody;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call on its way to a member and back. */
final class ClusterCall<T extends @Nullable Object> extends CompletableFuture<T> {
    final SerializableBody<T, ?> code;
    private final ClusterWorkers workers;
    // Guarded by the workers' lock.
    @Nullable UUID at; // where it runs
    @Nullable CompletableFuture<?> job; // Hazelcast's

    ClusterCall(ClusterWorkers workers, SerializableBody<T, ?> code) {
        this.workers = workers;
        this.code = code;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            workers.cancelled(this);
        }
        return cancelled;
    }

    @SuppressWarnings("unchecked")
    void succeed(@Nullable Object value) {
        complete((T) value); // the type is what the code returned
    }
}
