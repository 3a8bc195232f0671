package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.math.BigInteger;

/** {@code float8}: a Double, NaN and infinities too. Integers are taken if they are the same. */
final class Float8Codec extends ScalarCodec<Double> {
    Float8Codec() {
        super("float8", Double.class);
    }

    @Override
    public Double decode(byte[] source, int offset, int length) {
        return decodeDouble(source, offset, length);
    }

    @Override
    public double decodeDouble(byte[] source, int offset, int length) {
        checkLength(8, length);
        return Bytes.getDouble(source, offset);
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        return FloatText.of(decodeDouble(source, offset, length));
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        target.putLong(Double.doubleToLongBits(number(type, value)));
    }

    /** Returns the number that a parameter is. */
    static double number(String type, Object value) {
        return switch (value) {
            case Double number -> number;
            case Float number -> number;
            case Byte number -> number;
            case Short number -> number;
            case Integer number -> number;
            case Long number -> Conversions.same(number);
            case BigInteger number when number.bitLength() < Long.SIZE ->
                    Conversions.same(number.longValue());
            case BigInteger number -> throw Refusal.outOfRange(type, number);
            default ->
                    throw Refusal.wrongClass(
                            type, value, "a Double, a Float, or an integer that is the same");
        };
    }

    @Override
    Double parse(String text) {
        return FloatText.parse(type, text);
    }
}
