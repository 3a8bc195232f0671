package dev.rondo.postgres;

import dev.rondo.stream.StreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Where the data of COPY comes from, piece by piece; pieces need not end where rows do. For one
 * task, used once. {@link CopyOut#next} is one: {@code to.copyToTable(table, options, out::next)}
 * copies between servers.
 *
 * @param <X> the checked exceptions that it throws
 */
@FunctionalInterface
public interface CopySource<X extends Throwable> {
    /**
     * Returns the next bytes, or empty at the end. They are taken before the next call. May
     * suspend, and throw: the COPY fails then, and its caller gets that exception. When the server
     * refuses the data while this suspends, it is cancelled.
     */
    Optional<ByteBuffer> next() throws X;

    /** Lets go what it holds. Called once, when the COPY is over, whatever way it ended. */
    default void close() throws X {}

    /** Returns a source of bytes. */
    static CopySource<RuntimeException> ofBytes(byte[] bytes) {
        return ofPieces(List.of(bytes).iterator());
    }

    /** Returns a source of text, which goes in UTF-8. */
    static CopySource<RuntimeException> ofText(String text) {
        return ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns a source of a file's bytes, which another thread reads; it throws {@link
     * java.io.UncheckedIOException}.
     */
    static CopySource<RuntimeException> ofFile(Path file) {
        return new CopyFile.Source(file);
    }

    /** Returns a source of what a stream has until its end; it is not closed. */
    static CopySource<RuntimeException> ofReader(StreamReader reader) {
        return new CopyPieces.OfReader(reader);
    }

    /** Returns a source of the pieces of an iterator, whose methods may suspend. */
    static CopySource<RuntimeException> ofPieces(Iterator<byte[]> pieces) {
        return new CopyPieces.OfIterator(pieces);
    }
}
