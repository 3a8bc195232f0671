package dev.rondo.workers;

import dev.rondo.EventLoop;
import dev.rondo.Future;
import dev.rondo.RemoteExecutor;
import dev.rondo.Rondo;
import dev.rondo.SerializableAction;
import dev.rondo.SerializableBody;
import org.jspecify.annotations.Nullable;

/**
 * Runs code in parallel: on threads, in processes, and with {@code rondo-cluster} on machines, by
 * the same calls. concurrent.futures: {@code Executor}.
 *
 * {@snippet :
 * try (Workers workers = Workers.processes(4)) {
 *     BigInteger one = workers.call(() -> factorial(100_000));
 *     for (BigInteger each : workers.map(List.of(1_000, 2_000), n -> factorial(n))) {
 *         IO.println(each.bitLength());
 *     }
 * }
 * }
 *
 * <p>For processes, code, arguments and results are serialised. A lambda may use what is
 * serialisable and static methods; an argument may be serialised after {@link #submit} has
 * returned. What cannot be sent fails its call with {@link UnserializableException}. Threads share
 * objects instead; code for both changes neither.
 *
 * <p>A call is run at most once. When its worker breaks, it fails with {@link
 * BrokenWorkerException} and the worker is replaced; whether to try again is the caller's word.
 * Cancelling a call interrupts its code; a process whose code goes on is killed after the grace, a
 * thread is left to it.
 *
 * <p>Any thread may call all methods but {@link #submit}, {@code call} and {@code map}, which
 * belong to tasks. Workers end with this process, however it ends.
 */
public interface Workers extends RemoteExecutor, AutoCloseable {
    /** Returns workers on threads. See {@link #threads(int, WorkerOptions)}. */
    static Workers threads(int parallelism) {
        return threads(parallelism, WorkerOptions.defaults());
    }

    /**
     * Returns workers on daemon threads of this process, which are started when there is work.
     * Nothing is serialised.
     *
     * @throws IllegalArgumentException if {@code parallelism} is below 1
     */
    static Workers threads(int parallelism, WorkerOptions options) {
        WorkerOptions checked = java.util.Objects.requireNonNull(options, "options");
        return new Pool("threads", parallelism, checked, name -> new ThreadStation());
    }

    /** Returns workers in processes. See {@link #processes(int, WorkerOptions)}. */
    static Workers processes(int parallelism) {
        return processes(parallelism, WorkerOptions.defaults());
    }

    /**
     * Returns workers that are JVMs of their own, on this JVM's class path, which are started when
     * there is work. What they print appears here. A class that is not on the class path, as of a
     * program compiled into memory, is had from here: of the class loader of the code, or of the
     * context of the calling thread.
     *
     * @throws IllegalArgumentException if {@code parallelism} is below 1
     */
    static Workers processes(int parallelism, WorkerOptions options) {
        WorkerOptions checked = java.util.Objects.requireNonNull(options, "options");
        ProgramClasses classes = new ProgramClasses();
        return new Pool(
                "processes",
                parallelism,
                checked,
                name -> new ProcessStation(name, checked, classes));
    }

    /**
     * Submits code and returns a future of its result, in the current loop; cancelling it cancels
     * the call. Does not suspend.
     *
     * @throws BrokenWorkersException if the workers are broken
     * @throws IllegalStateException if they are closed, or too many calls wait
     */
    default <T extends @Nullable Object> Future<T> submit(SerializableBody<T, ?> code) {
        return Rondo.runningLoop().runInExecutor(this, code);
    }

    /** Like {@link #submit(SerializableBody)}, for code without a result. */
    default Future<@Nullable Void> submit(SerializableAction<?> code) {
        java.util.Objects.requireNonNull(code, "code");
        return submit(Bodies.of(code));
    }

    /**
     * Runs code and returns its result. Suspends; a cancellation cancels the call and does not wait
     * for that.
     *
     * @throws X what the code threw, with a {@link RemoteStack} as its last cause if it comes from
     *     another process
     * @throws RemoteFailureException if it threw what cannot be built again here
     * @throws UnserializableException if the code or its result cannot be sent
     * @throws BrokenWorkerException if the worker ended under it
     * @throws IllegalStateException as {@link #submit} does
     */
    default <T extends @Nullable Object, X extends Throwable> T call(SerializableBody<T, X> code)
            throws X {
        return Rondo.toThread(this, code);
    }

    /** Like {@link #call(SerializableBody)}, for code without a result. */
    default <X extends Throwable> void call(SerializableAction<X> code) throws X {
        java.util.Objects.requireNonNull(code, "code");
        Bodies.<X>call(this, code);
    }

    /** Maps with {@link MapOptions#defaults}. */
    default <A extends @Nullable Object, R extends @Nullable Object> MapResults<R> map(
            Iterable<? extends A> items, SerializableFunction<A, R> function) {
        return map(items, MapOptions.defaults(), function);
    }

    /**
     * Applies a function to items, several at a time, and returns the results to iterate over.
     * Items are taken only as fast as results are. Begins at once; does not suspend, but iterating
     * does. concurrent.futures: {@code map}, with {@code chunksize} and {@code buffersize}.
     *
     * @param items read in the current task, when there is room for more
     */
    default <A extends @Nullable Object, R extends @Nullable Object> MapResults<R> map(
            Iterable<? extends A> items, MapOptions options, SerializableFunction<A, R> function) {
        EventLoop loop = Rondo.runningLoop();
        return new MapResults<>(new Mapping<>(this, loop, items, options, function));
    }

    /** Returns how many calls run at once. */
    int parallelism();

    /** Returns what they do now. */
    WorkersSnapshot snapshot();

    /**
     * Takes no more calls, waits for those that were submitted, and ends the workers. Suspends in a
     * task, blocks elsewhere. A cancellation kills the workers. Again, it only waits.
     * concurrent.futures: {@code shutdown}.
     */
    @Override
    void close();

    /**
     * Drops the calls that wait, ends the workers gently, after the grace by force, and waits for
     * their end. Calls that wait fail with {@link BrokenWorkersException}, calls that run with
     * {@link BrokenWorkerException}. concurrent.futures: {@code terminate_workers}.
     */
    void terminate();

    /** Like {@link #terminate}, by force at once. concurrent.futures: {@code kill_workers}. */
    void kill();
}
