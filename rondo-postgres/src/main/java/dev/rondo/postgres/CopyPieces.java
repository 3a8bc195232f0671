package dev.rondo.postgres;

import dev.rondo.stream.StreamReader;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;

/** The sources of COPY that need nothing closed. */
final class CopyPieces {
    // A stream's own limit: more is seldom there at a time.
    private static final int READ = 64 * 1024;

    private CopyPieces() {}

    /** What a stream has. */
    record OfReader(StreamReader reader, ByteBuffer buffer)
            implements CopySource<RuntimeException> {
        OfReader(StreamReader reader) {
            this(reader, ByteBuffer.allocate(READ));
        }

        @Override
        public Optional<ByteBuffer> next() {
            return reader.read(buffer.clear()) < 0 ? Optional.empty() : Optional.of(buffer.flip());
        }
    }

    /** What an iterator has. */
    record OfIterator(Iterator<byte[]> pieces) implements CopySource<RuntimeException> {
        @Override
        public Optional<ByteBuffer> next() {
            return pieces.hasNext()
                    ? Optional.of(ByteBuffer.wrap(pieces.next()))
                    : Optional.empty();
        }
    }
}
