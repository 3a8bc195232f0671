package dev.rondo.net;

import dev.rondo.Rondo;
import dev.rondo.stream.ByteStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way into a stream or a channel: by the system, or read and written piece by piece.
 *
 * <p>The system's way reads the file on the loop's thread, as asyncio does: a page that is not in
 * memory holds the loop for a disk access. The pieces of the fallback are read by the default
 * executor. There a cancellation waits for the piece that is being read: interrupting the thread
 * would close the file.
 */
final class FileTransfer implements AutoCloseable {
    private static final int COPIED_PIECE = 256 * 1024; // asyncio's
    private static final long FED_PIECE =
            1 << 20; // then others run: a fast peer must not take the loop

    private final @Nullable Path path; // null: the channel is the caller's
    private final SendFileOptions options;
    private @Nullable FileChannel channel;
    private long sent;

    private FileTransfer(
            @Nullable Path path, @Nullable FileChannel channel, SendFileOptions options) {
        this.path = path;
        this.channel = channel;
        this.options = options;
    }

    static FileTransfer of(Path path, SendFileOptions options) {
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
                throw new IllegalArgumentException(
                        "Only a regular file can be sent: " + path + "\nRead others and write");
            }
            return new FileTransfer(path, null, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FileTransfer of(FileChannel channel, SendFileOptions options) {
        return new FileTransfer(null, Objects.requireNonNull(channel, "file"), options);
    }

    /** Returns the file's path, if it is known. */
    Optional<Path> path() {
        return Optional.ofNullable(path);
    }

    /** Returns the file as a channel. */
    FileChannel channel() throws IOException {
        FileChannel opened = channel;
        if (opened == null) {
            opened = FileChannel.open(Objects.requireNonNull(path), StandardOpenOption.READ);
            channel = opened;
        }
        return opened;
    }

    long sent() {
        return sent;
    }

    private long left() {
        return options.count().orElse(Long.MAX_VALUE) - sent;
    }

    private void advance(long count) {
        if (count > 0) {
            sent += count;
            options.progress().accept(sent);
        }
    }

    /** Sends it to a stream, by the system if that can. */
    void to(ByteStream stream) {
        if (!(stream instanceof SocketStream socket && socket.sendFile(this))) {
            checkFallback(stream);
            copy(stream::write);
        }
    }

    /** Refuses to copy if that is not wanted. */
    void checkFallback(Object target) {
        if (!options.fallback()) {
            throw new SendFileNotAvailableException(
                    "The system cannot send "
                            + (path == null ? channel : path)
                            + " to "
                            + target
                            + " by itself\nAllow the fallback to read and write it");
        }
    }

    /**
     * Lets the system send it to a socket; returns false if it cannot: what is left is to be
     * copied.
     *
     * @param check refuses to go on with a socket that is closed
     */
    boolean feed(Descriptor socket, Runnable check) throws IOException {
        try (FileFeed feed = socket.feed(this)) {
            if (feed == null) {
                return false;
            }
            while (left() > 0) {
                long count = feed.send(options.offset() + sent, Math.min(left(), FED_PIECE));
                if (count < 0) {
                    return count == FileFeed.END;
                }
                advance(count);
                if (count == 0) {
                    socket.awaitWritable();
                } else {
                    Rondo.sleep(0);
                }
                check.run();
            }
            return true;
        }
    }

    /** Who takes the pieces of a copy, as {@link ByteStream#write(ByteBuffer)}. */
    interface Writer {
        void write(ByteBuffer source);
    }

    /** Reads it on another thread and writes it. */
    void copy(Writer writer) {
        ByteBuffer piece = ByteBuffer.allocate(COPIED_PIECE);
        while (left() > 0) {
            piece.clear().limit((int) Math.min(left(), COPIED_PIECE));
            long position = options.offset() + sent;
            int count = Rondo.shielded(() -> Rondo.toThread(() -> read(piece, position)));
            if (count < 0) {
                return;
            }
            piece.flip();
            try {
                writer.write(piece);
            } finally {
                advance(piece.position());
            }
        }
    }

    private int read(ByteBuffer piece, long position) {
        try {
            return channel().read(piece, position);
        } catch (IOException e) {
            throw new UncheckedIOException("The file cannot be read", e);
        }
    }

    /** Ends it: the caller's channel stands behind what was sent, our own is closed. */
    @Override
    public void close() {
        FileChannel opened = channel;
        if (opened != null) {
            try {
                if (path != null) {
                    opened.close();
                } else if (opened.isOpen()) {
                    opened.position(options.offset() + sent);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("The file cannot be positioned or closed", e);
            }
        }
    }
}
