package dev.rondo.postgres;

import dev.rondo.Rondo;
import java.io.IOException;
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

    private static FileChannel open(Path file, OpenOption... how) throws IOException {
        // Shielded: a file that another thread opens must not be left open.
        return Rondo.shielded(() -> Rondo.toThread(() -> FileChannel.open(file, how)));
    }

    /** A file that is read. */
    static final class Source implements CopySource {
        private final Path path;
        private final ByteBuffer piece = ByteBuffer.allocate(PIECE);
        private @Nullable FileChannel channel;

        Source(Path path) {
            this.path = path;
        }

        @Override
        public Optional<ByteBuffer> next() throws IOException {
            FileChannel opened = channel;
            if (opened == null) {
                opened = open(path, StandardOpenOption.READ);
                channel = opened;
            }
            FileChannel from = opened;
            int count = Rondo.shielded(() -> Rondo.toThread(() -> from.read(piece.clear())));
            return count < 0 ? Optional.empty() : Optional.of(piece.flip());
        }

        @Override
        public void close() throws IOException {
            if (channel != null) {
                channel.close();
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
        Target(Path file) throws IOException {
            channel =
                    open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING);
        }

        /** Adds a piece, all of it. Suspends when enough has come together. */
        void add(ByteBuffer piece) throws IOException {
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
        void write() throws IOException {
            gathered.flip();
            if (gathered.hasRemaining()) {
                Rondo.shielded(() -> Rondo.toThread(this::writeAll));
            }
            gathered.clear();
        }

        private void writeAll() throws IOException {
            while (gathered.hasRemaining()) {
                channel.write(gathered);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
