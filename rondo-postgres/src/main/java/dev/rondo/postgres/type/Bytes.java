package dev.rondo.postgres.type;

/** Numbers of the server's, in network byte order, and lengths that have to be right. */
final class Bytes {
    private Bytes() {}

    static short getShort(byte[] source, int at) {
        return (short) (source[at] << 8 | (source[at + 1] & 0xff));
    }

    static int getInt(byte[] source, int at) {
        return source[at] << 24
                | (source[at + 1] & 0xff) << 16
                | (source[at + 2] & 0xff) << 8
                | (source[at + 3] & 0xff);
    }

    static long getUnsignedInt(byte[] source, int at) {
        return getInt(source, at) & 0xffffffffL;
    }

    static long getLong(byte[] source, int at) {
        return (long) getInt(source, at) << 32 | getUnsignedInt(source, at + 4);
    }

    static double getDouble(byte[] source, int at) {
        return Double.longBitsToDouble(getLong(source, at));
    }

    /** Checks the length of a value whose type has only one. */
    static void check(String type, int expected, int length) {
        if (length != expected) {
            throw Refusal.malformed(type, length + " bytes, not " + expected);
        }
    }
}
