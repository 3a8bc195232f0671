package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * {@code numeric}: a BigDecimal with the scale that the server shows. NaN and infinities are none;
 * as text and as a double they can be had (PG072).
 *
 * <p>On the wire: how many digits of base 10,000, the first one's power, the sign, the scale, and
 * the digits. Zeros at both ends are left out.
 */
final class NumericCodec extends ScalarCodec<BigDecimal> {
    static final int NEGATIVE = 0x4000;
    static final int NAN = 0xc000;
    static final int INFINITY = 0xd000;
    static final int MINUS_INFINITY = 0xf000;

    private static final int HEADER = 8;
    private static final int BASE = 10_000;
    private static final int MOST_SCALE = 16_383; // 14 bits on the wire
    private static final int MOST_INTEGER_DIGITS = 131_072; // powers are of 16 bits
    private static final int DIGITS_OF_A_LONG = 4; // of base 10,000; and one more in part
    private static final String TAKES = "a BigDecimal, BigInteger, an integer, Double or Float";

    NumericCodec() {
        super("numeric", BigDecimal.class);
    }

    // ---- From the server

    @Override
    public BigDecimal decode(byte[] source, int offset, int length) {
        int sign = sign(source, offset, length);
        if (sign > NEGATIVE) {
            throw Refusal.noSuch(type, special(sign), BigDecimal.class);
        }
        int count = Bytes.getShort(source, offset) & 0xffff;
        int scale = Bytes.getShort(source, offset + 6) & 0xffff;
        if (count == 0) {
            return BigDecimal.valueOf(0, scale);
        }
        int weight = Bytes.getShort(source, offset + 2);
        int lastScale = 4 * (count - 1 - weight); // of the last digit of base 10,000
        if (count <= DIGITS_OF_A_LONG) {
            long unscaled = 0;
            for (int i = 0; i < count; i++) {
                unscaled = unscaled * BASE + digit(source, offset + HEADER + 2 * i);
            }
            return scaled(BigDecimal.valueOf(sign == 0 ? unscaled : -unscaled, lastScale), scale);
        }
        BigInteger unscaled = NumericDigits.read(source, offset + HEADER, count, type);
        return scaled(new BigDecimal(sign == 0 ? unscaled : unscaled.negate(), lastScale), scale);
    }

    /** The last digit may have zeros that are not shown, or lack some that are. */
    private BigDecimal scaled(BigDecimal value, int scale) {
        if (value.scale() == scale) {
            return value;
        }
        try {
            return value.setScale(scale);
        } catch (ArithmeticException e) {
            throw Refusal.malformed(type, "more digits than its scale of " + scale);
        }
    }

    private int digit(byte[] source, int at) {
        int digit = Bytes.getShort(source, at);
        if (digit < 0 || digit >= BASE) {
            throw Refusal.malformed(type, "a digit of " + digit);
        }
        return digit;
    }

    /** Checks all but the digits, and returns the sign. */
    private int sign(byte[] source, int offset, int length) {
        if (length < HEADER || length != HEADER + 2 * (Bytes.getShort(source, offset) & 0xffff)) {
            throw Refusal.malformed(type, length + " bytes");
        }
        int sign = Bytes.getShort(source, offset + 4) & 0xffff;
        int scale = Bytes.getShort(source, offset + 6) & 0xffff;
        if (sign != 0 && sign != NEGATIVE) {
            special(sign);
        } else if (scale > MOST_SCALE) {
            throw Refusal.malformed(type, "a scale of " + scale);
        }
        return sign;
    }

    private String special(int sign) {
        return switch (sign) {
            case NAN -> "NaN";
            case INFINITY -> "Infinity";
            case MINUS_INFINITY -> "-Infinity";
            default -> throw Refusal.malformed(type, "a sign of " + sign);
        };
    }

    @Override
    public long decodeLong(byte[] source, int offset, int length) {
        if (length == HEADER + 2
                && Bytes.getShort(source, offset) == 1
                && Bytes.getShort(source, offset + 2) == 0
                && Bytes.getShort(source, offset + 4) == 0) { // 1 to 9999: no object
            return digit(source, offset + HEADER);
        }
        return super.decodeLong(source, offset, length);
    }

    @Override
    public double decodeDouble(byte[] source, int offset, int length) {
        int sign = sign(source, offset, length);
        if (sign > NEGATIVE) {
            return Double.parseDouble(special(sign));
        }
        return super.decodeDouble(source, offset, length);
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        int sign = sign(source, offset, length);
        return sign > NEGATIVE ? special(sign) : decode(source, offset, length).toPlainString();
    }

    @Override
    public <U> U decodeAs(Class<U> wanted, byte[] source, int offset, int length) {
        if (wanted == Double.class || wanted == Float.class || wanted.isPrimitive()) {
            int sign = sign(source, offset, length);
            if (sign > NEGATIVE) {
                return Conversions.convert(Double.parseDouble(special(sign)), wanted);
            }
        }
        return super.decodeAs(wanted, source, offset, length);
    }

    @Override
    BigDecimal parse(String text) {
        if (text.equals("NaN") || text.endsWith("Infinity")) {
            throw Refusal.noSuch(type, text, BigDecimal.class);
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw Refusal.malformed(type, Refusal.cut(text));
        }
    }

    // ---- To the server

    @Override
    public void encode(Object value, ByteWriter target) {
        switch (value) {
            case BigDecimal number -> put(number, target);
            case BigInteger number -> put(new BigDecimal(number), target);
            case Double number when Double.isFinite(number) ->
                    put(new BigDecimal(number.toString()), target);
            case Float number when Float.isFinite(number) ->
                    put(new BigDecimal(number.toString()), target);
            case Double number -> putSpecial(number, target);
            case Float number -> putSpecial(number, target);
            case Long number -> put(BigDecimal.valueOf(number), target);
            case Integer number -> put(BigDecimal.valueOf(number), target);
            case Short number -> put(BigDecimal.valueOf(number), target);
            case Byte number -> put(BigDecimal.valueOf(number), target);
            default -> throw Refusal.wrongClass(type, value, TAKES);
        }
    }

    private static void putSpecial(double value, ByteWriter target) {
        int sign = Double.isNaN(value) ? NAN : value > 0 ? INFINITY : MINUS_INFINITY;
        // The scale of infinities is the server's own; it reads any.
        target.putInt(0).putShort(sign).putShort(0);
    }

    private void put(BigDecimal value, ByteWriter target) {
        if (value.scale() > MOST_SCALE) {
            throw Refusal.outOfRange(type, value, "more than 16383 digits after the point");
        }
        if ((long) value.precision() - value.scale() > MOST_INTEGER_DIGITS) {
            throw Refusal.outOfRange(type, value, "more than 131072 digits before the point");
        }
        NumericDigits.write(value.scale() < 0 ? value.setScale(0) : value, target);
    }
}
