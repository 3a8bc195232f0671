package dev.rondo.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Values of parameters like {@code filename*}: {@code UTF-8''na%C3%AFve} (RFC 8187). */
final class ExtendedValue {
    private ExtendedValue() {}

    static String encode(String value) {
        return "UTF-8''" + PercentCoding.encode(value, PercentCoding.EXTENDED);
    }

    /** Returns the text; nothing if it is malformed, or of a charset that is not a must. */
    static Optional<String> decode(String text) {
        int charsetEnd = text.indexOf('\'');
        int languageEnd = text.indexOf('\'', charsetEnd + 1);
        if (charsetEnd < 0 || languageEnd < 0) {
            return Optional.empty();
        }
        String encoded = text.substring(languageEnd + 1);
        try {
            return switch (text.substring(0, charsetEnd).toLowerCase(Locale.ROOT)) {
                case "utf-8" -> Optional.of(PercentCoding.decode(encoded, false));
                case "iso-8859-1" -> Optional.of(latin1(encoded));
                default -> Optional.empty();
            };
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static String latin1(String encoded) {
        byte[] bytes = new byte[encoded.length()];
        int count = 0;
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                int high = i + 2 < encoded.length() ? PercentCoding.hex(encoded.charAt(i + 1)) : -1;
                int low = high < 0 ? -1 : PercentCoding.hex(encoded.charAt(i + 2));
                if (low < 0) {
                    throw new MalformedException("No two digits after a percent sign");
                }
                c = (char) (high << 4 | low);
                i += 2;
            }
            bytes[count++] = (byte) c;
        }
        return new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
    }
}
