package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;

/** {@code macaddr8}: a {@link MacAddress8}. */
final class Mac8Codec extends ScalarCodec<MacAddress8> {
    Mac8Codec() {
        super("macaddr8", MacAddress8.class);
    }

    @Override
    public MacAddress8 decode(byte[] source, int offset, int length) {
        checkLength(8, length);
        return new MacAddress8(Bytes.getLong(source, offset));
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (!(value instanceof MacAddress8 mac)) {
            throw Refusal.wrongClass(type, value, "a MacAddress8");
        }
        target.putLong(mac.address());
    }

    @Override
    MacAddress8 parse(String text) {
        return MacAddress8.of(text);
    }
}
