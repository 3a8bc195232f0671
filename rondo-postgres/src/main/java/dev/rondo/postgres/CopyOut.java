package dev.rondo.postgres;

import dev.rondo.stream.StreamWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The data that COPY sends, asked for piece by piece: it comes no faster, so little is ever in
 * memory. Until it is closed its connection can do nothing else. For the task that opened it.
 *
 * {@snippet :
 * try (CopyOut out = connection.copyFromTable("users", CopyOptions.csv().withHeader())) {
 *     long rows = out.toFile(Path.of("users.csv"));
 * }
 * }
 */
public interface CopyOut extends AutoCloseable {
    /**
     * Returns the next bytes, valid until the next call; empty at the end. Suspends; a cancellation
     * ends the COPY.
     *
     * @throws ServerException if the server has failed in the middle
     * @throws ConnectionLostException if the connection has ended
     */
    Optional<ByteBuffer> next();

    /**
     * Writes all that is left to a file, replacing it, in another thread, and returns the number of
     * rows of the COPY. Suspends. When it throws, the file has what came until then.
     *
     * @throws java.io.UncheckedIOException if the file cannot be written; the COPY is ended
     */
    long toFile(Path file);

    /**
     * Writes all that is left to a stream, which is not closed, and returns the number of rows of
     * the COPY. Suspends, also when the stream takes no more for now.
     */
    long toStream(StreamWriter writer);

    /** Returns all that is left; for what is known to be small. Suspends. */
    byte[] readAll();

    /**
     * Returns the data of a binary COPY as rows, from here on. To be closed, or else this; it can
     * be called once, before anything else was read.
     *
     * @throws IllegalStateException if the format is not binary, or data was read
     */
    RowStream rows();

    /**
     * Returns the number of rows as the server tells it at the end.
     *
     * @throws IllegalStateException if the end was not read
     */
    long rowCount();

    /**
     * Ends the COPY, so that the connection is free: if data is still to come, the server is told
     * to cancel it, which fails the transaction that it is in, if it is in one. What comes next on
     * the connection waits for the server. A second call does nothing.
     */
    @Override
    void close();
}
