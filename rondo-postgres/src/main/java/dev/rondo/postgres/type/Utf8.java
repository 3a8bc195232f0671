package dev.rondo.postgres.type;

/** Text of the server's and for it. */
final class Utf8 {
    private Utf8() {}

    static String decode(byte[] source, int offset, int length) {
        throw new UnsupportedOperationException();
    }
}
