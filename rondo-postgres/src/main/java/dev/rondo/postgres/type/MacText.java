package dev.rondo.postgres.type;

import java.util.HexFormat;

/** Hexadecimal bytes with colons between them. */
final class MacText {
    private MacText() {}

    static String of(long address, int bytes) {
        StringBuilder text = new StringBuilder(3 * bytes);
        for (int shift = 8 * bytes - 8; shift >= 0; shift -= 8) {
            HexFormat.of().toHexDigits(text, (byte) (address >>> shift));
            text.append(shift == 0 ? "" : ":");
        }
        return text.toString();
    }

    static long parse(String type, String text, int bytes) {
        if (text.length() != 3 * bytes - 1) {
            throw Refusal.malformed(type, Refusal.cut(text));
        }
        long address = 0;
        for (int i = 0; i < bytes; i++) {
            if (i > 0 && text.charAt(3 * i - 1) != ':') {
                throw Refusal.malformed(type, Refusal.cut(text));
            }
            address = address << 8 | HexFormat.fromHexDigits(text, 3 * i, 3 * i + 2);
        }
        return address;
    }
}
