package dev.rondo.postgres;

import dev.rondo.postgres.wire.BackendReader;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.StreamReader;
import dev.rondo.stream.StreamWriter;
import java.util.List;
import java.util.Map;

/**
 * An authenticated connection, idle, outside a transaction: behind the first ReadyForQuery. What
 * came behind that is in the reader's buffer, and nothing is unsent. Whoever has it closes it.
 *
 * @param options what it was made by
 * @param address whom it is with, for messages: {@code host:port}
 * @param stream the stream, behind TLS if there is any
 * @param reader of the stream
 * @param writer of the stream
 * @param messages of what comes in at the reader
 * @param processId of the server's process, 0 if it told none (a pooler)
 * @param secretKey for cancels; empty if it told none
 * @param parameters what the server reported, by name, in order; the caller's own
 * @param notices what else it said, in order
 * @param route how it was reached, so that a cancel goes the same way
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Link(
        PostgresOptions options,
        String address,
        ByteStream stream,
        StreamReader reader,
        StreamWriter writer,
        BackendReader messages,
        int processId,
        byte[] secretKey,
        Map<String, String> parameters,
        List<Notice> notices,
        Route route) {
    /** Returns {@code server_version}, such as {@code 15.18 (Debian 15.18-0+deb12u1)}. */
    String serverVersion() {
        return parameters.getOrDefault("server_version", "");
    }

    @Override
    public String toString() {
        return "<Link " + address + " process=" + processId + " over " + stream + ">";
    }
}
