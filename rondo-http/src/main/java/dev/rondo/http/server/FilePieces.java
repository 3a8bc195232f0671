package dev.rondo.http.server;

import dev.rondo.Rondo;
import dev.rondo.http.BodyWriter;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is read piece by piece by the default executor. A cancellation waits for the piece
 * that is being read: an interrupt would close the file under it. Belongs to one task.
 */
final class FilePieces implements AutoCloseable {
    private static final int PIECE = 64 * 1024;

    private final Path path;
    private final FileChannel file;

    private FilePieces(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /** Opens a file, not through a link. */
    static FilePieces open(Path path) throws IOException {
        return new FilePieces(
                path,
                Rondo.shielded(() ->
                        Rondo.toThread(() ->
                                FileChannel.open(
                                        path,
                                        StandardOpenOption.READ,
                                        LinkOption.NOFOLLOW_LINKS))));
    }

    /** What is done with a piece in the thread that has read it. */
    @FunctionalInterface
    interface Change {
        /** Returns what is to be sent; may be the piece itself. */
        ByteBuffer apply(ByteBuffer piece);
    }

    /** Sends a part of it. */
    void send(long offset, long length, BodyWriter out) throws IOException {
        send(offset, length, piece -> piece, out);
    }

    /**
     * Sends a part of it, changed.
     *
     * @throws EOFException if the file has become shorter
     */
    void send(long offset, long length, Change change, BodyWriter out) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, length));
        for (long done = 0; done < length; ) {
            long at = offset + done;
            piece.clear().limit((int) Math.min(PIECE, length - done));
            ByteBuffer changed =
                    Rondo.shielded(() -> Rondo.toThread(() -> change.apply(read(piece, at))));
            done += piece.limit();
            out.write(changed);
        }
    }

    private ByteBuffer read(ByteBuffer piece, long offset) throws IOException {
        while (piece.hasRemaining()) {
            if (file.read(piece, offset + piece.position()) < 0) {
                throw new EOFException("The file has become shorter: " + path);
            }
        }
        return piece.flip();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
