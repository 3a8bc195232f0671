package dev.rondo.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** A reader as the JDK's libraries want it. */
final class ReaderInputStream extends InputStream {
    private final StreamReader reader;

    ReaderInputStream(StreamReader reader) {
        this.reader = reader;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return reader.read(ByteBuffer.wrap(target, offset, length));
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public int available() {
        return reader.buffered();
    }

    @Override
    public void close() throws IOException {
        try {
            reader.inbox().stream().close();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
