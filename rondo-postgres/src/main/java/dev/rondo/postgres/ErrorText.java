package dev.rondo.postgres;

import org.jspecify.annotations.Nullable;

/** What messages say of a server's answer: what, where, what to do. */
final class ErrorText {
    private ErrorText() {}

    static String of(Notice notice, @Nullable String sql) {
        return notice.severity() + " " + notice.sqlState() + ": " + notice.message();
    }
}
