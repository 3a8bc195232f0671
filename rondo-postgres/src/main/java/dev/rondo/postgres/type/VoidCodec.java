package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;

/** {@code void}, what a function returns that returns nothing: an empty String, never NULL. */
final class VoidCodec extends ScalarCodec<String> {
    VoidCodec() {
        super("void", String.class);
    }

    @Override
    public String decode(byte[] source, int offset, int length) {
        return "";
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        throw Refusal.wrongClass(type, value, "no value");
    }
}
