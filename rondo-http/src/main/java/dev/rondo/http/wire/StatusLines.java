package dev.rondo.http.wire;

import dev.rondo.http.Status;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The status lines of the statuses that have a name (RFC 9110, section 15, and IANA's list). */
final class StatusLines {
    private static final byte[][] LINES = new byte[600][];

    static {
        for (int status = 100; status < LINES.length; status++) {
            String reason = Status.reason(status);
            if (!reason.isEmpty()) {
                LINES[status] =
                        ("HTTP/1.1 " + status + " " + reason + "\r\n")
                                .getBytes(StandardCharsets.US_ASCII);
            }
        }
    }

    private StatusLines() {}

    /** Returns the line with CRLF, not to be changed; null if the status has no name. */
    static byte @Nullable [] of(int status) {
        return status >= 0 && status < LINES.length ? LINES[status] : null;
    }
}
