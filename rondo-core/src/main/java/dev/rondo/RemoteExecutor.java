package dev.rondo;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs code elsewhere: on threads, in other processes, on other machines, by one call. The seam
 * through which {@link Rondo#toThread(RemoteExecutor, SerializableBody)} and {@link
 * EventLoop#runInExecutor(RemoteExecutor, SerializableBody)} reach what is not an executor of the
 * JDK, which could not send the lambdas that it gets.
 *
 * <p>Rejected: an {@link java.util.concurrent.ExecutorService} on processes. Its methods take
 * lambdas that cannot be serialised, which would be known at run time only.
 */
public interface RemoteExecutor {
    /**
     * Begins to run code, or queues it. Any thread; neither blocks nor suspends.
     *
     * <p>The stage fails with what the code throws; cancelling it drops code that has not begun and
     * stops what runs as far as that can be stopped. What the code uses may be serialised after
     * this has returned: it is not to be changed until the stage is done.
     *
     * @throws IllegalStateException if it takes no more work
     */
    <T extends @Nullable Object> CompletableFuture<T> start(SerializableBody<T, ?> code);
}
