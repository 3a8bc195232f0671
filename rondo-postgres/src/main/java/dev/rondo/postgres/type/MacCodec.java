package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;

/** {@code macaddr}: a {@link MacAddress}. */
final class MacCodec extends ScalarCodec<MacAddress> {
    MacCodec() {
        super("macaddr", MacAddress.class);
    }

    @Override
    public MacAddress decode(byte[] source, int offset, int length) {
        checkLength(6, length);
        long high = Bytes.getShort(source, offset) & 0xffffL;
        return new MacAddress(high << 32 | Bytes.getUnsignedInt(source, offset + 2));
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (!(value instanceof MacAddress mac)) {
            throw Refusal.wrongClass(type, value, "a MacAddress");
        }
        target.putShort((int) (mac.address() >> 32)).putInt((int) mac.address());
    }

    @Override
    MacAddress parse(String text) {
        return MacAddress.of(text);
    }
}
