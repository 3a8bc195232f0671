package dev.rondo.http.wire;

/** The parser's place for what a request line says; filled anew for each message. */
final class RequestLine {
    String method = "";
    int targetFrom; // from the head's start
    int targetTo;
    TargetForm form = TargetForm.ORIGIN;
    int version;

    void parse(byte[] array, int base, int to) {
        throw new UnsupportedOperationException();
    }
}
