package dev.rondo.postgres;

import dev.rondo.Body;
import dev.rondo.Rondo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Files of COPY's data, in pieces that another thread reads and writes. A cancellation waits for
 * the piece that is under way, since an interrupt would close the file.
 */
final class CopyFile {
    private static final int PIECE = 512 * 1024; // asyncpg's

    private CopyFile() {}

    /** Runs what blocks in another thread. Shielded: so a file is not left open, or closed. */
    private static <T> T apart(Body<T, IOException> code) {
        try {
            return Rondo.shielded(() -> Rondo.toThread(code));
        } catch (IOException e) {
            throw new UncheckedIOException("The file of a COPY: " + e, e);
        }
    }

    private static FileChannel open(Path file, OpenOption... how) {
        return apart(() -> FileChannel.open(file, how));
    }

    private static void close(FileChannel channel) {
        try {
            channel.close(); // nothing is written by it
        } catch (IOException e) {
            throw new UncheckedIOException("The file of a COPY: " + e, e);
        }
    }

    /** A file that is read. */
    static final class Source implements CopySource<RuntimeException> {
        private final Path path;
        private final ByteBuffer piece = ByteBuffer.allocate(PIECE);
        private @Nullable FileChannel channel;

        Source(Path path) {
            this.path = path;
        }

        @Override
        public Optional<ByteBuffer> next() {
            FileChannel opened = channel;
            if (opened == null) {
                opened = open(path, StandardOpenOption.READ);
                channel = opened;
            }
            FileChannel from = opened;
            int count = apart(() -> from.read(piece.clear()));
            return count < 0 ? Optional.empty() : Optional.of(piece.flip());
        }

        @Override
        public void close() {
            if (channel != null) {
                CopyFile.close(channel);
            }
        }

        @Override
        public String toString() {
            return "<CopySource of " + path + ">";
        }
    }

    /** Where pieces go that are small by themselves. */
    static final class Target implements AutoCloseable {
        private final FileChannel channel;
        private final ByteBuffer gathered = ByteBuffer.allocate(PIECE);

        /** Creates or empties a file. Suspends. */
        Target(Path file) {
            channel =
                    open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING);
        }

        /** Adds a piece, all of it. Suspends when enough has come together. */
        void add(ByteBuffer piece) {
            while (piece.hasRemaining()) {
                int count = Math.min(piece.remaining(), gathered.remaining());
                gathered.put(piece.slice(piece.position(), count));
                piece.position(piece.position() + count);
                if (!gathered.hasRemaining()) {
                    write();
                }
            }
        }

        /** Writes what has come together. Suspends. */
        void write() {
            gathered.flip();
            if (gathered.hasRemaining()) {
                apart(this::writeAll);
            }
            gathered.clear();
        }

        private int writeAll() throws IOException {
            int written = 0;
            while (gathered.hasRemaining()) {
                written += channel.write(gathered);
            }
            return written;
        }

        @Override
        public void close() {
            CopyFile.close(channel);
        }
    }
}
