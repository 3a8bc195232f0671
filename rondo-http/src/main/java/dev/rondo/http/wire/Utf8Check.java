package dev.rondo.http.wire;

/**
 * Checks UTF-8 as it comes, in any pieces, and stops at the first byte that cannot belong to any
 * text: no overlong form, no surrogate, nothing above U+10FFFF (RFC 3629; Unicode, table 3-7).
 */
final class Utf8Check {
    private static final long HIGH_BITS = 0x8080808080808080L;

    private int missing; // continuation bytes of the character that has begun
    private int least = 0x80; // the next of them, as unsigned
    private int most = 0xbf;
    private boolean ascii = true; // so far

    /** Begins a new text. */
    void begin() {
        missing = 0;
        least = 0x80;
        most = 0xbf;
        ascii = true;
    }

    /** Returns whether all bytes so far were ASCII. */
    boolean isAscii() {
        return ascii;
    }

    /** Returns whether no character is incomplete. */
    boolean isComplete() {
        return missing == 0;
    }

    /** Takes bytes, and returns whether they can be text behind those before. */
    boolean accepts(byte[] array, int from, int to) {
        int i = from;
        while (i < to) {
            if (missing == 0) {
                i = skipAscii(array, i, to);
                if (i < to && !begins(array[i++] & 0xff)) {
                    return false;
                }
            } else if (!continues(array[i++] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private static int skipAscii(byte[] array, int from, int to) {
        int i = from;
        while (to - i >= Long.BYTES && (EightBytes.get(array, i) & HIGH_BITS) == 0) {
            i += Long.BYTES;
        }
        while (i < to && array[i] >= 0) {
            i++;
        }
        return i;
    }

    private boolean begins(int value) {
        ascii = false;
        if (value >= 0xc2 && value <= 0xdf) {
            missing = 1;
        } else if (value >= 0xe0 && value <= 0xef) {
            missing = 2;
            least = value == 0xe0 ? 0xa0 : 0x80; // else there is a shorter form
            most = value == 0xed ? 0x9f : 0xbf; // else it is a surrogate
        } else if (value >= 0xf0 && value <= 0xf4) {
            missing = 3;
            least = value == 0xf0 ? 0x90 : 0x80;
            most = value == 0xf4 ? 0x8f : 0xbf; // else it is above U+10FFFF
        } else {
            return false;
        }
        return true;
    }

    private boolean continues(int value) {
        if (value < least || value > most) {
            return false;
        }
        missing--;
        least = 0x80;
        most = 0xbf;
        return true;
    }
}
