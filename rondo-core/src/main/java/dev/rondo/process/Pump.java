package dev.rondo.process;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A thread that carries bytes between a pipe of the JDK's {@code Process}, which can only block,
 * and one that a poller watches. Where either side ends, so does the other. It holds 64 KiB at
 * most, so a reader that does not read slows the child down.
 */
final class Pump {
    private static final int PIECE = 64 * 1024; // as much as a pipe holds

    private Pump() {}

    /** What blocks. */
    private interface Carrying {
        void carry() throws IOException;
    }

    private static void start(String name, Closeable from, Closeable to, Carrying carrying) {
        Thread.ofPlatform()
                .daemon()
                .name("rondo-pump-" + name)
                .start(() -> {
                    try (from;
                            to) {
                        carrying.carry();
                    } catch (IOException e) {
                        // One side has gone: closing the other tells it.
                    }
                });
    }

    /** Carries what a child writes. */
    static void from(InputStream output, WritableByteChannel to, String name) {
        start(
                name,
                output,
                to,
                () -> {
                    byte[] piece = new byte[PIECE];
                    for (int count = output.read(piece); count >= 0; count = output.read(piece)) {
                        ByteBuffer read = ByteBuffer.wrap(piece, 0, count);
                        while (read.hasRemaining()) {
                            to.write(read);
                        }
                    }
                });
    }

    /** Carries what a child reads. */
    static void to(OutputStream input, ReadableByteChannel from, String name) {
        start(
                name,
                from,
                input,
                () -> {
                    ByteBuffer piece = ByteBuffer.allocate(PIECE);
                    while (from.read(piece) >= 0) {
                        input.write(piece.array(), 0, piece.position());
                        input.flush();
                        piece.clear();
                    }
                });
    }
}
