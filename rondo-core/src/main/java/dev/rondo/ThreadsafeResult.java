package dev.rondo;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Rondo#runCoroutineThreadsafe} returns: it cancels its task, and a failure that nobody
 * asks it for is reported. Whoever makes a stage of it or waits for it has asked.
 */
final class ThreadsafeResult<T extends @Nullable Object> extends CompletableFuture<T> {
    private final EventLoop loop;
    private final String name; // of what runs
    private volatile boolean asked;
    private volatile @Nullable FailureReport report; // of a failure, until somebody asks
    private volatile @Nullable Task<T> task;

    ThreadsafeResult(EventLoop loop, String name) {
        this.loop = loop;
        this.name = name;
    }

    /** Says which task it follows. The loop's thread. */
    void follow(Task<T> followed) {
        task = followed;
        if (isCancelled()) { // in the meantime
            followed.cancel(true);
        }
    }

    /** Fails for what the task threw. The loop's thread. */
    void fail(Throwable failure) {
        boolean hasStages = getNumberOfDependents() > 0;
        if (completeExceptionally(failure) && !asked && !hasStages) {
            FailureReport made =
                    loop.reports()
                            .track(
                                    this,
                                    "Exception of a coroutine that was run by"
                                            + " runCoroutineThreadsafe() was never retrieved: "
                                            + name,
                                    failure);
            report = made;
            if (asked) { // in this moment
                loop.reports().dismiss(made);
            }
        }
    }

    private void asked() {
        asked = true;
        FailureReport pending = report;
        if (pending != null) {
            report = null;
            loop.reports().dismiss(pending);
        }
    }

    /** All that is chained to it comes through here. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        asked();
        return new CompletableFuture<>();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        Task<T> followed = task;
        if (cancelled && followed != null) {
            followed.cancel(true);
        }
        return cancelled;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        asked();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
        asked();
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        asked();
        return super.join();
    }

    @Override
    public T getNow(T valueIfAbsent) {
        asked();
        return super.getNow(valueIfAbsent);
    }

    @Override
    public T resultNow() {
        asked();
        return super.resultNow();
    }

    @Override
    public Throwable exceptionNow() {
        asked();
        return super.exceptionNow();
    }
}
