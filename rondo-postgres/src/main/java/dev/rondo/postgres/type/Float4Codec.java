package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;

/** {@code float4}: a Float, NaN and infinities too. Others are taken if they are the same. */
final class Float4Codec extends ScalarCodec<Float> {
    Float4Codec() {
        super("float4", Float.class);
    }

    @Override
    public Float decode(byte[] source, int offset, int length) {
        return decodeFloat(source, offset, length);
    }

    private float decodeFloat(byte[] source, int offset, int length) {
        checkLength(4, length);
        return Float.intBitsToFloat(Bytes.getInt(source, offset));
    }

    @Override
    public double decodeDouble(byte[] source, int offset, int length) {
        return decodeFloat(source, offset, length);
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        return FloatText.of(decodeFloat(source, offset, length));
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        double number = Float8Codec.number(type, value);
        float narrow = (float) number;
        if (Double.compare(narrow, number) != 0) {
            throw Refusal.outOfRange(type, value, "it is no float; round it first");
        }
        target.putInt(Float.floatToIntBits(narrow));
    }

    @Override
    Float parse(String text) {
        double number = FloatText.parse(type, text);
        return Double.isFinite(number) ? Float.parseFloat(text) : (float) number;
    }
}
