package dev.rondo.file;

import dev.rondo.Future;
import dev.rondo.Parking;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The one piece of work on an open file that the storage has at a time. A cancelled task goes at
 * once and leaves it behind; the next one waits for its end first. Its owner lets one task in at a
 * time.
 */
final class InFlight {
    private final Storage storage;
    private final Path path;
    private final Parking ended;
    private @Nullable Future<?> work;

    InFlight(Storage storage, Path path, Object owner) {
        this.storage = storage;
        this.path = path;
        this.ended = new Parking("work on", owner);
    }

    /** Waits for what a cancelled operation has left behind. Its failure was that operation's. */
    void settle() {
        while (work != null) {
            ended.await();
        }
    }

    <T extends @Nullable Object> T run(String operation, Work.Call<T> call) {
        return run(operation, call, () -> {});
    }

    /**
     * Does work, and then what it means for the owner: by the loop, so that it takes place for a
     * cancelled task, too.
     */
    <T extends @Nullable Object> T run(String operation, Work.Call<T> call, Runnable afterwards) {
        settle();
        Future<Work.Outcome<T>> begun = Work.begin(storage, operation, path, call);
        work = begun;
        begun.addDoneCallback(_ -> {
            work = null;
            afterwards.run();
            ended.wakeAll();
        });
        while (work == begun) {
            ended.await();
        }
        return begun.result().get();
    }
}
