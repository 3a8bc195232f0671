package dev.rondo.http.wire;

/** Compares bytes with text in any case, without making text. */
final class Ascii {
    private static final int CASE = 'a' - 'A';

    private Ascii() {}

    /** Returns whether bytes are a text in any case; there must be as many as it has characters. */
    static boolean same(byte[] bytes, int from, String text) {
        for (int i = 0; i < text.length(); i++) {
            int c = text.charAt(i);
            int b = bytes[from + i] & 0xff;
            if (b != c && ((b ^ c) != CASE || !isLetter(b))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(int value) {
        int lower = value | CASE;
        return lower >= 'a' && lower <= 'z';
    }
}
