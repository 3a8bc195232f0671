package dev.rondo.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;

/** A connection as the JDK's channel libraries want it: by its reader and its writer. */
final class ConnectionByteChannel implements ByteChannel {
    private final Connection connection;
    private boolean closed;

    ConnectionByteChannel(Connection connection) {
        this.connection = connection;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        checkOpen();
        try {
            return connection.reader().read(target);
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** A channel's write has no flush after it; small pieces leave at the end of the pass. */
    @Override
    public int write(ByteBuffer source) throws IOException {
        checkOpen();
        int count = source.remaining();
        try {
            connection.writer().write(source);
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
        return count;
    }

    @Override
    public boolean isOpen() {
        return !closed && !connection.stream().isClosed();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            connection.close();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void checkOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }
}
