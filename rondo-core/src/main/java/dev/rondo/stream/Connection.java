package dev.rondo.stream;

import org.jspecify.annotations.Nullable;

/**
 * A stream with its reader and its writer: what {@code openConnection} returns and a {@link Server}
 * hands out.
 */
public final class Connection implements AutoCloseable {
    private final ByteStream stream;
    private final int limit;
    private @Nullable StreamReader
            reader; // made when asked for: handlers that use the stream itself need none
    private @Nullable StreamWriter writer;

    /** Wraps a stream of the current loop. */
    public Connection(ByteStream stream) {
        this(stream, StreamReader.DEFAULT_LIMIT);
    }

    /** Wraps a stream of the current loop, with a limit for its reader. */
    public Connection(ByteStream stream, int limit) {
        this.stream = java.util.Objects.requireNonNull(stream, "stream");
        this.limit = limit;
    }

    /** Returns the stream. */
    public ByteStream stream() {
        return stream;
    }

    /** Returns the reader. Do not mix it with reading from the stream itself. */
    public StreamReader reader() {
        StreamReader made = reader;
        if (made == null) {
            made = new StreamReader(stream, limit);
            reader = made;
        }
        return made;
    }

    /** Returns the writer. Do not mix it with writing to the stream itself. */
    public StreamWriter writer() {
        StreamWriter made = writer;
        if (made == null) {
            made = new StreamWriter(stream);
            writer = made;
        }
        return made;
    }

    /** Returns what is known of the connection. */
    public StreamInfo info() {
        return stream.info();
    }

    /** Sends what is buffered and closes. Suspends until it is done. */
    @Override
    public void close() {
        StreamWriter made = writer;
        if (made == null) {
            stream.close();
        } else {
            made.close();
            made.waitClosed();
        }
    }

    @Override
    public String toString() {
        return "<Connection " + stream + ">";
    }
}
