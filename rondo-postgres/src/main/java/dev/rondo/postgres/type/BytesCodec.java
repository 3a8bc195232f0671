package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** {@code bytea}: a byte array; a ByteBuffer is taken, too, and stays as it is. */
final class BytesCodec extends ScalarCodec<byte[]> {
    private static final HexFormat HEX = HexFormat.of();

    BytesCodec() {
        super("bytea", byte[].class);
    }

    @Override
    public byte[] decode(byte[] source, int offset, int length) {
        return Arrays.copyOfRange(source, offset, offset + length);
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        if (length > Integer.MAX_VALUE / 2 - 2) {
            throw new IllegalArgumentException(length + " bytes are too many for text");
        }
        return "\\x" + HEX.formatHex(source, offset, offset + length);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        switch (value) {
            case byte[] bytes ->
                    target.put(bytes); // copied: the array may change before it is sent
            case ByteBuffer buffer -> target.put(buffer.duplicate());
            default -> throw Refusal.wrongClass(type, value, "a byte[] or a ByteBuffer");
        }
    }

    @Override
    byte[] parse(String text) {
        if (!text.startsWith("\\x")) {
            throw Refusal.malformed(type, "text that is not hexadecimal");
        }
        return HEX.parseHex(text, 2, text.length());
    }
}
