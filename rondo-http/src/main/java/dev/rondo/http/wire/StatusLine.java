package dev.rondo.http.wire;

import dev.rondo.http.wire.HttpSyntaxException.Kind;

/** The parser's place for what a status line says; filled anew for each message. */
final class StatusLine {
    private static final int STATUS = Versions.LENGTH + 1;
    private static final int REASON = STATUS + 4;

    int version;
    int status;
    int reasonFrom; // from the head's start
    int reasonTo;

    /**
     * Reads a line that begins at {@code base}. Many servers send neither a reason nor the space
     * before it (RFC 9112, section 4): that is accepted.
     */
    void parse(byte[] array, int base, int length) {
        if (length < REASON - 1
                || array[base + STATUS - 1] != ' '
                || (length >= REASON && array[base + REASON - 1] != ' ')) {
            throw new HttpSyntaxException(Kind.STATUS_LINE);
        }
        int number = 0;
        for (int i = 0; i < 3; i++) {
            int digit = array[base + STATUS + i] - '0';
            if (digit < 0 || digit > 9) {
                throw new HttpSyntaxException(Kind.STATUS_LINE);
            }
            number = number * 10 + digit;
        }
        if (number < 100) {
            throw new HttpSyntaxException(Kind.STATUS_LINE);
        }
        version = Versions.parse(array, base, Versions.LENGTH, Kind.STATUS_LINE);
        status = number;
        reasonFrom = Math.min(REASON, length);
        reasonTo = length;
    }
}
