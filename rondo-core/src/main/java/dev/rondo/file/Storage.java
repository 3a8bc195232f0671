package dev.rondo.file;

import dev.rondo.Future;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Where work on files is done: a seam. The provider of a path's file system that implements this
 * does it in its own way, as a simulated disk on virtual time; for all others threads do it.
 */
public interface Storage {
    /**
     * Begins work, which calls {@code java.nio} on paths and channels of this storage. Called by
     * tasks; never suspends. Work on one storage may overlap. It is never cancelled and runs to its
     * end, so that no file is left half changed by a cancellation.
     */
    <T extends @Nullable Object> Future<T> submit(Callable<T> work);
}
