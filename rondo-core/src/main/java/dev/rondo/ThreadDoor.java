package dev.rondo;

import dev.rondo.kernel.Deadline;
import dev.rondo.kernel.Kernel;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Futures as other threads and the JDK's own futures see them. */
final class ThreadDoor {
    private ThreadDoor() {}

    /** Blocks a thread outside the loop until a future is done or the time is over. */
    static void block(Future<?> future, long nanos) throws InterruptedException {
        EventLoop loop = future.loop();
        CountDownLatch done = new CountDownLatch(1);
        Completion completion =
                new Completion() {
                    @Override
                    void done(Future<?> f) {
                        done.countDown();
                    }
                };
        Runnable atClose = done::countDown;
        loop.outsiders().enter(atClose);
        enter(loop, () -> future.addCompletion(completion));
        try {
            if (nanos == Long.MAX_VALUE) {
                done.await();
            } else if (!done.await(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
                return;
            }
        } finally {
            loop.outsiders().leave(atClose);
            if (!future.done()) {
                enter(loop, () -> future.removeCompletion(completion));
            }
        }
        if (!future.done() && loop.isClosed()) {
            throw Misuse.neverDone(future);
        }
    }

    /** Has the runtime's own code run in a loop; nothing happens if the loop closes first. */
    static void enter(EventLoop loop, Runnable code) {
        loop.kernel().enter(new Handle(loop, code, new Context()));
    }

    /** Suspends the current task until a future is done, whatever its outcome, or for a time. */
    static void awaitInTask(Future<?> future, long nanos) {
        Task<?> task = Task.currentFor("get()", future.loop(), future);
        if (task == (Object) future && nanos == Long.MAX_VALUE) {
            throw Misuse.awaitsItself(task.name());
        }
        Parking waiting = new Parking("get of", future);
        Completion completion =
                new Completion() {
                    @Override
                    void done(Future<?> f) {
                        waiting.wakeOne();
                    }
                };
        Deadline limit =
                new Deadline() {
                    @Override
                    protected void expire(Kernel kernel) {
                        waiting.wakeOne();
                    }

                    @Override
                    public String purpose() {
                        return task.name() + ", limit of " + waiting;
                    }
                };
        Kernel kernel = future.loop().kernel();
        if (nanos != Long.MAX_VALUE) {
            kernel.startTimer(limit, Delay.deadline(kernel.clock().nanoTime(), nanos));
        }
        future.addCompletion(completion);
        try {
            waiting.await();
        } finally {
            kernel.stopTimer(limit);
            future.removeCompletion(completion);
        }
    }

    /** Returns a done future's result in the manner of {@link java.util.concurrent.Future#get}. */
    static <T extends @Nullable Object> T report(Future<T> future) throws ExecutionException {
        if (future.cancelled()) {
            String message = future.cancelMessage();
            throw cancellation(message == null ? "cancelled: " + future : message, future);
        }
        if (future.failed()) {
            throw new ExecutionException(future.exceptionNow());
        }
        return future.result();
    }

    /** Returns the JDK's word for a cancellation, with what foreign code answered, if it did. */
    private static CancellationException cancellation(@Nullable String message, Future<?> of) {
        CancellationException made = new CancellationException(message);
        Throwable answer = of.cancelCause();
        if (answer != null) {
            made.initCause(answer);
        }
        return made;
    }

    static <T extends @Nullable Object> CompletableFuture<T> toCompletableFuture(Future<T> future) {
        CompletableFuture<T> target = new CompletableFuture<>();
        if (future.done()) {
            copy(future, target);
            return target;
        }
        completeAtClose(target, future);
        EventLoop loop = future.loop();
        Follower<T> follower = new Follower<>(target, future);
        enterOrCall(loop, () -> future.addCompletion(follower));
        target.whenComplete((value, failure) -> {
            if (future.done()) {
                return;
            }
            if (target.isCancelled()) {
                future.cancel(true);
            }
            enterOrCall(loop, () -> future.removeCompletion(follower)); // it may live long
        });
        return target;
    }

    private static void enterOrCall(EventLoop loop, Runnable code) {
        if (loop.kernel().inLoop()) {
            code.run();
        } else {
            enter(loop, code);
        }
    }

    /** Completes a stage when a future of the loop is done. */
    private static final class Follower<T extends @Nullable Object> extends Completion {
        private final CompletableFuture<T> target;
        private final Future<T> source;

        Follower(CompletableFuture<T> target, Future<T> source) {
            this.target = target;
            this.source = source;
        }

        @Override
        void done(Future<?> done) {
            // The target's dependents are user code, which may block: they belong on a strand, not
            // in this completion.
            EventLoop loop = source.loop();
            loop.kernel().ready(new Handle(loop, () -> copy(source, target), new Context()));
        }
    }

    private static <T extends @Nullable Object> void copy(
            Future<T> source, CompletableFuture<T> target) {
        if (source.cancelled()) {
            target.completeExceptionally(cancellation(source.cancelMessage(), source));
        } else if (source.failed()) {
            target.completeExceptionally(source.exceptionNow());
        } else {
            target.complete(source.result());
        }
    }

    /** Ends the waiting of a stage's users if the loop closes before its future is done. */
    private static <T extends @Nullable Object> void completeAtClose(
            CompletableFuture<T> target, Future<T> source) {
        Runnable atClose =
                () -> {
                    if (source.done()) {
                        copy(source, target);
                    } else {
                        target.completeExceptionally(Misuse.neverDone(source));
                    }
                };
        source.loop().outsiders().enter(atClose);
        target.whenComplete((value, failure) -> source.loop().outsiders().leave(atClose));
    }

    /** Returns a future of a loop that follows a stage; cancelling it cancels the stage. */
    static <T extends @Nullable Object> Future<T> follow(EventLoop loop, CompletionStage<T> stage) {
        Future<T> future = loop.createFuture(stage);
        Kernel kernel = loop.kernel();
        AtomicBoolean counted = new AtomicBoolean(true);
        Runnable noLongerCounted =
                () -> {
                    if (counted.getAndSet(false)) {
                        kernel.addStages(-1);
                    }
                };
        kernel.addStages(1);
        stage.whenComplete((value, failure) -> {
            enter(
                    loop,
                    () -> {
                        noLongerCounted.run(); // here, so that virtual time waits just until now
                        settle(future, value, failure);
                    });
        });
        future.addCompletion(
                new Completion() {
                    @Override
                    void done(Future<?> done) {
                        if (done.cancelled()) {
                            noLongerCounted.run();
                            Runnable cancel = () -> stage.toCompletableFuture().cancel(true);
                            kernel.ready(new Handle(loop, cancel, new Context()));
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
            future.finishCancelled(cause.getMessage(), cause.getCause());
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
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(loop, "loop");
        ThreadsafeResult<T> result = new ThreadsafeResult<>(loop, BodyName.of(body));
        Runnable atClose = () -> result.completeExceptionally(Misuse.neverDone(BodyName.of(body)));
        loop.checkClosed();
        Callable<T> heir = Inherited.callable(loop.inheritanceOrNull(), body); // the caller's
        loop.outsiders().enter(atClose);
        loop.callSoonThreadsafe(() -> {
            if (result.isDone()) {
                loop.outsiders().leave(atClose);
            } else {
                begin(heir, loop, result, atClose);
            }
        });
        return result;
    }

    private static <T extends @Nullable Object> void begin(
            Callable<T> body, EventLoop loop, ThreadsafeResult<T> result, Runnable atClose) {
        Task<T> task;
        try {
            task = loop.createTask(body);
        } catch (Throwable e) { // a task factory's failure belongs to the caller
            loop.outsiders().leave(atClose);
            result.fail(e);
            return;
        }
        result.follow(task);
        task.addCompletion(
                new Completion() {
                    @Override
                    void done(Future<?> done) {
                        // What hangs on the result is user code: it belongs on a strand.
                        loop.kernel()
                                .ready(
                                        new Handle(
                                                loop,
                                                () -> settle(task, result, atClose),
                                                new Context()));
                    }
                });
    }

    private static <T extends @Nullable Object> void settle(
            Task<T> task, ThreadsafeResult<T> result, Runnable atClose) {
        task.loop().outsiders().leave(atClose);
        if (!task.failed()) {
            copy(task, result);
        } else if (!result.isDone()) { // else the task's own failure stays to be reported
            result.fail(task.retrieveFailure());
        }
    }
}
