package dev.rondo.http.server;

import dev.rondo.http.coding.Coder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Compresses bytes by a library. */
final class LibraryCompressor implements Compressor {
    private final ByteArrayOutputStream made = new ByteArrayOutputStream();
    private final OutputStream encoding;
    private boolean unflushed;

    LibraryCompressor(Coder coder, int level) {
        try {
            encoding = coder.encoding(made, level);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private ByteBuffer after(Step step) {
        try {
            step.run();
        } catch (IOException e) { // not of the target, which is memory
            throw new UncheckedIOException(e);
        }
        ByteBuffer taken = ByteBuffer.wrap(made.toByteArray());
        made.reset();
        return taken;
    }

    @Override
    public ByteBuffer put(ByteBuffer source) {
        unflushed |= source.hasRemaining();
        if (source.hasArray()) {
            int offset = source.arrayOffset() + source.position();
            return after(() -> encoding.write(source.array(), offset, source.remaining()));
        }
        byte[] copy = new byte[source.remaining()];
        source.duplicate().get(copy);
        return after(() -> encoding.write(copy));
    }

    @Override
    public ByteBuffer flush() {
        if (!unflushed) {
            return ByteBuffer.allocate(0);
        }
        unflushed = false;
        return after(encoding::flush);
    }

    @Override
    public ByteBuffer finish() {
        return after(encoding::close);
    }

    @Override
    public void close() {
        after(encoding::close); // does nothing after finish()
    }
}
