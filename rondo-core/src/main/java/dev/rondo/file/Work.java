package dev.rondo.file;

import dev.rondo.Future;
import dev.rondo.Parking;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
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

    /** What is done with a result that nobody gets. */
    interface Undo<T extends @Nullable Object> {
        void run(T late) throws IOException;
    }

    /**
     * What came of a call. A failure is a value until somebody wants it: one for which nobody waits
     * any more, since he was cancelled, is no news for the loop.
     */
    record Outcome<T extends @Nullable Object>(@Nullable T value, @Nullable Throwable failure) {
        @SuppressWarnings("NullAway") // the value is null only if T allows that
        T get() {
            switch (failure) {
                case null -> {
                    return value;
                }
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case Throwable other -> throw new AssertionError(other);
            }
        }
    }

    /** Begins a call that nobody cancels; what it cannot do is a {@link FileException}. */
    static <T extends @Nullable Object> Future<Outcome<T>> begin(
            Storage storage, String operation, Path path, Call<T> call) {
        return storage.submit(() -> {
            try {
                return new Outcome<>(call.run(), null);
            } catch (IOException e) {
                return new Outcome<>(null, FileException.of(operation, path, e));
            } catch (RuntimeException | Error e) {
                return new Outcome<>(null, e);
            }
        });
    }

    /** Does a call. A cancellation goes through at once; the call runs on to its end. */
    static <T extends @Nullable Object> T call(String operation, Path path, Call<T> call) {
        return call(operation, path, call, _ -> {});
    }

    /**
     * As {@link #call(String, Path, Call)}; a result that comes after a cancellation is given to
     * {@code undo}, on the storage's thread, whether the loop still runs then or not.
     */
    static <T extends @Nullable Object> T call(
            String operation, Path path, Call<T> call, Undo<T> undo) {
        Storage storage = FileThreads.of(path);
        Delivery<T> delivery = new Delivery<>();
        Future<Outcome<T>> work =
                begin(
                        storage,
                        operation,
                        path,
                        () -> {
                            T result = call.run();
                            if (!delivery.bring(result)) {
                                undo.run(result);
                            }
                            return result;
                        });
        Parking ended = new Parking(operation, path);
        work.addDoneCallback(_ -> ended.wakeAll());
        boolean taken = false;
        try {
            while (!work.done()) {
                ended.await();
            }
            taken = true;
        } finally {
            if (!taken && !delivery.refuse()) {
                begin(
                        storage,
                        operation,
                        path,
                        () -> {
                            undo.run(delivery.brought());
                            return true;
                        });
            }
        }
        return work.result().get();
    }

    /** Between the thread that has a result and the task that may not want it any more. */
    private static final class Delivery<T extends @Nullable Object> {
        private record Brought<T extends @Nullable Object>(T result) {}

        private static final Brought<@Nullable Object> REFUSED = new Brought<>(null);

        private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

        /** Returns false if nobody wants it. The thread's. */
        boolean bring(T result) {
            return state.compareAndSet(null, new Brought<>(result));
        }

        /** Returns false if it is there already. The task's. */
        boolean refuse() {
            return state.compareAndSet(null, REFUSED);
        }

        @SuppressWarnings("unchecked") // bring() has put it there
        T brought() {
            return ((Brought<T>) java.util.Objects.requireNonNull(state.get())).result();
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
