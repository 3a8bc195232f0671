package dev.rondo.postgres.wire;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.bytes.Span;
import org.jspecify.annotations.Nullable;

/**
 * The error of a server that could not even start a process for the client: protocol 2's, {@code E}
 * and a string, still sent today (libpq: {@code fe-connect.c}, "pre-3.0 protocol"). Told from
 * protocol 3's by its length, which is text and so larger than any before login.
 */
final class OldError {
    private static final String SQLSTATE = "53000"; // insufficient resources

    private OldError() {}

    static boolean is(int length, WireLimits limits) {
        return length >>> 24 >= ' ' && length >= limits.maxBeforeLogin();
    }

    static BackendMessage.@Nullable ErrorResponse take(ByteQueue queue, WireLimits limits) {
        int zero = queue.indexOf(0, 1);
        int length = zero < 0 ? queue.size() : zero;
        if (length >= limits.maxBeforeLogin()) {
            throw new WireException(
                    "The peer does not speak PostgreSQL's protocol: it sent " + Shown.start(queue));
        }
        if (zero < 0) {
            return null;
        }
        String text = new Span().set(queue, 1, zero).toUtf8().strip();
        queue.skip(zero + 1);
        return new BackendMessage.ErrorResponse(
                ReportFields.of("S", "FATAL", "V", "FATAL", "C", SQLSTATE, "M", text));
    }
}
