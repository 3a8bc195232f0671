package dev.rondo.postgres.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Messages written down for tests, byte by byte and independent of the writers: {@code Z{I}} is a
 * type and a body with the length between them, {@code ~} a zero, {@code <2:5>} a number in two
 * bytes, {@code <x:00ff>} bytes in hexadecimal; all else is itself, in UTF-8.
 */
final class WireText {
    private final String text;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int at;

    private WireText(String text) {
        this.text = text;
    }

    static byte[] bytes(String text) {
        WireText parser = new WireText(text);
        parser.run();
        return parser.out.toByteArray();
    }

    private void run() {
        while (at < text.length()) {
            char c = text.charAt(at);
            switch (c) {
                case '{' -> body();
                case '<' -> number();
                case '~' -> literal(0);
                default -> character();
            }
        }
    }

    private void body() {
        int end = text.indexOf('}', at);
        byte[] body = bytes(text.substring(at + 1, end));
        number(4, body.length + 4);
        out.writeBytes(body);
        at = end + 1;
    }

    private void number() {
        int colon = text.indexOf(':', at);
        int end = text.indexOf('>', at);
        String what = text.substring(at + 1, colon);
        String value = text.substring(colon + 1, end);
        if (what.equals("x")) {
            out.writeBytes(java.util.HexFormat.of().parseHex(value));
        } else {
            number(Integer.parseInt(what), Long.parseLong(value));
        }
        at = end + 1;
    }

    private void number(int bytes, long value) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >> shift));
        }
    }

    private void literal(int value) {
        out.write(value);
        at++;
    }

    private void character() {
        int codePoint = text.codePointAt(at);
        out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        at += Character.charCount(codePoint);
    }
}
