package dev.rondo;

import dev.rondo.kernel.Kernel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Work that leaves the loop: the default executor and executors of the user's. All threads are
 * daemons, so that forgotten work never keeps the process alive.
 *
 * <p>What a task gives to an executor of the user's is submitted by another thread, the clerk: an
 * executor that runs work on its caller's thread, as a full one may, would run it in the task and
 * hold the loop; and a virtual thread that one starts in a task keeps that task in memory for as
 * long as it lives, since the task's strand is its scheduler, and takes turns with the loop in
 * virtual time. There is one clerk a loop, so that an executor gets its work in the order of the
 * calls.
 *
 * <p>Rejected: to look whether the work has begun on the loop and to submit it again. A pool keeps
 * its threads, so the second try would begin there too.
 */
final class Offload {
    private static final int MAX_THREADS =
            Math.min(32, Runtime.getRuntime().availableProcessors() + 4); // asyncio's
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final EventLoop loop;
    // The loop's thread.
    private @Nullable ExecutorService executor;
    private boolean shutDown;
    private @Nullable ExecutorService clerk; // from the first work that it submits on

    Offload(EventLoop loop) {
        this.loop = loop;
    }

    <T extends @Nullable Object> Future<T> submit(Callable<T> code) {
        if (shutDown) {
            throw new IllegalStateException(
                    "Executor shutdown has been called: the default executor of "
                            + loop
                            + " takes no more work\n"
                            + "Use an executor of your own with runInExecutor(executor, ...)");
        }
        ExecutorService target = executor;
        if (target == null) {
            target = pool("rondo-worker-", MAX_THREADS);
            executor = target;
        }
        return submit(target, code);
    }

    <T extends @Nullable Object> Future<T> submit(ExecutorService target, Callable<T> code) {
        Objects.requireNonNull(target, "executor");
        Objects.requireNonNull(code, "code");
        if (target.isShutdown()) {
            throw refusal(target, null);
        }
        Job<T> job = new Job<>(loop, Inherited.callable(loop.inheritanceOrNull(), code));
        FutureTask<?> work =
                new FutureTask<>(job, null) {
                    @Override
                    protected void done() {
                        if (isCancelled()) {
                            job.drop();
                        }
                    }
                };
        if (mayBeCalledInTasks(target) || !Thread.currentThread().isVirtual()) {
            boolean taken = false;
            try {
                target.execute(work);
                taken = true;
            } catch (RejectedExecutionException e) {
                throw refusal(target, e);
            } finally {
                if (!taken) {
                    job.comeBack(); // an executor of the user's may throw what it likes
                }
            }
        } else {
            clerk().execute(() -> {
                try {
                    target.execute(work);
                } catch (RejectedExecutionException e) {
                    job.refuse(refusal(target, e));
                } catch (Throwable e) { // an executor of the user's may throw what it likes
                    job.refuse(e);
                }
            });
        }
        job.future.addCompletion(
                new Completion() {
                    @Override
                    void done(Future<?> done) {
                        if (done.cancelled()) {
                            work.cancel(true);
                        }
                    }
                });
        return job.future;
    }

    private static IllegalStateException refusal(
            ExecutorService target, @Nullable RejectedExecutionException cause) {
        return new IllegalStateException(
                "The executor takes no more work: "
                        + target
                        + "\nUse one that is not shut down or full",
                cause);
    }

    /** Returns whether an executor starts no virtual threads, or means to have the loop's. */
    private static boolean mayBeCalledInTasks(ExecutorService target) {
        return target instanceof Workers
                || target instanceof LoopExecutor
                || target.getClass() == ForkJoinPool.class;
    }

    private ExecutorService clerk() {
        ExecutorService known = clerk;
        if (known == null) {
            known = pool("rondo-clerk-", 1);
            clerk = known;
        }
        return known;
    }

    /** Awaits what was submitted; a failure is thrown as the code threw it. */
    static <T extends @Nullable Object, X extends Throwable> T outcome(Future<T> work) throws X {
        try {
            return work.await();
        } catch (CompletionException e) {
            throw work.failed() ? Rethrow.<X>asIs(work.retrieveFailure()) : e;
        }
    }

    /** What a task waits for while a thread works for it. */
    private record ThreadWork(Callable<?> code) {
        @Override
        public String toString() {
            return "a thread's work: " + BodyName.of(code);
        }
    }

    /** One piece of work on its way to a thread and back. */
    private static final class Job<T extends @Nullable Object> implements Runnable {
        private final EventLoop loop;
        private final Callable<T> code;
        private final Context context = Context.copyCurrent();
        private final Future<T> future;
        // Whoever sets it first decides: the thread that begins the work, or the loop that cancels
        // it before.
        private final AtomicBoolean begun = new AtomicBoolean();

        Job(EventLoop loop, Callable<T> code) {
            this.loop = loop;
            this.code = code;
            this.future = loop.createFuture(new ThreadWork(code));
            loop.kernel().addOutstanding(1);
        }

        void comeBack() {
            loop.kernel().addOutstanding(-1);
        }

        /** It will not be run: the loop does not want it any more, or the executor ended first. */
        void drop() {
            if (!begun.getAndSet(true)) {
                deliver(
                        loop,
                        future,
                        () -> future.finishCancelled("the executor was shut down", null));
            }
        }

        /** The executor did not take it. */
        void refuse(Throwable reason) {
            if (!begun.getAndSet(true)) {
                deliver(loop, future, () -> future.fail(reason));
            }
        }

        @Override
        public void run() {
            if (begun.getAndSet(true)) {
                return;
            }
            Runnable settle;
            try {
                T value = context.run(code::call);
                settle = () -> future.finish(value);
            } catch (Throwable e) { // whatever ends the code is the future's outcome
                settle = () -> future.fail(e);
            }
            deliver(loop, future, settle);
        }
    }

    /**
     * Brings an outcome back to the loop, from any thread. The loop counts it as back when it takes
     * it: counted before, a virtual clock could jump ahead of it; counted after, by this thread, it
     * could wait for what has come already.
     */
    private static void deliver(EventLoop loop, Future<?> future, Runnable settle) {
        Kernel kernel = loop.kernel();
        Runnable back =
                () -> {
                    kernel.addOutstanding(-1);
                    if (!future.done()) {
                        settle.run();
                    }
                };
        if (loop.isClosed()) {
            kernel.addOutstanding(-1);
        } else {
            kernel.enter(new Handle(loop, back, new Context()));
        }
    }

    void setDefault(ExecutorService replacement) {
        executor = replacement;
    }

    /** Ends the default executor gently, then firmly. Suspends the calling task. */
    boolean shutdown(Duration atMost) {
        Objects.requireNonNull(atMost, "atMost");
        long nanos = Delay.nanos("shutdownDefaultExecutor()", atMost);
        Task.currentFor("shutdownDefaultExecutor()", loop, loop);
        shutDown = true;
        ExecutorService ending = executor;
        if (ending == null) {
            return true;
        }
        executor = null;
        ExecutorService submitting = mayBeCalledInTasks(ending) ? null : clerk;
        if (submitting == null) {
            ending.shutdown();
            if (ending.isTerminated()) {
                return true;
            }
        } else {
            submitting.execute(ending::shutdown); // behind what it has still to submit
        }
        Future<Boolean> ended = loop.createFuture("the end of the default executor");
        Kernel kernel = loop.kernel();
        kernel.addOutstanding(1);
        // A thread of its own waits for the end: the loop must not, and the executor's threads
        // cannot.
        Thread waiter =
                Thread.ofPlatform()
                        .daemon()
                        .name("rondo-executor-end")
                        .start(() -> {
                            boolean terminated = false;
                            try {
                                terminated = ending.awaitTermination(nanos, TimeUnit.NANOSECONDS);
                            } catch (InterruptedException e) {
                                // The loop gave up waiting.
                            }
                            boolean outcome = terminated;
                            deliver(loop, ended, () -> ended.finish(outcome));
                        });
        boolean inTime;
        try {
            inTime = ended.await();
        } catch (CancelledError e) {
            waiter.interrupt();
            stop(ending);
            throw e;
        }
        if (!inTime) {
            int left = stop(ending);
            System.getLogger("dev.rondo")
                    .log(
                            System.Logger.Level.WARNING,
                            "The executor did not finish joining its threads within "
                                    + atMost.toSeconds()
                                    + " seconds; "
                                    + left
                                    + " pieces of work never began and the running ones were"
                                    + " interrupted");
        }
        return inTime;
    }

    /** Ends an executor at once; who waits for work that never began is told. */
    private static int stop(ExecutorService ending) {
        List<Runnable> left = ending.shutdownNow();
        for (Runnable work : left) {
            if (work instanceof java.util.concurrent.Future<?> cancellable) {
                cancellable.cancel(false);
            }
        }
        return left.size();
    }

    static ThreadPoolExecutor pool(String prefix, int threads) {
        return new Workers(prefix, threads);
    }

    /** Daemon threads, which end when there is nothing to do for 10 s. */
    private static final class Workers extends ThreadPoolExecutor {
        Workers(String prefix, int threads) {
            super(
                    threads,
                    threads,
                    10,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    code -> worker(prefix + NUMBER.incrementAndGet(), code));
            allowCoreThreadTimeOut(true);
        }
    }

    /** A thread that many tasks use in turn has nothing of the one that happened to be first. */
    private static Thread worker(String name, Runnable code) {
        Thread worker =
                Thread.ofPlatform()
                        .daemon()
                        .inheritInheritableThreadLocals(false)
                        .name(name)
                        .unstarted(code);
        worker.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        return worker;
    }

    /** Lets the threads go; the loop is closed. */
    void close() {
        if (executor != null) {
            executor.shutdown();
        }
        if (clerk != null) {
            clerk.shutdown(); // what it has still to submit goes out
        }
    }
}
