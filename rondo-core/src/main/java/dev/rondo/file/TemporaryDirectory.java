package dev.rondo.file;

import dev.rondo.Rondo;
import java.nio.file.Path;

/** A folder that is deleted at the end: {@link Files#temporaryDirectory}. */
public final class TemporaryDirectory implements AutoCloseable {
    private static final int TRIES = 10;

    private final Path path;
    private boolean closed;
    private boolean kept;

    TemporaryDirectory(Path path) {
        this.path = path;
    }

    /** Returns where it is. */
    public Path path() {
        return path;
    }

    /** Lets it stay when this is closed. Never suspends. */
    public void keep() {
        kept = true;
    }

    /**
     * Deletes it with all that is in it; what somebody else has deleted already is no failure.
     * Suspends; a cancellation comes after it.
     */
    @Override
    public void close() {
        if (!closed && !kept) {
            Rondo.shielded(this::delete);
        }
        closed = true;
    }

    private void delete() {
        for (int tries = 1; true; tries++) {
            try {
                Files.deleteTree(path);
                return;
            } catch (FileException e) {
                if (e.reason() == FileException.Reason.NOT_FOUND) {
                    return;
                }
                // What a cancelled task has begun may make a file meanwhile.
                if (e.reason() != FileException.Reason.NOT_EMPTY || tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    @Override
    public String toString() {
        return "<TemporaryDirectory " + path + (closed ? " deleted>" : ">");
    }
}
