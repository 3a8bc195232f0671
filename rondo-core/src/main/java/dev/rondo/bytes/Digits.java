package dev.rondo.bytes;

/** Writes numbers as digits, backwards from where the last one will be. */
final class Digits {
    /** How long a decimal number can be: a sign and 19 digits. */
    static final int LONGEST_DECIMAL = 20;

    /** How long a hexadecimal number can be. */
    static final int LONGEST_HEX = 16;

    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private Digits() {}

    /** Writes a decimal number and returns the index after it. */
    static int putDecimal(byte[] array, int from, long value) {
        if (value == (int) value && value != Integer.MIN_VALUE) {
            return putDecimal(array, from, (int) value);
        }
        int at = from;
        if (value < 0) {
            array[at++] = '-';
        }
        // Negative throughout, since Long.MIN_VALUE has no positive counterpart.
        long rest = value < 0 ? value : -value;
        int end = at + countDigits(rest);
        for (int i = end - 1; i >= at; i--) {
            long shorter = rest / 10;
            array[i] = (byte) ('0' - (rest - shorter * 10));
            rest = shorter;
        }
        return end;
    }

    /** An int's divisions are multiplications of one word. */
    private static int putDecimal(byte[] array, int from, int value) {
        int at = from;
        int rest = value;
        if (value < 0) {
            array[at++] = '-';
            rest = -value;
        }
        int end = at + countDigits(-(long) rest);
        for (int i = end - 1; i >= at; i--) {
            int shorter = rest / 10;
            array[i] = (byte) ('0' + (rest - shorter * 10));
            rest = shorter;
        }
        return end;
    }

    private static int countDigits(long negative) {
        long power = -10;
        for (int digits = 1; digits < 19; digits++) {
            if (negative > power) {
                return digits;
            }
            power *= 10;
        }
        return 19;
    }

    /** Writes an unsigned number in hexadecimal, without leading zeros; returns the end. */
    static int putHex(byte[] array, int from, long value) {
        int digits = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 3) / 4);
        long rest = value;
        for (int i = from + digits - 1; i >= from; i--) {
            array[i] = HEX[(int) rest & 15];
            rest >>>= 4;
        }
        return from + digits;
    }
}
