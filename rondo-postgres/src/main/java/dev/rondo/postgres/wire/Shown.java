package dev.rondo.postgres.wire;

import dev.rondo.bytes.ByteQueue;

/** Bytes and texts of a peer in messages: escaped and cut. */
final class Shown {
    private static final int LONGEST = 48; // a line of a log

    private Shown() {}

    /** Returns a message type: the character if it is one, else its number. */
    static String type(int type) {
        return type > ' ' && type < 0x7f ? "'" + (char) type + "'" : "0x" + hex(type & 0xff, 2);
    }

    /** Returns the first bytes of a queue in quotes, all but printable ASCII escaped. */
    static String start(ByteQueue queue) {
        int count = Math.min(queue.size(), LONGEST);
        StringBuilder text = new StringBuilder(count + 2).append('"');
        for (int i = 0; i < count; i++) {
            append(text, queue.get(i) & 0xff);
        }
        return text.append(queue.size() > count ? "\"..." : "\"").toString();
    }

    /** Returns a text in quotes. */
    static String text(String string) {
        int count = Math.min(string.length(), LONGEST);
        StringBuilder text = new StringBuilder(count + 2).append('"');
        for (int i = 0; i < count; i++) {
            append(text, string.charAt(i));
        }
        return text.append(string.length() > count ? "\"..." : "\"").toString();
    }

    private static void append(StringBuilder text, int value) {
        if (value == '"' || value == '\\') {
            text.append('\\').append((char) value);
        } else if (value >= ' ' && value < 0x7f) {
            text.append((char) value);
        } else if (value <= 0xff) {
            text.append("\\x").append(hex(value, 2));
        } else {
            text.append("\\u").append(hex(value, 4));
        }
    }

    private static String hex(int value, int digits) {
        String text = Integer.toHexString(value);
        return "0".repeat(digits - text.length()) + text;
    }
}
