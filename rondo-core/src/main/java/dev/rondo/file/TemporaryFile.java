package dev.rondo.file;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.rondo.Rondo;
import java.nio.file.Path;

/** A file that is deleted at the end: {@link Files#temporaryFile}. */
public final class TemporaryFile implements AutoCloseable {
    private final File file;
    private boolean kept;

    private TemporaryFile(File file) {
        this.file = file;
    }

    interface Making {
        Path make();
    }

    static TemporaryFile create(Making making) {
        // Shielded, so that a cancellation between both steps leaves no file behind.
        return Rondo.shielded(() -> {
            Path path = making.make();
            boolean done = false;
            try {
                TemporaryFile made = new TemporaryFile(Files.open(path, READ, WRITE));
                done = true;
                return made;
            } finally {
                if (!done) {
                    Files.deleteIfExists(path);
                }
            }
        });
    }

    /** Returns the file, open for reading and writing. */
    public File file() {
        return file;
    }

    /** Returns where it is. */
    public Path path() {
        return file.path();
    }

    /** Lets it stay when this is closed. Never suspends. */
    public void keep() {
        kept = true;
    }

    /**
     * Closes and deletes it; who closes {@link #file} before can open it again by its path.
     * Suspends; a cancellation comes after it. That somebody has deleted it already is no failure.
     */
    @Override
    public void close() {
        Rondo.shielded(() -> {
            try {
                file.close();
            } finally {
                if (!kept) {
                    Files.deleteIfExists(path());
                }
            }
        });
    }

    @Override
    public String toString() {
        return "<TemporaryFile " + path() + ">";
    }
}
