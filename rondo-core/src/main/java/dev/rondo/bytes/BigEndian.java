package dev.rondo.bytes;

/**
 * Numbers in network byte order. Shifts, not a VarHandle: the first of those costs a starting
 * program milliseconds (decision 12), and C2 makes one store of what is stored here.
 */
final class BigEndian {
    private BigEndian() {}

    static short getShort(byte[] array, int at) {
        return (short) (array[at] << 8 | (array[at + 1] & 0xff));
    }

    static int getInt(byte[] array, int at) {
        return array[at] << 24
                | (array[at + 1] & 0xff) << 16
                | (array[at + 2] & 0xff) << 8
                | (array[at + 3] & 0xff);
    }

    static long getLong(byte[] array, int at) {
        return (long) getInt(array, at) << 32 | (getInt(array, at + 4) & 0xffffffffL);
    }

    static void putShort(byte[] array, int at, int value) {
        array[at] = (byte) (value >> 8);
        array[at + 1] = (byte) value;
    }

    static void putInt(byte[] array, int at, int value) {
        array[at] = (byte) (value >> 24);
        array[at + 1] = (byte) (value >> 16);
        array[at + 2] = (byte) (value >> 8);
        array[at + 3] = (byte) value;
    }

    static void putLong(byte[] array, int at, long value) {
        putInt(array, at, (int) (value >> 32));
        putInt(array, at + 4, (int) value);
    }
}
