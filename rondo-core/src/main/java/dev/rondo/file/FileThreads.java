package dev.rondo.file;

import dev.rondo.Future;
import dev.rondo.Rondo;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that work on files, of all loops together: a busy default executor does not keep
 * files waiting, nor the other way round. They end after ten idle seconds and never keep the
 * process alive.
 */
final class FileThreads implements Storage {
    // More than processors, since a disk may sleep. Not measured against other numbers.
    private static final int THREADS =
            Math.min(32, Math.max(4, 2 * Runtime.getRuntime().availableProcessors()));

    static final FileThreads INSTANCE = new FileThreads(THREADS, "rondo-file-");

    private final AtomicInteger number = new AtomicInteger();
    private final ForkJoinPool pool;

    /** A ForkJoinPool, since the loop gives it its work itself: other executors need a clerk. */
    FileThreads(int threads, String name) {
        this.pool =
                new ForkJoinPool(
                        threads,
                        pool -> worker(pool, name),
                        null,
                        true, // first come, first served
                        threads,
                        threads,
                        1,
                        null,
                        10,
                        TimeUnit.SECONDS);
    }

    private ForkJoinWorkerThread worker(ForkJoinPool workers, String name) {
        ForkJoinWorkerThread worker =
                ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(workers);
        worker.setName(name + number.incrementAndGet());
        return worker;
    }

    /** Returns the storage of a path. */
    static Storage of(Path path) {
        return path.getFileSystem().provider() instanceof Storage own ? own : INSTANCE;
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Callable<T> work) {
        return Rondo.runningLoop().runInExecutor(pool, work);
    }
}
