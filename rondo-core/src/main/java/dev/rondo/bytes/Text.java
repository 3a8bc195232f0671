package dev.rondo.bytes;

/** Bytes and strings in messages: a peer chose them, so they are escaped and cut. */
final class Text {
    private static final int LONGEST = 64; // bytes or characters shown: a line of a log

    private Text() {}

    /** Returns bytes in quotes, all but printable ASCII escaped. */
    static String shown(byte[] array, int from, int to) {
        int end = Math.min(to, from + LONGEST);
        StringBuilder text = new StringBuilder(end - from + 2).append('"');
        for (int i = from; i < end; i++) {
            append(text, array[i] & 0xff);
        }
        return finish(text, to - from);
    }

    private static String shown(String string) {
        int end = Math.min(string.length(), LONGEST);
        StringBuilder text = new StringBuilder(end + 2).append('"');
        for (int i = 0; i < end; i++) {
            append(text, string.charAt(i));
        }
        return finish(text, string.length());
    }

    private static void append(StringBuilder text, int value) {
        if (value == '"' || value == '\\') {
            text.append('\\').append((char) value);
        } else if (value >= ' ' && value < 0x7f) {
            text.append((char) value);
        } else {
            text.append(value > 0xff ? "\\u" : "\\x").append(hex(value, value > 0xff ? 4 : 2));
        }
    }

    private static String hex(int value, int digits) {
        String text = Integer.toHexString(value);
        return "0".repeat(digits - text.length()) + text;
    }

    private static String finish(StringBuilder text, int length) {
        text.append('"');
        return length > LONGEST ? text + "... (" + length + ")" : text.toString();
    }

    static IllegalArgumentException notAscii(String string, String advice) {
        int at = 0;
        while (string.charAt(at) <= 0x7f) {
            at++;
        }
        return new IllegalArgumentException(
                "Not ASCII at " + at + ": " + shown(string) + "\n" + advice);
    }

    static IllegalArgumentException zeroInside(String string, int at) {
        return new IllegalArgumentException(
                "A zero at " + at + " would end the string early: " + shown(string));
    }
}
