package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;

/** {@code pg_lsn}: an {@link Lsn}, or its position as a long. */
final class LsnCodec extends ScalarCodec<Lsn> {
    LsnCodec() {
        super("pg_lsn", Lsn.class);
    }

    @Override
    public Lsn decode(byte[] source, int offset, int length) {
        checkLength(8, length);
        return new Lsn(Bytes.getLong(source, offset));
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (!(value instanceof Lsn lsn)) {
            throw Refusal.wrongClass(type, value, "an Lsn");
        }
        target.putLong(lsn.position());
    }

    @Override
    Lsn parse(String text) {
        return Lsn.of(text);
    }
}
