package dev.rondo.stream;

import dev.rondo.Rondo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A file that is read and written piece by piece, where the system cannot send it by itself. The
 * default executor reads the pieces. A cancellation waits for the piece that is being read:
 * interrupting the thread would close the file.
 */
final class FileCopy {
    private static final int PIECE = 256 * 1024; // asyncio's
    private static final int STEP = 64 * 1024; // of progress

    private final FileChannel file;
    private final SendFileOptions options;
    private long sent;

    private FileCopy(FileChannel file, SendFileOptions options) {
        this.file = file;
        this.options = options;
    }

    static long send(Path path, SendFileOptions options, ByteStream stream) {
        checkFallback(options, path, stream);
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
                throw new IllegalArgumentException(
                        "Only a regular file can be sent: " + path + "\nRead others and write");
            }
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                FileCopy copy = new FileCopy(file, options);
                copy.to(stream);
                return copy.sent;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long send(FileChannel file, SendFileOptions options, ByteStream stream) {
        checkFallback(options, Objects.requireNonNull(file, "file"), stream);
        FileCopy copy = new FileCopy(file, options);
        try {
            copy.to(stream);
            return copy.sent;
        } finally {
            copy.leaveBehind();
        }
    }

    private static void checkFallback(SendFileOptions options, Object file, ByteStream stream) {
        if (!options.fallback()) {
            throw new SendFileNotAvailableException(
                    "The system cannot send "
                            + file
                            + " to "
                            + stream
                            + " by itself\nAllow the fallback to read and write it");
        }
    }

    private void to(ByteStream stream) {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(left(), PIECE));
        while (left() > 0) {
            piece.clear().limit((int) Math.min(left(), piece.capacity()));
            long position = options.offset() + sent;
            int count = Rondo.shielded(() -> Rondo.toThread(() -> read(piece, position)));
            if (count < 0) {
                return;
            }
            for (int begin = 0; begin < count; begin += STEP) {
                writeTo(stream, piece.limit(Math.min(count, begin + STEP)).position(begin));
            }
        }
    }

    /** A step, so that a slow peer's progress is seen. */
    private void writeTo(ByteStream stream, ByteBuffer step) {
        int begin = step.position();
        try {
            stream.write(step);
        } finally {
            advance(step.position() - begin);
        }
    }

    private long left() {
        return options.count().orElse(Long.MAX_VALUE) - sent;
    }

    private void advance(int count) {
        if (count > 0) {
            sent += count;
            options.progress().accept(sent);
        }
    }

    private int read(ByteBuffer piece, long position) {
        try {
            return file.read(piece, position);
        } catch (IOException e) {
            throw new UncheckedIOException("The file cannot be read", e);
        }
    }

    /** The caller's channel stands behind what was sent. */
    private void leaveBehind() {
        try {
            if (file.isOpen()) {
                file.position(options.offset() + sent);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The file cannot be positioned", e);
        }
    }
}
