package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;

/**
 * {@code "char"}, the catalogue's type of one byte: a String. Empty for zero, and for bytes that
 * are not ASCII a backslash and three octal digits, as the server from version 16 on has it.
 */
final class CharCodec extends ScalarCodec<String> {
    private static final String TAKES = "a String of one character of ASCII, a Character or a Byte";

    CharCodec() {
        super("\"char\"", String.class);
    }

    @Override
    public String decode(byte[] source, int offset, int length) {
        checkLength(1, length);
        int value = source[offset] & 0xff;
        if (value == 0) {
            return "";
        }
        return value < 0x80 ? Character.toString(value) : "\\" + Integer.toOctalString(value);
    }

    @Override
    public long decodeLong(byte[] source, int offset, int length) {
        throw Refusal.noConversion(String.class, long.class);
    }

    @Override
    public <U> U decodeAs(Class<U> wanted, byte[] source, int offset, int length) {
        if (wanted == Byte.class || wanted == byte.class) {
            checkLength(1, length);
            return Conversions.convert(source[offset], wanted);
        }
        return super.decodeAs(wanted, source, offset, length);
    }

    @Override
    public boolean decodesAs(Class<?> wanted) {
        return wanted == Byte.class || wanted == byte.class || super.decodesAs(wanted);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        target.put(
                switch (value) {
                    case Byte number -> number;
                    case Character c when c < 0x80 -> c;
                    case String text -> toByte(text);
                    case Character c -> throw Refusal.outOfRange(type, c);
                    default -> throw Refusal.wrongClass(type, value, TAKES);
                });
    }

    private int toByte(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (text.length() == 1 && text.charAt(0) < 0x80) {
            return text.charAt(0);
        }
        if (text.matches("\\\\[23][0-7][0-7]")) {
            return Integer.parseInt(text, 1, 4, 8);
        }
        throw Refusal.outOfRange(type, text, "it holds one byte");
    }

    @Override
    String parse(String text) {
        toByte(text);
        return text;
    }
}
