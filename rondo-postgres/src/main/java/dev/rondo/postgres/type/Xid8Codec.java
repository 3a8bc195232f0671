package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;

/** {@code xid8}: 64 bits without a sign, as a Long; the upper half has none, and is refused. */
final class Xid8Codec extends ScalarCodec<Long> {
    Xid8Codec() {
        super("xid8", Long.class);
    }

    @Override
    public Long decode(byte[] source, int offset, int length) {
        return decodeLong(source, offset, length);
    }

    @Override
    public long decodeLong(byte[] source, int offset, int length) {
        checkLength(8, length);
        long value = Bytes.getLong(source, offset);
        if (value < 0) {
            throw Refusal.noSuch(type, Long.toUnsignedString(value), Long.class);
        }
        return value;
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        checkLength(8, length);
        return Long.toUnsignedString(Bytes.getLong(source, offset));
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        target.putLong(Integers.in(type, value, 0, Long.MAX_VALUE));
    }

    @Override
    Long parse(String text) {
        return Integers.in(type, Integers.parse(type, text), 0, Long.MAX_VALUE);
    }
}
