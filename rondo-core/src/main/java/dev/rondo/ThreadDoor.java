package dev.rondo;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Futures as other threads and the JDK's own futures see them. */
final class ThreadDoor {
    private ThreadDoor() {}

    /** Blocks a thread outside the loop until a future is done or the time is over. */
    static void block(Future<?> future, long nanos) throws InterruptedException {
        EventLoop loop = future.loop();
        if (loop.isClosed()) {
            throw new IllegalStateException(
                    "get() would wait for ever: the event loop is closed and "
                            + future
                            + " is not done");
        }
        CountDownLatch done = new CountDownLatch(1);
        Listener listener =
                new Listener() {
                    @Override
                    void done(Future<?> f) {
                        done.countDown();
                    }
                };
        loop.kernel().enter(new Handle(loop, () -> future.addListener(listener), new Context()));
        if (nanos == Long.MAX_VALUE) {
            done.await();
        } else if (!done.await(Math.max(0, nanos), TimeUnit.NANOSECONDS) && !loop.isClosed()) {
            loop.kernel()
                    .enter(new Handle(loop, () -> future.removeListener(listener), new Context()));
        }
    }

    /** Suspends the current task until a future is done, whatever its outcome. */
    static void awaitInTask(Future<?> future) {
        Rondo.waitAll(java.util.List.of(future));
    }

    /** Returns a done future's result in the manner of {@link java.util.concurrent.Future#get}. */
    static <T extends @Nullable Object> T report(Future<T> future) throws ExecutionException {
        if (future.cancelled()) {
            String message = future.cancelMessage();
            throw new CancellationException(message == null ? "cancelled: " + future : message);
        }
        if (future.failed()) {
            throw new ExecutionException(future.exceptionNow());
        }
        return future.result();
    }

    static <T extends @Nullable Object> CompletableFuture<T> toCompletableFuture(Future<T> future) {
        CompletableFuture<T> target = new CompletableFuture<>();
        Listener copy =
                new Listener() {
                    @Override
                    void done(Future<?> done) {
                        complete(target, future);
                    }
                };
        EventLoop loop = future.loop();
        if (loop.needsThreadsafe()) {
            loop.callSoonThreadsafe(() -> future.addListener(copy));
        } else {
            future.addListener(copy);
        }
        target.whenComplete((value, failure) -> {
            if (target.isCancelled()) {
                future.cancel(true);
            }
        });
        return target;
    }

    private static <T extends @Nullable Object> void complete(
            CompletableFuture<T> target, Future<T> source) {
        // The target's dependents are user code, which may block: they belong on a strand, not in
        // this listener.
        EventLoop loop = source.loop();
        Runnable copy =
                () -> {
                    if (source.cancelled()) {
                        target.cancel(false);
                    } else if (source.failed()) {
                        target.completeExceptionally(source.exceptionNow());
                    } else {
                        target.complete(source.result());
                    }
                };
        loop.kernel().ready.add(new Handle(loop, copy, new Context()));
    }

    /** Returns a future of a loop that follows a stage; cancelling it cancels the stage. */
    static <T extends @Nullable Object> Future<T> follow(EventLoop loop, CompletionStage<T> stage) {
        Future<T> future = loop.createFuture();
        Kernel kernel = loop.kernel();
        kernel.outstanding.incrementAndGet();
        stage.whenComplete((value, failure) -> {
            kernel.outstanding.decrementAndGet();
            kernel.enter(new Handle(loop, () -> settle(future, value, failure), new Context()));
        });
        future.addListener(
                new Listener() {
                    @Override
                    void done(Future<?> done) {
                        if (done.cancelled()) {
                            kernel.ready.add(
                                    new Handle(
                                            loop,
                                            () -> stage.toCompletableFuture().cancel(true),
                                            new Context()));
                        }
                    }
                });
        return future;
    }

    private static <T extends @Nullable Object> void settle(
            Future<T> future, T value, @Nullable Throwable failure) {
        if (future.done()) {
            return;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause == null) {
            future.finish(value);
        } else if (cause instanceof CancellationException || cause instanceof CancelledError) {
            future.finishCancelled(cause.getMessage());
        } else {
            future.fail(cause);
        }
    }

    /**
     * Creates a task from outside; the result follows it, and cancelling the result cancels the
     * task.
     */
    static <T extends @Nullable Object> CompletableFuture<T> runThreadsafe(
            Callable<T> body, EventLoop loop) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> {
            if (result.isCancelled()) {
                return;
            }
            Task<T> task;
            try {
                task = loop.createTask(body);
            } catch (Throwable e) { // a task factory's failure belongs to the caller
                result.completeExceptionally(e);
                return;
            }
            task.addListener(
                    new Listener() {
                        @Override
                        void done(Future<?> done) {
                            complete(result, task);
                        }
                    });
            result.whenComplete((value, failure) -> {
                if (result.isCancelled()) {
                    task.cancel(true);
                }
            });
        });
        return result;
    }
}
