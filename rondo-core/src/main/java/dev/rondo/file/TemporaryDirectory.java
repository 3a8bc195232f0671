package dev.rondo.file;

import dev.rondo.Rondo;
import java.nio.file.Path;

/** A folder that is deleted at the end: {@link Files#temporaryDirectory}. */
public final class TemporaryDirectory implements AutoCloseable {
    private final Path path;
    private boolean closed;

    TemporaryDirectory(Path path) {
        this.path = path;
    }

    /** Returns where it is. */
    public Path path() {
        return path;
    }

    /**
     * Deletes it with all that is in it; what somebody else has deleted already is no failure.
     * Suspends; a cancellation comes after it.
     */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Rondo.shielded(() -> {
                try {
                    Files.deleteTree(path);
                } catch (FileException e) {
                    if (e.reason() != FileException.Reason.NOT_FOUND) {
                        throw e;
                    }
                }
            });
        }
    }

    @Override
    public String toString() {
        return "<TemporaryDirectory " + path + (closed ? " deleted>" : ">");
    }
}
