package dev.rondo.workers;

import dev.rondo.SerializableBody;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way to a worker and back: what {@link Workers#start} returns. Cancelling it has
 * the pool drop or stop it.
 *
 * <pre>
 *   WAITING --take--> RUNNING --settle--> OVER
 *      \--cancel-------------------------> OVER
 * </pre>
 */
final class Call<T extends @Nullable Object> extends CompletableFuture<T> {
    enum State {
        WAITING,
        RUNNING,
        OVER
    }

    final long id;
    final SerializableBody<T, ?> code;
    private final Pool pool;
    State state = State.WAITING; // guarded by the pool's lock
    @Nullable Seat seat; // where it runs; guarded by the pool's lock

    Call(Pool pool, long id, SerializableBody<T, ?> code) {
        this.pool = pool;
        this.id = id;
        this.code = code;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            pool.cancelled(this);
        }
        return cancelled;
    }

    @SuppressWarnings("unchecked")
    void succeed(@Nullable Object value) {
        complete((T) value); // the type is what the code returned
    }

    @Override
    public String toString() {
        return "call " + id + " of " + pool;
    }
}
