package dev.rondo.file;

import dev.rondo.Future;
import dev.rondo.Parking;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call of {@code java.nio} on its way to the storage and back. */
final class Work {
    private Work() {}

    /** A call of {@code java.nio}. */
    interface Call<T extends @Nullable Object> {
        T run() throws IOException;
    }

    /** A call of {@code java.nio} without a result. */
    interface Step {
        void run() throws IOException;
    }

    /** Begins a call that nobody cancels; its failure is a {@link FileException}. */
    static <T extends @Nullable Object> Future<T> begin(
            Storage storage, String operation, Path path, Call<T> call) {
        return storage.submit(() -> {
            try {
                return call.run();
            } catch (IOException e) {
                throw FileException.of(operation, path, e);
            }
        });
    }

    /** Does a call. A cancellation goes through at once; the call runs on to its end. */
    static <T extends @Nullable Object> T call(String operation, Path path, Call<T> call) {
        return call(operation, path, call, _ -> {});
    }

    /**
     * As {@link #call(String, Path, Call)}; a result that comes after a cancellation is given to
     * {@code undo}, in the loop.
     */
    static <T extends @Nullable Object> T call(
            String operation, Path path, Call<T> call, Consumer<T> undo) {
        Future<T> work = begin(FileThreads.of(path), operation, path, call);
        Parking ended = new Parking(operation, path);
        work.addDoneCallback(done -> {
            seen(done);
            ended.wakeAll();
        });
        boolean taken = false;
        try {
            while (!work.done()) {
                ended.await();
            }
            taken = true;
            return work.result();
        } finally {
            if (!taken) {
                work.addDoneCallback(done -> {
                    if (!done.cancelled() && done.exception().isEmpty()) {
                        undo.accept(done.result());
                    }
                });
            }
        }
    }

    /** A failure for which nobody waits any more, since he was cancelled, is no news. */
    static void seen(Future<?> work) {
        if (!work.cancelled()) {
            work.exception();
        }
    }

    static void step(String operation, Path path, Step step) {
        Work.<@Nullable Void>call(
                operation,
                path,
                () -> {
                    step.run();
                    return null;
                });
    }
}
