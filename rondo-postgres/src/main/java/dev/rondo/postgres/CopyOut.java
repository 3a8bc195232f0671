package dev.rondo.postgres;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The data that COPY sends, asked for piece by piece: it comes no faster. Until it is closed its
 * connection can do nothing else.
 */
public interface CopyOut extends AutoCloseable {
    /** Returns the next bytes, valid until the next call; empty at the end. Suspends. */
    Optional<ByteBuffer> next();

    /**
     * Writes all that is left to a file, replacing it, and returns the number of rows. Suspends.
     */
    long toFile(Path file);

    /** Returns all that is left; for what is known to be small. Suspends. */
    byte[] readAll();

    /** Ends the COPY, if data is left, so that the connection is free. Suspends, bounded. */
    @Override
    void close();
}
