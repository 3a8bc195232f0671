package dev.rondo.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Percent-encoding in UTF-8 (RFC 3986, section 2.1). Linear, and the text itself when there is
 * nothing to do.
 */
final class PercentCoding {
    private static final String UNRESERVED = "-._~";
    private static final String SUB_DELIMITERS = "!$&'()*+,;=";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    static final boolean[] VALUE = allowed(UNRESERVED);
    static final boolean[] SEGMENT = allowed(UNRESERVED + SUB_DELIMITERS + ":@");
    static final boolean[] PATH = allowed(UNRESERVED + SUB_DELIMITERS + ":@/");
    static final boolean[] QUERY = allowed(UNRESERVED + SUB_DELIMITERS + ":@/?");
    static final boolean[] USER_INFO = allowed(UNRESERVED + SUB_DELIMITERS + ":");
    static final boolean[] FORM = allowed("-._*"); // WHATWG URL, application/x-www-form-urlencoded
    static final boolean[] EXTENDED = allowed("!#$&+-.^_`|~"); // RFC 8187, attr-char

    private PercentCoding() {}

    private static boolean[] allowed(String others) {
        boolean[] allowed = new boolean[128];
        for (char c = '0'; c <= 'z'; c++) {
            allowed[c] = Character.isLetterOrDigit(c);
        }
        for (char c : others.toCharArray()) {
            allowed[c] = true;
        }
        return allowed;
    }

    /** Encodes all that is not allowed, the percent sign too. */
    static String encode(String text, boolean[] allowed) {
        return encode(text, allowed, false);
    }

    /** Encodes what is not allowed; what is encoded already stays, in upper case. */
    static String complete(String text, boolean[] allowed) {
        return encode(text, allowed, true);
    }

    private static String encode(String text, boolean[] allowed, boolean keepsEncoded) {
        int plain = 0;
        while (plain < text.length() && isAllowed(text.charAt(plain), allowed)) {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length() + 16).append(text, 0, plain);
        for (int i = plain; i < text.length(); ) {
            char c = text.charAt(i);
            if (isAllowed(c, allowed)) {
                encoded.append(c);
                i++;
            } else if (keepsEncoded && isEncoded(text, i)) {
                putByte(encoded, byteAt(text, i));
                i += 3;
            } else {
                int point = text.codePointAt(i);
                putPoint(encoded, point);
                i += Character.charCount(point);
            }
        }
        return encoded.toString();
    }

    private static boolean isAllowed(char c, boolean[] allowed) {
        return c < 128 && allowed[c];
    }

    private static void putPoint(StringBuilder target, int point) {
        if (point < 0x80) {
            putByte(target, point);
        } else if (point < 0x800) {
            putByte(target, 0xc0 | point >> 6);
            putByte(target, 0x80 | point & 0x3f);
        } else if (point < 0x10000) {
            if (Character.isSurrogate((char) point)) {
                putPoint(target, 0xfffd); // a half: it has no UTF-8
                return;
            }
            putByte(target, 0xe0 | point >> 12);
            putByte(target, 0x80 | point >> 6 & 0x3f);
            putByte(target, 0x80 | point & 0x3f);
        } else {
            putByte(target, 0xf0 | point >> 18);
            putByte(target, 0x80 | point >> 12 & 0x3f);
            putByte(target, 0x80 | point >> 6 & 0x3f);
            putByte(target, 0x80 | point & 0x3f);
        }
    }

    static void putByte(StringBuilder target, int value) {
        target.append('%').append(HEX[value >> 4 & 15]).append(HEX[value & 15]);
    }

    private static boolean isEncoded(CharSequence text, int at) {
        return text.charAt(at) == '%'
                && at + 2 < text.length()
                && hex(text.charAt(at + 1)) >= 0
                && hex(text.charAt(at + 2)) >= 0;
    }

    private static int byteAt(CharSequence text, int at) {
        return hex(text.charAt(at + 1)) << 4 | hex(text.charAt(at + 2));
    }

    static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    /**
     * Decodes text.
     *
     * @param plusIsSpace as forms have it
     * @throws MalformedException if a percent sign has no two digits, or the bytes are no UTF-8
     */
    static String decode(String text, boolean plusIsSpace) {
        String spaced = plusIsSpace ? text.replace('+', ' ') : text;
        int first = spaced.indexOf('%');
        if (first < 0) {
            return spaced;
        }
        StringBuilder decoded = new StringBuilder(spaced.length());
        byte[] run = new byte[(spaced.length() - first) / 3];
        for (int i = 0; i < spaced.length(); ) {
            int percent = spaced.indexOf('%', i);
            if (percent < 0) {
                return decoded.append(spaced, i, spaced.length()).toString();
            }
            decoded.append(spaced, i, percent);
            int count = 0;
            for (i = percent; i < spaced.length() && spaced.charAt(i) == '%'; i += 3) {
                if (!isEncoded(spaced, i)) {
                    throw new MalformedException(
                            "No two hexadecimal digits after the percent sign at "
                                    + i
                                    + ": "
                                    + FieldSyntax.shown(text));
                }
                run[count++] = (byte) byteAt(spaced, i);
            }
            decoded.append(utf8(run, count, text));
        }
        return decoded.toString();
    }

    private static CharBuffer utf8(byte[] bytes, int count, String text) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, count));
        } catch (CharacterCodingException e) {
            throw new MalformedException("Encoded bytes are no UTF-8: " + FieldSyntax.shown(text));
        }
    }

    /** Decodes text; what cannot be decoded stays as it is. */
    static String decodeLeniently(String text, boolean plusIsSpace) {
        String spaced = plusIsSpace ? text.replace('+', ' ') : text;
        int first = spaced.indexOf('%');
        if (first < 0) {
            return spaced;
        }
        StringBuilder decoded = new StringBuilder(spaced.length());
        byte[] run = new byte[(spaced.length() - first) / 3];
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer target = CharBuffer.allocate(run.length);
        for (int i = 0; i < spaced.length(); ) {
            int count = 0;
            int end = i;
            while (end < spaced.length() && isEncoded(spaced, end)) {
                run[count++] = (byte) byteAt(spaced, end);
                end += 3;
            }
            if (count == 0) {
                decoded.append(spaced.charAt(i++));
            } else {
                putRun(decoded, decoder, run, count, target, spaced, i);
                i = end;
            }
        }
        return decoded.toString();
    }

    /** Appends what is UTF-8 of a run of encoded bytes as text, and the rest encoded as it was. */
    private static void putRun(
            StringBuilder decoded,
            CharsetDecoder decoder,
            byte[] run,
            int count,
            CharBuffer target,
            String source,
            int from) {
        ByteBuffer bytes = ByteBuffer.wrap(run, 0, count);
        while (bytes.hasRemaining()) {
            target.clear();
            var result = decoder.reset().decode(bytes, target, true);
            decoded.append(target.flip());
            int bad = result.isError() ? result.length() : 0;
            int at = from + 3 * bytes.position();
            decoded.append(source, at, at + 3 * bad);
            bytes.position(bytes.position() + bad);
        }
    }
}
