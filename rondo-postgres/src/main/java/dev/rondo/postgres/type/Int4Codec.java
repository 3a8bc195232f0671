package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;

/** {@code int4}: an Integer. */
final class Int4Codec extends ScalarCodec<Integer> {
    Int4Codec() {
        super("int4", Integer.class);
    }

    @Override
    public Integer decode(byte[] source, int offset, int length) {
        checkLength(4, length);
        return Bytes.getInt(source, offset);
    }

    @Override
    public long decodeLong(byte[] source, int offset, int length) {
        checkLength(4, length);
        return Bytes.getInt(source, offset);
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
        target.putInt((int) Integers.in(type, value, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    @Override
    Integer parse(String text) {
        return (int)
                Integers.in(type, Integers.parse(type, text), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
}
