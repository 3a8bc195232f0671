package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;

/** {@code oid}, {@code xid} and {@code cid}: 32 bits without a sign, as a Long. */
final class UnsignedCodec extends ScalarCodec<Long> {
    private static final long MOST = 0xffffffffL;

    UnsignedCodec(String type) {
        super(type, Long.class);
    }

    @Override
    public Long decode(byte[] source, int offset, int length) {
        return decodeLong(source, offset, length);
    }

    @Override
    public long decodeLong(byte[] source, int offset, int length) {
        checkLength(4, length);
        return Bytes.getUnsignedInt(source, offset);
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
        target.putInt((int) Integers.in(type, value, 0, MOST));
    }

    @Override
    Long parse(String text) {
        return Integers.in(type, Integers.parse(type, text), 0, MOST);
    }
}
