package dev.rondo.http.wire;

/** Reads {@code HTTP/d.d} (RFC 9112, section 2.3). */
final class Versions {
    static final int LENGTH = 8;

    private static final byte[] PREFIX = {'H', 'T', 'T', 'P', '/'};

    private Versions() {}

    /**
     * Returns 10 or 11.
     *
     * @param malformed what it is if it is no version at all
     */
    static int parse(byte[] array, int from, int length, HttpSyntaxException.Kind malformed) {
        if (length != LENGTH) {
            throw new HttpSyntaxException(malformed);
        }
        for (int i = 0; i < PREFIX.length; i++) {
            if (array[from + i] != PREFIX[i]) {
                throw new HttpSyntaxException(malformed);
            }
        }
        int major = array[from + 5] - '0';
        int minor = array[from + 7] - '0';
        if (major < 0 || major > 9 || minor < 0 || minor > 9 || array[from + 6] != '.') {
            throw new HttpSyntaxException(malformed);
        }
        if (major != 1 || minor > 1) {
            throw new HttpSyntaxException(HttpSyntaxException.Kind.VERSION);
        }
        return 10 + minor;
    }
}
