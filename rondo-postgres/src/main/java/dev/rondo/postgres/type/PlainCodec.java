package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;

/**
 * Types that go as text, both ways: those without a binary format (PG094), those whose binary
 * format says less ({@code regclass} is a bare OID there, {@code money} a number without its
 * fraction digits, PG100), and those that are not known.
 */
final class PlainCodec extends ScalarCodec<String> {
    PlainCodec(String type) {
        super(type, String.class);
    }

    @Override
    public Format format() {
        return Format.TEXT;
    }

    @Override
    public String decode(byte[] source, int offset, int length) {
        return Utf8.decode(source, offset, length);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (!(value instanceof CharSequence text)) {
            throw Refusal.wrongClass(type, value, "its text as a String");
        }
        Utf8.encode(type, text.toString(), target);
    }
}
