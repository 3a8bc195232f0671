package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;

/** {@code int2}: a Short. */
final class Int2Codec extends ScalarCodec<Short> {
    Int2Codec() {
        super("int2", Short.class);
    }

    @Override
    public Short decode(byte[] source, int offset, int length) {
        checkLength(2, length);
        return Bytes.getShort(source, offset);
    }

    @Override
    public long decodeLong(byte[] source, int offset, int length) {
        checkLength(2, length);
        return Bytes.getShort(source, offset);
    }

    @Override
    public double decodeDouble(byte[] source, int offset, int length) {
        return decodeLong(source, offset, length);
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        return Long.toString(decodeLong(source, offset, length));
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        target.putShort((int) Integers.in(type, value, Short.MIN_VALUE, Short.MAX_VALUE));
    }

    @Override
    Short parse(String text) {
        return (short)
                Integers.in(type, Integers.parse(type, text), Short.MIN_VALUE, Short.MAX_VALUE);
    }
}
