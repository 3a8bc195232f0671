package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;

/** Types whose binary format is their text in UTF-8: a String. */
final class TextCodec extends ScalarCodec<String> {
    TextCodec(String type) {
        super(type, String.class);
    }

    @Override
    public String decode(byte[] source, int offset, int length) {
        return Utf8.decode(source, offset, length);
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        return Utf8.decode(source, offset, length);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (!(value instanceof CharSequence text)) {
            throw Refusal.wrongClass(type, value, "a String (in SQL there are casts: $1::int)");
        }
        Utf8.encode(type, text.toString(), target);
    }

    @Override
    String parse(String text) {
        return text;
    }
}
