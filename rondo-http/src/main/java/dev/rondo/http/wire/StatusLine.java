package dev.rondo.http.wire;

/** The parser's place for what a status line says; filled anew for each message. */
final class StatusLine {
    int version;
    int status;
    int reasonFrom; // from the head's start
    int reasonTo;

    void parse(byte[] array, int base, int to) {
        throw new UnsupportedOperationException();
    }
}
