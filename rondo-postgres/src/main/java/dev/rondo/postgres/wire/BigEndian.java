package dev.rondo.postgres.wire;

/** Numbers in network byte order in an array. */
final class BigEndian {
    private BigEndian() {}

    static int getShort(byte[] array, int at) {
        return (array[at] & 0xff) << 8 | (array[at + 1] & 0xff);
    }

    static int getInt(byte[] array, int at) {
        return array[at] << 24
                | (array[at + 1] & 0xff) << 16
                | (array[at + 2] & 0xff) << 8
                | (array[at + 3] & 0xff);
    }
}
