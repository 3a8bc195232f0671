package dev.rondo.postgres.test;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.wire.BackendWriter;
import dev.rondo.postgres.wire.FrontendMessage;
import dev.rondo.postgres.wire.FrontendReader;
import dev.rondo.postgres.wire.WireLimits;
import dev.rondo.stream.Connection;
import dev.rondo.stream.TlsOptions;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The messages of one connection: those of the client, and what is to be sent to it. */
final class SessionWire {
    private static final int LARGEST = 256 << 20; // of a message: these are tests

    private final Connection connection;
    private final FrontendReader reader = new FrontendReader(WireLimits.defaults());
    private final ByteWriter bytes = new ByteWriter();
    private final BackendWriter out = new BackendWriter(bytes);

    SessionWire(Connection connection) {
        this.connection = connection;
        connection.reader().setLimit(LARGEST);
    }

    /** Appends to what is sent by the next {@link #flush}. */
    BackendWriter out() {
        return out;
    }

    /** Returns the client's next message, or null if there is none any more. Suspends. */
    @Nullable FrontendMessage next() {
        ByteQueue queue = connection.reader().buffer();
        FrontendMessage message = reader.next(queue);
        while (message == null) {
            if (!connection.reader().fill()) {
                return null;
            }
            message = reader.next(queue);
        }
        return message;
    }

    /** Hands over what was appended. Suspends while the client takes nothing. */
    void flush() {
        if (!bytes.isEmpty()) {
            ByteBuffer[] buffers = bytes.buffers();
            connection.writer().write(buffers);
            bytes.clear();
        }
    }

    /** Sends bytes that are no message. */
    void write(byte[] raw) {
        flush();
        connection.writer().write(raw);
    }

    /** Sends the first bytes of what was appended last, and waits until they have left. */
    void flushBut(int last) {
        byte[] all = bytes.toBytes();
        bytes.clear();
        connection.writer().write(all, 0, all.length - last);
        connection.writer().flush();
    }

    /** Returns how many bytes were appended. */
    int appended() {
        return bytes.size();
    }

    void startTls(TlsOptions options) {
        connection.startTls(options);
    }

    /** Sends what is left, in the background, and closes. Never suspends. */
    void close() {
        connection.writer().close();
    }

    /** Breaks the connection. Never suspends. */
    void abort() {
        connection.stream().abort();
    }
}
