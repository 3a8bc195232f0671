package dev.rondo.file;

import dev.rondo.Rondo;
import java.nio.channels.FileLock;
import java.nio.file.Path;

/**
 * A lock on a file that this program holds against others, until it is closed or the file is:
 * {@link File#lock}. It keeps out those who lock too, and nobody else.
 */
public final class HeldLock implements AutoCloseable {
    private final Path path;
    private final InFlight work;
    private final FileLock lock;
    private boolean closed;

    HeldLock(Path path, InFlight work, FileLock lock) {
        this.path = path;
        this.work = work;
        this.lock = lock;
    }

    /** Returns whether others may hold it at the same time, as long as all only read. */
    public boolean isShared() {
        return lock.isShared();
    }

    /**
     * Gives it back; does nothing when the file is closed. Suspends; a cancellation comes after.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Rondo.shielded(() ->
                work.run(
                        "unlock",
                        () -> {
                            if (lock.acquiredBy().isOpen()) {
                                lock.release();
                            }
                            return true;
                        }));
    }

    @Override
    public String toString() {
        return "<HeldLock "
                + path
                + (lock.isShared() ? " shared" : "")
                + (closed ? " given back>" : ">");
    }
}
