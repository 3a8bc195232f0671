package dev.rondo.http;

import dev.rondo.Rondo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Saves a body to a file; the blocking calls are another thread's. */
final class BodyFile {
    private static final int PIECE = 256 * 1024; // a thread's hand-over costs as much as 50 KiB
    private static final Set<StandardOpenOption> OPTIONS =
            Set.of(
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING);

    private BodyFile() {}

    static long save(Body body, Path file) {
        try {
            FileChannel channel = Rondo.toThread(() -> FileChannel.open(file, OPTIONS));
            try {
                return copy(body, channel);
            } finally {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static long copy(Body body, FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(PIECE);
        long total = 0;
        boolean ended = false;
        while (!ended) {
            ended = fill(body, buffer.clear());
            buffer.flip();
            total += buffer.remaining();
            if (buffer.hasRemaining()) {
                Rondo.toThread(() -> writeAll(channel, buffer));
            }
        }
        return total;
    }

    private static boolean fill(Body body, ByteBuffer buffer) {
        while (buffer.hasRemaining()) {
            if (body.read(buffer) < 0) {
                return true;
            }
        }
        return false;
    }

    private static long writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
        long written = 0;
        while (buffer.hasRemaining()) {
            written += channel.write(buffer);
        }
        return written;
    }
}
