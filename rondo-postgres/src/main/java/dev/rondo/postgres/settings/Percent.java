package dev.rondo.postgres.settings;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes {@code %40} and so on, once; a plus sign is none of that. */
final class Percent {
    private Percent() {}

    /**
     * Returns a part of a URI, without the spaces around it.
     *
     * @param what it is, for messages, which do not show it
     * @throws IllegalArgumentException if a percent sign has no two digits behind it, a space is
     *     inside, or what is decoded is zero or no UTF-8
     */
    static String decode(String encoded, String what) {
        String part = strip(encoded);
        if (part.indexOf(' ') >= 0) {
            throw wrong(what, "has a space in it\nWrite it as %20");
        }
        if (part.indexOf('%') < 0) {
            return part;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(part.length());
        for (int i = 0; i < part.length(); ) {
            int percent = part.indexOf('%', i);
            int end = percent < 0 ? part.length() : percent;
            bytes.writeBytes(part.substring(i, end).getBytes(StandardCharsets.UTF_8));
            i = end;
            if (percent >= 0) {
                bytes.write(oneByte(part, percent, what));
                i = percent + 3;
            }
        }
        return utf8(bytes.toByteArray(), what);
    }

    private static int oneByte(String part, int percent, String what) {
        int high = percent + 1 < part.length() ? Character.digit(part.charAt(percent + 1), 16) : -1;
        int low = percent + 2 < part.length() ? Character.digit(part.charAt(percent + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw wrong(
                    what,
                    "has a % without two hexadecimal digits behind it\nWrite the sign itself as"
                            + " %25");
        }
        if (high == 0 && low == 0) {
            throw wrong(what, "has %00 in it, which cannot be sent");
        }
        return high << 4 | low;
    }

    private static String utf8(byte[] bytes, String what) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw wrong(what, "is no UTF-8, decoded");
        }
    }

    private static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) == ' ') {
            to--;
        }
        return text.substring(from, to);
    }

    private static IllegalArgumentException wrong(String what, String how) {
        return new IllegalArgumentException("The " + what + " of a DSN " + how);
    }
}
