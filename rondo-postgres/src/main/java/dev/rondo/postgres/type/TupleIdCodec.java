package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;

/** {@code tid}: a {@link TupleId}. */
final class TupleIdCodec extends ScalarCodec<TupleId> {
    TupleIdCodec() {
        super("tid", TupleId.class);
    }

    @Override
    public TupleId decode(byte[] source, int offset, int length) {
        checkLength(6, length);
        return new TupleId(
                Bytes.getUnsignedInt(source, offset), Bytes.getShort(source, offset + 4) & 0xffff);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (!(value instanceof TupleId tid)) {
            throw Refusal.wrongClass(type, value, "a TupleId");
        }
        target.putInt((int) tid.block()).putShort(tid.index());
    }
}
