package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;

/** {@code int8}: a Long. */
final class Int8Codec extends ScalarCodec<Long> {
    Int8Codec() {
        super("int8", Long.class);
    }

    @Override
    public Long decode(byte[] source, int offset, int length) {
        checkLength(8, length);
        return Bytes.getLong(source, offset);
    }

    @Override
    public long decodeLong(byte[] source, int offset, int length) {
        checkLength(8, length);
        return Bytes.getLong(source, offset);
    }

    @Override
    public double decodeDouble(byte[] source, int offset, int length) {
        return Conversions.same(decodeLong(source, offset, length));
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        return Long.toString(decodeLong(source, offset, length));
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        target.putLong(Integers.in(type, value, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    @Override
    Long parse(String text) {
        return Integers.parse(type, text);
    }
}
