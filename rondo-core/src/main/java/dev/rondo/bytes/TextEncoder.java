package dev.rondo.bytes;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Encodes long strings into an array, without an array between them. Copying a string's characters
 * out and the JDK's encoders of arrays are vectorised, {@code charAt} is not: 20 ns a string and
 * little more for its length, against 0.6 ns a character (decision 12).
 */
final class TextEncoder {
    /** How many characters are encoded at a time; more costs memory, fewer costs time. */
    private static final int CHUNK = 512;

    /** How many bytes a character of UTF-8 takes at most; a surrogate pair takes four. */
    static final int MOST_BYTES = 3;

    private final CharsetEncoder ascii = StandardCharsets.US_ASCII.newEncoder();
    private final CharsetEncoder utf8 =
            StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPLACE); // '?', as String.getBytes
    private final char[] chars = new char[CHUNK];
    private final CharBuffer source = CharBuffer.wrap(chars);
    private ByteBuffer target = ByteBuffer.wrap(ByteQueue.NOTHING);

    /** Writes ASCII from an index on, and returns the index after it, or -1 if it is not. */
    int putAscii(String text, byte[] array, int at) {
        aim(array, at);
        for (int from = 0; from < text.length(); from += CHUNK) {
            load(text, from, Math.min(text.length(), from + CHUNK));
            if (!ascii.reset().encode(source, target, true).isUnderflow()) {
                return -1;
            }
        }
        return target.position();
    }

    /** Returns where the part of a text ends that is encoded at once: not within a pair. */
    static int endOfChunk(String text, int from) {
        int end = Math.min(text.length(), from + CHUNK);
        return end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))
                ? end - 1
                : end;
    }

    /** Writes a chunk of UTF-8 from an index on, and returns the index after it. */
    int putUtf8(String text, int from, int to, byte[] array, int at) {
        aim(array, at);
        load(text, from, to);
        utf8.reset().encode(source, target, true);
        return target.position();
    }

    private void aim(byte[] array, int at) {
        if (target.array() != array) {
            target = ByteBuffer.wrap(array);
        }
        target.clear().position(at);
    }

    private void load(String text, int from, int to) {
        text.getChars(from, to, chars, 0);
        source.clear().limit(to - from);
    }
}
