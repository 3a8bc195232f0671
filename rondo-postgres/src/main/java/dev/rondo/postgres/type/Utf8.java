package dev.rondo.postgres.type;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rondo.bytes.ByteWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Text of the server's and for it. What the server would store otherwise than it was meant (half of
 * a surrogate pair), or not take (a zero), is refused; so is what is not UTF-8, which a database of
 * encoding SQL_ASCII can hold.
 */
final class Utf8 {
    private static final char REPLACEMENT = '\ufffd';

    private Utf8() {}

    static String decode(byte[] source, int offset, int length) {
        String text = new String(source, offset, length, UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeStrictly(source, offset, length);
    }

    private static String decodeStrictly(byte[] source, int offset, int length) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(source, offset, length)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "Malformed text: not UTF-8\nAs bytes it can be had: convert_to in SQL", e);
        }
    }

    static void encode(String type, String text, ByteWriter target) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                i += check(type, text, i);
            }
        }
        target.putUtf8(text);
    }

    /** Returns how many characters more to leave out. */
    private static int check(String type, String text, int at) {
        if (text.charAt(at) == 0) {
            throw new IllegalArgumentException(
                    type + " holds no zero character, and there is one at " + at);
        }
        if (!Character.isHighSurrogate(text.charAt(at))
                || at + 1 == text.length()
                || !Character.isLowSurrogate(text.charAt(at + 1))) {
            throw new IllegalArgumentException(
                    type + " takes Unicode only, and at " + at + " is half of a surrogate pair");
        }
        return 1;
    }
}
